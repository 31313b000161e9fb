package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Axes;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The reductions over axes. These are an attribute or, later, input 1; if they are absent or empty, all axes are reduced, or none with
 * {@code noop_with_empty_axes}, which leaves the elementwise part of the function: ReduceSumSquare then squares.
 */
final class ReductionOperators {
    private ReductionOperators() {}

    /** A function over axes. */
    @FunctionalInterface
    private interface Reduction {
        Tensor apply(Tensor x, Axes axes, boolean keep);
    }

    /** A function over axes that differs by element type. */
    @FunctionalInterface
    private interface TypedReduction {
        Tensor apply(ElementType type, Tensor x, Axes axes, boolean keep);
    }

    static void register(Registry registry) {
        add(registry, "ReduceSum", Tensor::sum);
        add(registry, "ReduceProd", Tensor::prod);
        add(registry, "ReduceSumSquare", (x, axes, keep) -> x.square().sum(axes, keep));
        add(registry, "ReduceL2", viaReal(ReductionOperators::euclidean));
        add(registry, "ReduceLogSum", viaReal((x, axes, keep) -> x.sum(axes, keep).log()));
        add(registry, "ReduceLogSumExp", viaReal(ReductionOperators::logSumExp));
        addTyped(registry, "ReduceL1", (type, x, axes, keep) -> (type.isUnsigned() ? x : x.abs()).sum(axes, keep));
        addTyped(registry, "ReduceMean", ReductionOperators::mean);
        addTyped(registry, "ReduceMax", (type, x, axes, keep) -> extreme(type, x, axes, keep, true));
        addTyped(registry, "ReduceMin", (type, x, axes, keep) -> extreme(type, x, axes, keep, false));
    }

    private static void add(Registry registry, String name, Reduction reduction) {
        addTyped(registry, name, (_, x, axes, keep) -> reduction.apply(x, axes, keep));
    }

    private static void addTyped(Registry registry, String name, TypedReduction reduction) {
        registry.add(name, 1, call -> run(call, reduction));
    }

    private static List<OnnxValue> run(Call call, TypedReduction reduction) {
        Tensor x = call.tensor(0);
        return Elementwise.result(call, reduction.apply(call.type(0), x, axes(call, x.rank()), call.integer("keepdims", 1) != 0));
    }

    private static Axes axes(Call call, int rank) {
        long[] named = call.has(1) ? call.longs(1) : call.integers("axes");
        if (named.length == 0) return call.integer("noop_with_empty_axes", 0) != 0 ? Axes.of(List.of()) : Axes.of(boxed(Movement.allAxes(rank)));
        return Axes.of(boxed(Arrays.stream(Movement.axes(call, named, rank)).sorted().toArray()));
    }

    private static List<Integer> boxed(int[] axes) {
        return Arrays.stream(axes).boxed().toList();
    }

    private static Reduction viaReal(Reduction reduction) {
        return (x, axes, keep) -> x.dtype().isFloating() ? reduction.apply(x, axes, keep) : reduction.apply(Elementwise.real(x), axes, keep).cast(x.dtype());
    }

    /** The mean of integers is cut off to an integer. Their sum is taken in 64 bits. */
    private static Tensor mean(ElementType type, Tensor x, Axes axes, boolean keep) {
        if (type.isFloating()) return x.mean(axes, keep);
        long count = 1;
        for (int axis : axes.values()) count *= x.size(axis);
        Tensor sum = x.cast(DType.INT64).sum(axes, keep), divisor = Tensor.of(new long[] {count}).to(x.device());
        if (count == 0) return sum.cast(x.dtype());
        return (type == ElementType.UINT64 ? Elementwise.integers(sum, divisor, Long::divideUnsigned) : sum.div(divisor)).cast(x.dtype());
    }

    /** {@code √Σ x²}; its gradient at 0, where there is none, is taken as 0. */
    private static Tensor euclidean(Tensor x, Axes axes, boolean keep) {
        Tensor total = x.square().sum(axes, keep);
        if (!x.isTracked()) return total.sqrt();
        Tensor zero = total.detach().eq(0);
        return total.maskedFill(zero, 1).sqrt().maskedFill(zero, 0);
    }

    private static Tensor logSumExp(Tensor x, Axes axes, boolean keep) {
        return reducesNothing(x, axes) ? x.sum(axes, keep).log() : x.logSumExp(axes, keep);
    }

    private static boolean reducesNothing(Tensor x, Axes axes) {
        return axes.values().stream().anyMatch(axis -> x.size(axis) == 0);
    }

    /** The largest or smallest element; over nothing, the one that every other beats. */
    private static Tensor extreme(ElementType type, Tensor x, Axes axes, boolean keep, boolean largest) {
        if (reducesNothing(x, axes)) return Tensor.full(new TensorType(x.dtype(), reduced(x.shape(), axes, keep)), worst(type, largest), x.device());
        Tensor comparable = Ordering.comparable(type, x);
        return Ordering.comparable(type, largest ? comparable.max(axes, keep) : comparable.min(axes, keep));
    }

    /** As a double, of which int64 takes the nearest that it has. */
    private static double worst(ElementType type, boolean largest) {
        if (type.isFloating()) return largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        if (type == ElementType.BOOL) return largest ? 0 : 1;
        return largest ? type.least() : type.greatest();
    }

    private static Shape reduced(Shape shape, Axes axes, boolean keep) {
        Shape result = shape;
        for (int i = axes.values().size() - 1; i >= 0; i--) {
            int axis = axes.values().get(i);
            result = keep ? result.with(axis, 1) : result.without(axis);
        }
        return result;
    }
}
