package org.ventral.tensor.graph;

import java.util.List;
import java.util.function.Supplier;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;

/**
 * Choices and repetitions that depend on data, in a form that can be traced.
 *
 * <p>Outside a trace these are plain Java: a branch or body runs, and is differentiated as ever. In a trace a choice that depends on data becomes a
 * node with graphs inside it; the branches may use any tensor from around them, but must not update one.
 *
 * {@snippet :
 * Tensor y = ControlFlow.when(x.sum().gt(0), () -> List.of(x), () -> List.of(x.neg())).getFirst();
 * }
 */
public final class ControlFlow {
    /** The body of a loop. */
    @FunctionalInterface
    public interface LoopBody {
        /**
         * One repetition.
         *
         * @param number counts from 0: an int64 scalar
         * @param state what the last repetition answered
         */
        LoopStep step(Tensor number, List<Tensor> state);
    }

    /**
     * What one repetition of a loop answers.
     *
     * @param condition whether to go on: a bool scalar, or null for yes
     * @param state of the same types as before
     */
    public record LoopStep(Tensor condition, List<Tensor> state) {}

    /** The body of a scan. */
    @FunctionalInterface
    public interface ScanBody {
        /** One step: from the state so far and one slice of each sequence. */
        ScanStep step(List<Tensor> state, List<Tensor> slices);
    }

    /**
     * What one step of a scan answers.
     *
     * @param state of the same types as before
     * @param outputs stacked over all steps
     */
    public record ScanStep(List<Tensor> state, List<Tensor> outputs) {}

    private ControlFlow() {}

    /** The results of one of two functions; these must be of the same types. */
    public static List<Tensor> when(Tensor condition, Supplier<List<Tensor>> then, Supplier<List<Tensor>> otherwise) {
        requireBool("when", condition);
        if (Tracing.current() instanceof Tracer tracer && tracer.wants(null, List.of(condition)))
            return TracedControlFlow.when(tracer, condition, _ -> then.get(), _ -> otherwise.get());
        return condition.item() != 0 ? then.get() : otherwise.get();
    }

    /**
     * Repeats a body while a condition holds, at most {@code trips} times; answers the state at the end.
     *
     * @param condition whether to begin: a bool scalar, or null for yes
     */
    public static List<Tensor> loop(long trips, Tensor condition, List<Tensor> initial, LoopBody body) {
        return loop(scalar(trips, condition, initial), condition, initial, body);
    }

    /**
     * Repeats a body while a condition holds, at most a number of times; answers the state at the end.
     *
     * @param trips the most repetitions: an int64 scalar
     * @param condition whether to begin: a bool scalar, or null for yes
     */
    public static List<Tensor> loop(Tensor trips, Tensor condition, List<Tensor> initial, LoopBody body) {
        if (!trips.type().equals(new TensorType(DType.INT64, Shape.scalar())))
            throw new ShapeException("loop: the number of repetitions must be an int64 scalar, got %s", trips.type());
        if (condition != null) requireBool("loop", condition);
        Tensor begin = condition != null ? condition : Tensor.full(new TensorType(DType.BOOL, Shape.scalar()), 1, trips.device());
        if (Tracing.current() instanceof Tracer tracer) return TracedControlFlow.loop(tracer, trips, begin, initial, body);
        return repeat(trips, begin, initial, body);
    }

    /** Steps along an axis of some sequences with a state; answers the state at the end, then the outputs of all steps stacked along that axis. */
    public static List<Tensor> scan(List<Tensor> initial, List<Tensor> sequences, int axis, ScanBody body) {
        if (sequences.isEmpty()) throw new IllegalArgumentException("scan: there is nothing to step along");
        int at = sequences.getFirst().shape().axis(axis);
        long steps = sequences.getFirst().size(at);
        for (Tensor sequence : sequences)
            if (sequence.rank() <= at || sequence.size(at) != steps)
                throw new ShapeException("scan: sequences %s and %s do not have equally many steps along axis %d", sequences.getFirst().shape(), sequence.shape(), at);
        if (Tracing.current() instanceof Tracer tracer) return TracedControlFlow.scan(tracer, initial, sequences, at, body);
        return ControlFlowRuns.scan(initial, sequences, at, body, null);
    }

    static List<Tensor> repeat(Tensor trips, Tensor condition, List<Tensor> initial, LoopBody body) {
        long most = trips.toLongs()[0];
        List<Tensor> state = initial;
        boolean on = condition.item() != 0;
        for (long i = 0; i < most && on; i++) {
            LoopStep step = body.step(number(i, trips.device()), state);
            requireTypes("loop", initial, step.state());
            if (step.condition() != null) requireBool("loop", step.condition());
            on = step.condition() == null || step.condition().item() != 0;
            state = step.state();
        }
        return state;
    }

    static Tensor number(long value, Device device) {
        return Tensor.of(new long[] {value}, new long[0]).to(device);
    }

    private static Tensor scalar(long value, Tensor condition, List<Tensor> initial) {
        return number(value, condition != null ? condition.device() : initial.isEmpty() ? Device.preferred() : initial.getFirst().device());
    }

    static void requireBool(String what, Tensor condition) {
        if (!condition.type().equals(new TensorType(DType.BOOL, Shape.scalar())))
            throw new ShapeException("%s: the condition must be a bool scalar, got %s", what, condition.type());
    }

    static void requireTypes(String what, List<Tensor> before, List<Tensor> after) {
        List<TensorType> expected = before.stream().map(Tensor::type).toList(), found = after.stream().map(Tensor::type).toList();
        if (!expected.equals(found)) throw new ShapeException("%s: the state must stay of types %s, got %s", what, expected, found);
    }
}
