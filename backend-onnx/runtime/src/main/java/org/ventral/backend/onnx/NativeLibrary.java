package org.ventral.backend.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * ONNX Runtime's native library, loaded once.
 *
 * <p>Left to itself, ONNX Runtime unpacks its library into the temporary folder at each start, and leaves it there when the virtual
 * machine is killed. Here it is unpacked once into a folder of the user's cache and loaded from there.
 */
final class NativeLibrary {
    /** Where ONNX Runtime looks for its library before it unpacks it. */
    private static final String PATH = "onnxruntime.native.path";
    private static final String ENVIRONMENT = "ai.onnxruntime.OrtEnvironment";

    private NativeLibrary() {}

    /** Why ONNX Runtime cannot be used, or empty if it can. */
    static Optional<String> problem() {
        return Holder.PROBLEM;
    }

    private static final class Holder {
        static final Optional<String> PROBLEM = load();
    }

    private static Optional<String> load() {
        Class<?> environment;
        try {
            environment = Class.forName(ENVIRONMENT, false, NativeLibrary.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("ONNX Runtime is not on the module path or class path; add com.microsoft.onnxruntime:onnxruntime:1.28.0");
        }
        try {
            if (System.getProperty(PATH) == null) cached(environment).ifPresent(folder -> System.setProperty(PATH, folder.toString()));
            Class.forName(ENVIRONMENT, true, environment.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) cause = cause.getCause();
            return Optional.of("the native library of ONNX Runtime cannot be loaded on %s %s: %s".formatted(
                    System.getProperty("os.name"), System.getProperty("os.arch"), cause));
        }
    }

    /** The folder with the unpacked library; empty if none can be made, and ONNX Runtime must help itself. */
    private static Optional<Path> cached(Class<?> environment) {
        try {
            return new LibraryCache(LibraryCache.userFolder()).unpacked(environment, LibraryCache.platform());
        } catch (IOException | RuntimeException e) {
            System.getLogger(NativeLibrary.class.getName()).log(System.Logger.Level.DEBUG, "no cache for the native library of ONNX Runtime", e);
            return Optional.empty();
        }
    }
}
