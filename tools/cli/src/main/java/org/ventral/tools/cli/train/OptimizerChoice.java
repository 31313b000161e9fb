package org.ventral.tools.cli.train;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Optimizers;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.UsageException;

/**
 * An optimizer as users write it: {@code adam}, or {@code adam:beta1=0.8,epsilon=1e-7}.
 *
 * @param name     of its plugin
 * @param settings its own settings, without the learning rate
 */
record OptimizerChoice(String name, Map<String, String> settings) {
    private static final String RATE = "rate";

    OptimizerChoice {
        settings = Map.copyOf(settings);
    }

    static OptimizerChoice parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) return new OptimizerChoice(text, Map.of());
        Map<String, String> settings = new TreeMap<>();
        for (String pair : text.substring(colon + 1).split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) throw new UsageException("--optimizer " + text + ": after the colon NAME=VALUE,… is expected, got \"" + pair + "\"");
            String name = pair.substring(0, equals);
            if (name.equals(RATE)) throw new UsageException("--optimizer " + text + ": the learning rate is set with --lr " + pair.substring(equals + 1));
            if (settings.put(name, pair.substring(equals + 1)) != null) throw new UsageException("--optimizer " + text + ": " + name + " is set twice");
        }
        return new OptimizerChoice(text.substring(0, colon), settings);
    }

    /**
     * The optimizer.
     *
     * @param rate the learning rate; its own default if there is none
     * @throws UsageException if there is no such optimizer, or it does not know a setting
     */
    Optimizer create(Map<String, Parameter> parameters, OptionalDouble rate) {
        OptimizerProvider provider = Choices.require("optimizer", Optimizers.providers(), name);
        OptimizerOptions options = new OptimizerOptions(settings, List.of());
        if (rate.isPresent()) options = options.with(RATE, rate.getAsDouble());
        try {
            return provider.create(parameters, options);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--optimizer " + this + ": " + e.getMessage());
        }
    }

    /** As it was written, the settings in the order of their names. */
    @Override public String toString() {
        if (settings.isEmpty()) return name;
        return name + ":" + new TreeMap<>(settings).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
    }
}
