package org.ventral.backend.cpu.kernel;

import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Says whether the Vector API may be used, so that each kernel family can pick its innermost loops:
 * {@code Simd.available() ? VectorXxx.create() : new ScalarXxx()}. Classes are linked lazily, hence a virtual machine without the module never
 * sees a vector class.
 */
public final class Simd {
    private static final String MODULE = "jdk.incubator.vector";
    private static final boolean AVAILABLE = probe();

    private Simd() {}

    /** True when module {@code jdk.incubator.vector} is resolved and this module reads it; if not, one warning was logged that says what to pass. */
    public static boolean available() {
        return AVAILABLE;
    }

    private static boolean probe() {
        Optional<Module> vector = ModuleLayer.boot().findModule(MODULE);
        boolean usable = vector.isPresent() && Simd.class.getModule().canRead(vector.get());
        if (!usable)
            System.getLogger(Simd.class.getName()).log(Level.WARNING,
                "The Vector API is not available, so the CPU backend runs scalar code, several times slower. Start java with --add-modules {0} for full speed.", MODULE);
        return usable;
    }
}
