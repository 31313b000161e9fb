package org.ventral.backend.cpu;

import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.BackendProvider;

/** Provides the backend named {@code cpu}: pure Java, always available. */
public final class CpuBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CpuBackendProvider() {}

    @Override public String name() {
        return "cpu";
    }

    @Override public int priority() {
        return 100;
    }

    @Override public Backend create(BackendOptions options) {
        return new CpuBackend(options.threads());
    }
}
