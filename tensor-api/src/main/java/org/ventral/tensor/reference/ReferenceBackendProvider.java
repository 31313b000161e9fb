package org.ventral.tensor.reference;

import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.BackendProvider;

/** Provides the backend named {@code reference}: always available, never preferred. */
public final class ReferenceBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ReferenceBackendProvider() {}

    @Override public String name() {
        return "reference";
    }

    @Override public int priority() {
        return 0;
    }

    @Override public Backend create(BackendOptions options) {
        return new ReferenceBackend();
    }
}
