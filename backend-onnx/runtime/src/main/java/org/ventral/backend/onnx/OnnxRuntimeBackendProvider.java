package org.ventral.backend.onnx;

import org.ventral.tensor.spi.Availability;
import org.ventral.tensor.spi.Backend;
import org.ventral.tensor.spi.BackendOptions;
import org.ventral.tensor.spi.BackendProvider;

/**
 * Provides the backend named {@code onnx}. It mentions no class of ONNX Runtime, so that it loads where that is missing.
 */
public final class OnnxRuntimeBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public OnnxRuntimeBackendProvider() {}

    @Override public String name() {
        return "onnx";
    }

    /** Below the CPU backend: single ops pay for the way into native code and back. */
    @Override public int priority() {
        return 40;
    }

    /** Loads the native library when first asked; it stays loaded. */
    @Override public Availability availability() {
        return NativeLibrary.problem().<Availability>map(Availability.Unavailable::new).orElseGet(Availability.Available::new);
    }

    @Override public Backend create(BackendOptions options) {
        NativeLibrary.problem().ifPresent(reason -> {
            throw new IllegalStateException("backend onnx is not available: " + reason);
        });
        return new OnnxRuntimeBackend(OnnxRuntimeOptions.of(options));
    }
}
