package org.ventral.optim;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.optim.spi.OptimizerProvider;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.spi.Providers;

/** Optimizers by name: those of this module and those of plugins. */
public final class Optimizers {
    private Optimizers() {}

    /** All optimizers that can be found. */
    public static Providers<OptimizerProvider> providers() {
        return Providers.of("optimizer", ServiceLoader.load(OptimizerProvider.class));
    }

    /**
     * An optimizer of these parameters, of a rule for what a step is: for those who write optimizers.
     *
     * @param name        the name it is chosen by
     * @param rate        learning rate η of the first step
     * @param weightDecay weight decay λ, where a group does not say otherwise
     * @param groups      the first that matches a parameter's name decides
     * @throws IllegalArgumentException if there are no parameters, a group matches none, or a number is negative or not finite
     */
    public static Optimizer of(String name, UpdateRule rule, Map<String, Parameter> parameters, double rate, double weightDecay, List<ParameterGroup> groups) {
        if (parameters.isEmpty()) throw new IllegalArgumentException("there are no parameters to optimize");
        return new FusedOptimizer(Objects.requireNonNull(name, "name"), rule, Settings.atLeastZero("rate", rate), Settings.atLeastZero("weightDecay", weightDecay), groups, parameters);
    }

    /**
     * An optimizer of these parameters.
     *
     * @throws org.ventral.tensor.spi.ProviderNotFoundException if there is none of this name, listing those found
     * @throws IllegalArgumentException if an option is unknown or its value does not fit
     */
    public static Optimizer create(String name, Map<String, Parameter> parameters, OptimizerOptions options) {
        return providers().choose(Objects.requireNonNull(name, "name")).create(parameters, options);
    }
}
