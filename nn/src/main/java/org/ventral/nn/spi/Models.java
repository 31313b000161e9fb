package org.ventral.nn.spi;

import java.util.ServiceLoader;
import org.ventral.tensor.spi.Providers;

/** The models that can be found. */
public final class Models {
    private Models() {}

    /** All providers, the preferred first. */
    public static Providers<ModelProvider> providers() {
        return Providers.of("model", ServiceLoader.load(ModelProvider.class));
    }

    /**
     * The provider of a model.
     *
     * @throws org.ventral.tensor.spi.ProviderNotFoundException if there is none of this name, listing all that there are
     */
    public static ModelProvider named(String name) {
        return providers().choose(java.util.Objects.requireNonNull(name, "name"));
    }
}
