package org.ventral.backend.onnx;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ventral.tensor.spi.BackendOptions;

/**
 * How ONNX Runtime works. As settings of a {@link BackendOptions}: {@code provider}, {@code device}, {@code optimization}, {@code spinning}.
 *
 * @param threads how many threads one run uses, at least 1
 * @param provider what computes
 * @param device number of the GPU, from 0
 * @param optimization how much ONNX Runtime changes a graph before it runs it
 * @param spinning whether idle threads wait busily for the next piece of work: faster for one model on cores of its own, wasteful elsewhere
 */
public record OnnxRuntimeOptions(int threads, Provider provider, int device, Optimization optimization, boolean spinning) {
    /** What computes. */
    public enum Provider {
        /** The processor's cores. */
        CPU,
        /** An NVIDIA GPU; needs the jar {@code onnxruntime_gpu} in place of {@code onnxruntime}, CUDA, and cuDNN. */
        CUDA
    }

    /** How much ONNX Runtime changes a graph before it runs it. */
    public enum Optimization {
        /** Nothing. */
        NONE,
        /** What needs no knowledge of the processor: constants folded, dead nodes removed. */
        BASIC,
        /** Nodes fused as well. */
        EXTENDED,
        /** Memory layouts changed as well. */
        ALL
    }

    /** Checks the numbers. */
    public OnnxRuntimeOptions {
        if (threads < 1) throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        if (device < 0) throw new IllegalArgumentException("device must not be negative, got " + device);
    }

    /** On the processor, with all optimizations, with as many threads as {@link BackendOptions#defaults} says. */
    public static OnnxRuntimeOptions defaults() {
        return threads(BackendOptions.defaults().threads());
    }

    /** On the processor, with all optimizations, with this many threads. */
    public static OnnxRuntimeOptions threads(int threads) {
        return new OnnxRuntimeOptions(threads, Provider.CPU, 0, Optimization.ALL, true);
    }

    /**
     * The options of a backend.
     *
     * @throws IllegalArgumentException if a setting is not known or has a value that it cannot have
     */
    public static OnnxRuntimeOptions of(BackendOptions options) {
        Map<String, String> settings = options.settings();
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(Set.of("provider", "device", "optimization", "spinning"));
        if (!unknown.isEmpty())
            throw new IllegalArgumentException("backend onnx has no setting " + unknown + "; it has provider, device, optimization and spinning");
        return new OnnxRuntimeOptions(options.threads(),
                choice(Provider.class, "provider", settings.getOrDefault("provider", "cpu")),
                number(settings.getOrDefault("device", "0")),
                choice(Optimization.class, "optimization", settings.getOrDefault("optimization", "all")),
                Boolean.parseBoolean(settings.getOrDefault("spinning", "true")));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String setting, String value) {
        for (E constant : type.getEnumConstants()) if (constant.name().equalsIgnoreCase(value)) return constant;
        throw new IllegalArgumentException("backend onnx: %s is one of %s, not \"%s\"".formatted(setting,
                java.util.Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT), value));
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("backend onnx: device is a number, not \"" + value + "\"", e);
        }
    }

    /** With another provider. */
    public OnnxRuntimeOptions provider(Provider other) {
        return new OnnxRuntimeOptions(threads, other, device, optimization, spinning);
    }

    /** With more or less optimization. */
    public OnnxRuntimeOptions optimization(Optimization level) {
        return new OnnxRuntimeOptions(threads, provider, device, level, spinning);
    }

    /** With idle threads that wait busily, or not. */
    public OnnxRuntimeOptions spinning(boolean busily) {
        return new OnnxRuntimeOptions(threads, provider, device, optimization, busily);
    }
}
