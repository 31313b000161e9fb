package org.ventral.optim;

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
     * An optimizer of these parameters.
     *
     * @throws org.ventral.tensor.spi.ProviderNotFoundException if there is none of this name, listing those found
     * @throws IllegalArgumentException if an option is unknown or its value does not fit
     */
    public static Optimizer create(String name, Map<String, Parameter> parameters, OptimizerOptions options) {
        return providers().choose(Objects.requireNonNull(name, "name")).create(parameters, options);
    }
}
