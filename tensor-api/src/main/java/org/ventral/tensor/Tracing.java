package org.ventral.tensor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.ventral.tensor.op.GradientRule;

/**
 * Puts an {@link OpTracer} in the place of backends, for a stretch of work on this thread. What the graph package needs of tensors, and
 * others do not: trace a function with {@link org.ventral.tensor.graph.Graph#trace}.
 */
public final class Tracing {
    /** How many threads are tracing: eager ops pay for one plain read. */
    private static final AtomicInteger ACTIVE = new AtomicInteger();
    private static final ThreadLocal<OpTracer> CURRENT = new ThreadLocal<>();

    private Tracing() {}

    /** Whether some thread is tracing. */
    static boolean isActive() {
        return ACTIVE.get() != 0;
    }

    /** The tracer of this thread, null if there is none. */
    public static OpTracer current() {
        return isActive() ? CURRENT.get() : null;
    }

    /** Does work with a tracer in the place of the one, if any, that this thread has. */
    public static <T> T with(OpTracer tracer, Supplier<T> work) {
        OpTracer before = CURRENT.get();
        CURRENT.set(tracer);
        ACTIVE.incrementAndGet();
        try {
            return work.get();
        } finally {
            ACTIVE.decrementAndGet();
            if (before == null) CURRENT.remove();
            else CURRENT.set(before);
        }
    }

    /** Does work with no tracer: ops run. */
    public static <T> T suspended(Supplier<T> work) {
        OpTracer before = current();
        if (before == null) return work.get();
        CURRENT.remove();
        try {
            return work.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** A symbolic tensor: a type without values. {@code origin} names what made it, for errors. */
    public static Tensor symbol(TensorType type, Device device, String origin) {
        return Tensor.symbolic(type, device, origin);
    }

    /** Whether a tensor has the storage of a {@link Parameter}. */
    public static boolean isParameter(Tensor tensor) {
        return tensor.storage().isParameter();
    }

    /** Lets a tensor that becomes part of a graph outlive the memory scope that it was made in. */
    public static void retain(Tensor tensor) {
        MemoryScope.disown(tensor);
    }

    /** Overwrites the values of a row-major tensor with those of another of its type; under a trace, this is recorded. Gradients that need the old values will refuse. */
    public static void overwrite(Tensor target, Tensor source) {
        if (!target.type().equals(source.type())) throw new ShapeException("overwrite: a %s tensor cannot take %s", target.type(), source.type());
        target.overwrite(source);
    }

    /** Whether ops on tracked tensors are being recorded for gradients on this thread. */
    public static boolean isDifferentiating() {
        return Autodiff.isRecording();
    }

    /** Does work while recording for gradients. */
    public static <T> T differentiating(Supplier<T> work) {
        return Autodiff.withRecording(work);
    }

    /** What two tensors have in common if gradients that arrive at them go the same way; null for an untracked one. */
    public static Object tape(Tensor tensor) {
        return tensor.node();
    }

    /** Ties results to the inputs they were made from, with a rule for their gradients, if gradients are being recorded. */
    public static List<Tensor> tie(String name, List<Tensor> inputs, List<Tensor> results, GradientRule rule) {
        boolean record = Autodiff.isRecording(inputs);
        return record ? Node.record(name, inputs, results, Optional.of(rule)) : results;
    }

    /** Gradients of several results, with a gradient to start from for each or null, with respect to tracked tensors; null where there is no dependence. */
    public static List<Tensor> gradients(List<Tensor> results, List<Tensor> seeds, List<Tensor> wanted) {
        return Autodiff.gradients(results, seeds, wanted, Autodiff.isRecording());
    }
}
