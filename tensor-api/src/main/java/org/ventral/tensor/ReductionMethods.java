package org.ventral.tensor;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.ScanKind;

/**
 * Many elements made one. Where axes are listed, none listed means all, and the reduced axes are gone from the result; with
 * {@link Axes} and {@code keep} they may stay, with size 1.
 */
public sealed interface ReductionMethods permits Tensor {
    /** This tensor. */
    Tensor self();

    /** The sizes of the axes. */
    Shape shape();

    private Tensor reduce(ReduceKind kind, Axes axes, boolean keep) {
        List<Integer> resolved = axes.resolve(shape());
        return Ops.apply(new Reduce(kind, resolved, keep), self());
    }

    private Axes listed(int... axes) {
        return axes.length == 0 ? Axes.ALL : Axes.of(axes[0], Arrays.copyOfRange(axes, 1, axes.length));
    }

    /** Sum over axes; a bool tensor is counted, as int64. */
    default Tensor sum(int... axes) {
        return sum(listed(axes), false);
    }

    /** Sum over axes; a bool tensor is counted, as int64. */
    default Tensor sum(Axes axes, boolean keep) {
        return self().dtype() == DType.BOOL ? self().cast(DType.INT64).sum(axes, keep) : reduce(ReduceKind.SUM, axes, keep);
    }

    /** Product over axes. */
    default Tensor prod(int... axes) {
        return prod(listed(axes), false);
    }

    /** Product over axes. */
    default Tensor prod(Axes axes, boolean keep) {
        return reduce(ReduceKind.PROD, axes, keep);
    }

    /** Largest element over axes; NaN if there is one. Equal largest ones share the gradient. */
    default Tensor max(int... axes) {
        return max(listed(axes), false);
    }

    /** Largest element over axes. */
    default Tensor max(Axes axes, boolean keep) {
        return reduce(ReduceKind.MAX, axes, keep);
    }

    /** Smallest element over axes; NaN if there is one. Equal smallest ones share the gradient. */
    default Tensor min(int... axes) {
        return min(listed(axes), false);
    }

    /** Smallest element over axes. */
    default Tensor min(Axes axes, boolean keep) {
        return reduce(ReduceKind.MIN, axes, keep);
    }

    /** Whether any element over axes is true; bool tensors. */
    default Tensor any(int... axes) {
        return requireBool("any").max(axes);
    }

    /** Whether all elements over axes are true; bool tensors. */
    default Tensor all(int... axes) {
        return requireBool("all").min(axes);
    }

    private Tensor requireBool(String op) {
        if (self().dtype() != DType.BOOL) throw new ShapeException("%s: takes bool, got %s; compare first, as in x.ne(0)", op, self().type());
        return self();
    }

    /** Mean over axes; floating tensors. */
    default Tensor mean(int... axes) {
        return mean(listed(axes), false);
    }

    /** Mean over axes; floating tensors. */
    default Tensor mean(Axes axes, boolean keep) {
        if (!self().dtype().isFloating()) throw new ShapeException("mean: %s is not floating; cast it first, as in x.cast(DType.FLOAT32)", self().type());
        return sum(axes, keep).div((double) count(axes));
    }

    private long count(Axes axes) {
        long n = 1;
        for (int axis : axes.resolve(shape())) n *= shape().size(axis);
        return n;
    }

    /** Variance of the population over axes: the mean of the squared distance from the mean. */
    default Tensor variance(int... axes) {
        return variance(listed(axes), 0, false);
    }

    /**
     * Variance over axes.
     *
     * @param correction taken from the count that is divided by: 0 for the population's variance, 1 for the unbiased estimate from a sample
     */
    default Tensor variance(Axes axes, int correction, boolean keep) {
        Tensor centred = self().sub(mean(axes, true));
        return centred.square().sum(axes, keep).div((double) Math.max(0, count(axes) - correction));
    }

    /** Standard deviation over axes; see {@link #variance(Axes, int, boolean)}. */
    default Tensor std(Axes axes, int correction, boolean keep) {
        return variance(axes, correction, keep).sqrt();
    }

    /** {@code ln Σ eˣ} over axes, without overflow. */
    default Tensor logSumExp(int... axes) {
        return logSumExp(listed(axes), false);
    }

    /** {@code ln Σ eˣ} over axes, without overflow. */
    default Tensor logSumExp(Axes axes, boolean keep) {
        Tensor peak = self().detach().max(axes, true);
        peak = peak.maskedFill(peak.isInfinite(), 0);
        Tensor result = self().sub(peak).exp().sum(axes, true).log().add(peak);
        return keep ? result : result.reshape(self().type().with(droppedShape(axes)).shape());
    }

    private Shape droppedShape(Axes axes) {
        Shape shape = shape();
        List<Integer> resolved = axes.resolve(shape);
        for (int i = resolved.size() - 1; i >= 0; i--) shape = shape.without(resolved.get(i));
        return shape;
    }

    /** The p-norm over axes, {@code (Σ |x|ᵖ)^(1/p)}; infinity gives the largest magnitude. For p = 2 the gradient at 0 is 0. */
    default Tensor norm(double p, int... axes) {
        Axes listed = listed(axes);
        if (p == Double.POSITIVE_INFINITY) return self().abs().max(listed, false);
        if (p == 1) return self().abs().sum(listed, false);
        if (p <= 0) throw new IllegalArgumentException("norm: p must be positive, got " + p);
        Tensor total = p == 2 ? self().square().sum(listed, false) : self().abs().pow(p).sum(listed, false);
        Tensor zero = total.detach().eq(0);
        Tensor safe = total.maskedFill(zero, 1);
        return (p == 2 ? safe.sqrt() : safe.pow(1 / p)).maskedFill(zero, 0);
    }

    /** Euclidean norm of all elements. */
    default Tensor norm() {
        return norm(2);
    }

    /** Int64 index of the first largest element along an axis. */
    default Tensor argmax(int axis) {
        return Ops.apply(new ArgReduce(true, shape().axis(axis), false), self());
    }

    /** Int64 index of the first smallest element along an axis. */
    default Tensor argmin(int axis) {
        return Ops.apply(new ArgReduce(false, shape().axis(axis), false), self());
    }

    /** Running sum along an axis. */
    default Tensor cumsum(int axis) {
        return scan(ScanKind.SUM, axis);
    }

    /** Running product along an axis; its gradient needs memory of the square of the axis. */
    default Tensor cumprod(int axis) {
        return scan(ScanKind.PROD, axis);
    }

    /** Running maximum along an axis. */
    default Tensor cummax(int axis) {
        return scan(ScanKind.MAX, axis);
    }

    /** Running minimum along an axis. */
    default Tensor cummin(int axis) {
        return scan(ScanKind.MIN, axis);
    }

    private Tensor scan(ScanKind kind, int axis) {
        return Ops.apply(new Scan(kind, shape().axis(axis), false, false), self());
    }
}
