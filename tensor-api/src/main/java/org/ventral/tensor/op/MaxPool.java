package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.DType;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The largest element of each window over 1 to 3 spatial axes (figure 7.9), and where it was.
 *
 * <p>Input: {@code x [N, C, spatial…]}, floating. Outputs: {@code y [N, C, out…]}, and int64 places {@code [N, C, out…]} in the flat spatial
 * plane of the input. Of equal largest elements the first in row-major order counts, and it alone gets the gradient; NaN is larger than any.
 * {@code out = (size + padBefore + padAfter − dilation (kernel − 1) − 1) / stride + 1}, rounded down, or up with {@code ceil}, when a
 * window must still begin before the padding behind the input. Padding is never the largest.
 *
 * {@snippet :
 * x.maxPool(MaxPool.of(3, 3).stride(2).padding(1));
 * }
 *
 * @param kernel size of the window, one number for each spatial axis
 * @param stride step of the window
 * @param padBefore padding in front
 * @param padAfter padding behind
 * @param dilation distance between the elements that a window looks at
 * @param ceil whether the output size is rounded up
 */
public record MaxPool(List<Long> kernel, List<Long> stride, List<Long> padBefore, List<Long> padAfter, List<Long> dilation, boolean ceil)
        implements CompositeOp {
    public MaxPool {
        int rank = Spatial.rank("MaxPool", kernel);
        kernel = Spatial.checked("MaxPool", "kernel", kernel, rank, 1);
        stride = Spatial.checked("MaxPool", "stride", stride, rank, 1);
        padBefore = Spatial.checked("MaxPool", "padding before", padBefore, rank, 0);
        padAfter = Spatial.checked("MaxPool", "padding after", padAfter, rank, 0);
        dilation = Spatial.checked("MaxPool", "dilation", dilation, rank, 1);
    }

    /** Windows of these sizes, one for each spatial axis, side by side: the stride is the size, there is no padding, sizes round down. */
    public static MaxPool of(long... kernel) {
        List<Long> sizes = Arrays.stream(kernel).boxed().toList();
        int rank = Spatial.rank("MaxPool", sizes);
        List<Long> zeros = Spatial.spread("MaxPool", "padding", rank, 0);
        return new MaxPool(sizes, sizes, zeros, zeros, Spatial.spread("MaxPool", "dilation", rank, 1), false);
    }

    /** With these steps: one for all axes, or one for each. */
    public MaxPool stride(long... steps) {
        return new MaxPool(kernel, Spatial.spread("MaxPool", "stride", kernel.size(), steps), padBefore, padAfter, dilation, ceil);
    }

    /** With padding on both sides: one count for all axes, or one for each. */
    public MaxPool padding(long... counts) {
        List<Long> both = Spatial.spread("MaxPool", "padding", kernel.size(), counts);
        return new MaxPool(kernel, stride, both, both, dilation, ceil);
    }

    /** With these distances between the elements of a window: one for all axes, or one for each. */
    public MaxPool dilation(long... distances) {
        return new MaxPool(kernel, stride, padBefore, padAfter, Spatial.spread("MaxPool", "dilation", kernel.size(), distances), ceil);
    }

    /** With output sizes rounded up, or not. */
    public MaxPool ceil(boolean up) {
        return new MaxPool(kernel, stride, padBefore, padAfter, dilation, up);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.floating(name(), x);
        Shape output = outputShape(name(), x.shape());
        return List.of(x.with(output), new TensorType(DType.INT64, output));
    }

    Shape outputShape(String op, Shape x) {
        if (x.rank() != kernel.size() + 2)
            throw new ShapeException("%s: a window %s slides over inputs of rank %d, [N, C, spatial…], got %s", op, kernel, kernel.size() + 2, x);
        return x.first(2).concat(windows(op, x).counts());
    }

    private Windows windows(String op, Shape x) {
        return Windows.of(op, x, kernel, stride, padBefore, padAfter, dilation, ceil).requireElements(op, x);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        Windows windows = windows(name(), x.shape());
        Shape flat = outputShape(name(), x.shape()).concat(Shape.of(windows.kernel().elements()));
        Tensor elements = windows.unfold(x, Double.NEGATIVE_INFINITY).reshape(flat);
        Tensor largest = elements.detach().argmax(-1).unsqueeze(-1);
        return List.of(elements.gather(-1, largest).squeeze(-1), windows.places(x.device()).expand(flat).gather(-1, largest).squeeze(-1));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> List.of(Ops.apply(new MaxPoolGradient(this, c.input(0).shape()), c.output(1), c.gradient(0))));
    }
}
