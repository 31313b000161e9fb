package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The mean of each window over 1 to 3 spatial axes.
 *
 * <p>Input: {@code x [N, C, spatial…]}, floating. Output: {@code [N, C, out…]} with
 * {@code out = (size + padBefore + padAfter − kernel) / stride + 1}, rounded down, or up with {@code ceil}, when a window must still begin
 * before the padding behind the input. What such a window has beyond the padding is never counted.
 *
 * @param kernel size of the window, one number for each spatial axis
 * @param stride step of the window
 * @param padBefore padding in front
 * @param padAfter padding behind
 * @param ceil whether the output size is rounded up
 * @param countIncludePad whether padding counts as zeros; if not, the mean is over the elements of the input alone
 */
public record AveragePool(List<Long> kernel, List<Long> stride, List<Long> padBefore, List<Long> padAfter, boolean ceil, boolean countIncludePad)
        implements CompositeOp {
    public AveragePool {
        int rank = Spatial.rank("AveragePool", kernel);
        kernel = Spatial.checked("AveragePool", "kernel", kernel, rank, 1);
        stride = Spatial.checked("AveragePool", "stride", stride, rank, 1);
        padBefore = Spatial.checked("AveragePool", "padding before", padBefore, rank, 0);
        padAfter = Spatial.checked("AveragePool", "padding after", padAfter, rank, 0);
    }

    /**
     * Windows of these sizes, one for each spatial axis, side by side: the stride is the size, there is no padding, sizes round down,
     * padding counts.
     */
    public static AveragePool of(long... kernel) {
        List<Long> sizes = Arrays.stream(kernel).boxed().toList();
        List<Long> zeros = Spatial.spread("AveragePool", "padding", Spatial.rank("AveragePool", sizes), 0);
        return new AveragePool(sizes, sizes, zeros, zeros, false, true);
    }

    /** With these steps: one for all axes, or one for each. */
    public AveragePool stride(long... steps) {
        return new AveragePool(kernel, Spatial.spread("AveragePool", "stride", kernel.size(), steps), padBefore, padAfter, ceil, countIncludePad);
    }

    /** With padding on both sides: one count for all axes, or one for each. */
    public AveragePool padding(long... counts) {
        List<Long> both = Spatial.spread("AveragePool", "padding", kernel.size(), counts);
        return new AveragePool(kernel, stride, both, both, ceil, countIncludePad);
    }

    /** With output sizes rounded up, or not. */
    public AveragePool ceil(boolean up) {
        return new AveragePool(kernel, stride, padBefore, padAfter, up, countIncludePad);
    }

    /** With padding counted as zeros, or not. */
    public AveragePool countIncludePad(boolean counts) {
        return new AveragePool(kernel, stride, padBefore, padAfter, ceil, counts);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.floating(name(), x);
        return List.of(x.with(outputShape(name(), x.shape())));
    }

    Shape outputShape(String op, Shape x) {
        if (x.rank() != kernel.size() + 2)
            throw new ShapeException("%s: a window %s slides over inputs of rank %d, [N, C, spatial…], got %s", op, kernel, kernel.size() + 2, x);
        return x.first(2).concat(windows(op, x).counts());
    }

    Windows windows(String op, Shape x) {
        List<Long> ones = Spatial.spread(op, "dilation", kernel.size(), 1);
        return Windows.of(op, x, kernel, stride, padBefore, padAfter, ones, ceil).requireElements(op, x);
    }

    /** How many elements the window along a spatial axis has that count. */
    public long counted(int spatialAxis, long window, long size) {
        long start = window * stride.get(spatialAxis) - padBefore.get(spatialAxis), end = start + kernel.get(spatialAxis);
        return countIncludePad ? Math.min(end, size + padAfter.get(spatialAxis)) - start : Math.min(end, size) - Math.max(start, 0);
    }

    /** The divisor of each window: {@code [out…]}, of the dtype and on the device of a tensor. */
    Tensor divisors(Windows windows, Tensor like) {
        int rank = kernel.size();
        Tensor divisors = null;
        for (int i = 0; i < rank; i++) {
            Windows.Axis axis = windows.axes().get(i);
            double[] counts = new double[Math.toIntExact(axis.count())];
            for (int o = 0; o < counts.length; o++) counts[o] = counted(i, o, axis.length());
            long[] sizes = new long[rank];
            Arrays.fill(sizes, 1);
            sizes[i] = counts.length;
            Tensor own = Tensor.of(counts, sizes).to(like.device()).cast(like.dtype());
            divisors = divisors == null ? own : divisors.mul(own);
        }
        return divisors;
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        Windows windows = windows(name(), x.shape());
        Axes inner = Axes.of(IntStream.range(2 + kernel.size(), 2 + 2 * kernel.size()).boxed().toList());
        return List.of(windows.unfold(x, 0).sum(inner, false).div(divisors(windows, x)));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> List.of(Ops.apply(new AveragePoolGradient(this, c.input(0).shape()), c.gradient())));
    }
}
