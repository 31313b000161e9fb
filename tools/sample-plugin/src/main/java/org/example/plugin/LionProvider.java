package org.example.plugin;

import java.util.Map;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Optimizers;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;

/** Provides {@code lion}, with settings {@code rate}, {@code beta1}, {@code beta2} and {@code weight-decay}. */
public final class LionProvider implements OptimizerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public LionProvider() {}

    @Override public String name() {
        return "lion";
    }

    @Override public Optimizer create(Map<String, Parameter> parameters, OptimizerOptions options) {
        var settings = options.reader(name());
        double rate = settings.atLeast("rate", 1e-4, 0), weightDecay = settings.atLeast("weight-decay", 0, 0);
        var rule = new LionRule(settings.fraction("beta1", 0.9), settings.fraction("beta2", 0.99));
        settings.finish();
        return Optimizers.of(name(), rule, parameters, rate, weightDecay, options.groups());
    }
}
