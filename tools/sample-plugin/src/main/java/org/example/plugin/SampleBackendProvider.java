package org.example.plugin;

import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.BackendProvider;

/** Provides the backend named {@code sample}. Its priority is below that of backends that are meant for work, so it runs only where it is named. */
public final class SampleBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SampleBackendProvider() {}

    @Override public String name() {
        return "sample";
    }

    @Override public int priority() {
        return 1;
    }

    /** Without threads of its own, it has nothing to do with the options. */
    @Override public Backend create(BackendOptions options) {
        return new SampleBackend();
    }
}
