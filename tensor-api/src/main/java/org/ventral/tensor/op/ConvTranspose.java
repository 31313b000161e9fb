package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Transposed convolution over 1 to 3 spatial axes (figure 7.29): every element of the input, times the kernel, is added into the output
 * where the kernel then lies. It is the gradient of a convolution with respect to its input, and enlarges where that shrinks.
 *
 * <p>Inputs: {@code x [N, C, spatial…]}, {@code w [C, O/groups, kernel…]}, optionally a bias {@code b [O]}. Output: {@code [N, O, out…]} with
 * {@code out = (size − 1) stride − padBefore − padAfter + dilation (kernel − 1) + 1 + outputPadding} along each spatial axis.
 *
 * {@snippet :
 * x.convTranspose(w, b, ConvTranspose.of(2).stride(2).padding(1).outputPadding(1));
 * }
 *
 * @param stride step between the places of neighbouring elements, one number for each spatial axis
 * @param padBefore elements cut off in front: the padding of the convolution that this is the reverse of
 * @param padAfter elements cut off behind
 * @param dilation distance between the elements of the kernel
 * @param outputPadding how much longer the output is; less than the larger of stride and dilation
 * @param groups how many parts the channels are cut into
 */
public record ConvTranspose(List<Long> stride, List<Long> padBefore, List<Long> padAfter, List<Long> dilation, List<Long> outputPadding, long groups)
        implements CompositeOp {
    public ConvTranspose {
        int rank = Spatial.rank("ConvTranspose", stride);
        stride = Spatial.checked("ConvTranspose", "stride", stride, rank, 1);
        padBefore = Spatial.checked("ConvTranspose", "padding before", padBefore, rank, 0);
        padAfter = Spatial.checked("ConvTranspose", "padding after", padAfter, rank, 0);
        dilation = Spatial.checked("ConvTranspose", "dilation", dilation, rank, 1);
        outputPadding = Spatial.checked("ConvTranspose", "output padding", outputPadding, rank, 0);
        for (int i = 0; i < rank; i++)
            if (outputPadding.get(i) >= Math.max(stride.get(i), dilation.get(i)))
                throw new IllegalArgumentException("ConvTranspose: output padding " + outputPadding + " must be less than the larger of stride " + stride + " and dilation " + dilation);
        if (groups < 1) throw new IllegalArgumentException("ConvTranspose: groups must be at least 1, got " + groups);
    }

    /** Over a number of spatial axes: stride and dilation 1, no padding, one group. */
    public static ConvTranspose of(int spatialAxes) {
        List<Long> ones = Spatial.spread("ConvTranspose", "stride", spatialAxes, 1), zeros = Spatial.spread("ConvTranspose", "padding", spatialAxes, 0);
        return new ConvTranspose(ones, zeros, zeros, ones, zeros, 1);
    }

    /** With these steps: one for all axes, or one for each. Set it before {@link #outputPadding}, which it limits. */
    public ConvTranspose stride(long... steps) {
        return new ConvTranspose(Spatial.spread("ConvTranspose", "stride", spatialAxes(), steps), padBefore, padAfter, dilation, outputPadding, groups);
    }

    /** With elements cut off on both sides: one count for all axes, or one for each. */
    public ConvTranspose padding(long... counts) {
        List<Long> both = Spatial.spread("ConvTranspose", "padding", spatialAxes(), counts);
        return new ConvTranspose(stride, both, both, dilation, outputPadding, groups);
    }

    /** With these distances between the elements of the kernel: one for all axes, or one for each. */
    public ConvTranspose dilation(long... distances) {
        return new ConvTranspose(stride, padBefore, padAfter, Spatial.spread("ConvTranspose", "dilation", spatialAxes(), distances), outputPadding, groups);
    }

    /** With so many more elements behind: one count for all axes, or one for each. */
    public ConvTranspose outputPadding(long... counts) {
        return new ConvTranspose(stride, padBefore, padAfter, dilation, Spatial.spread("ConvTranspose", "output padding", spatialAxes(), counts), groups);
    }

    /** With the channels cut into groups. */
    public ConvTranspose groups(long count) {
        return new ConvTranspose(stride, padBefore, padAfter, dilation, outputPadding, count);
    }

    /** The number of spatial axes: 1 to 3. */
    public int spatialAxes() {
        return stride.size();
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2, 3);
        TensorType x = inputs.get(0), w = inputs.get(1);
        Checks.floating(name(), x);
        for (TensorType other : inputs) Checks.sameDType(name(), x, other);
        int rank = spatialAxes() + 2;
        if (x.shape().rank() != rank || w.shape().rank() != rank)
            throw new ShapeException("ConvTranspose: with %s, input and weight must have rank %d, got %s and %s",
                    rank == 3 ? "1 spatial axis" : rank - 2 + " spatial axes", rank, x.shape(), w.shape());
        if (x.shape().size(1) != w.shape().size(0))
            throw new ShapeException("ConvTranspose: input %s has %s, weight %s expects %d", x.shape(), Spatial.counted(x.shape().size(1), "channel"), w.shape(), w.shape().size(0));
        if (w.shape().size(0) % groups != 0)
            throw new ShapeException("ConvTranspose: weight %s takes %s, which cannot be cut into %d groups", w.shape(), Spatial.counted(w.shape().size(0), "channel"), groups);
        if (w.shape().last(rank - 2).isEmpty()) throw new ShapeException("ConvTranspose: weight %s has an empty kernel", w.shape());
        Shape output = outputShape(x.shape(), w.shape(), outputPadding);
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(output.size(1))))
            throw new ShapeException("ConvTranspose: bias %s does not fit weight %s in %s; it must be [%d]", inputs.get(2).shape(), w.shape(), Spatial.counted(groups, "group"), output.size(1));
        return List.of(x.with(output));
    }

    private Shape outputShape(Shape x, Shape w, List<Long> extra) {
        Shape shape = Shape.of(x.size(0), w.size(1) * groups);
        for (int i = 0; i < spatialAxes(); i++) {
            long size = (x.size(i + 2) - 1) * stride.get(i) - padBefore.get(i) - padAfter.get(i) + dilation.get(i) * (w.size(i + 2) - 1) + 1 + extra.get(i);
            if (size < 1 || x.size(i + 2) < 1)
                throw new ShapeException("ConvTranspose: axis %d of input %s becomes empty with padding %d and %d", i + 2, x, padBefore.get(i), padAfter.get(i));
            shape = shape.concat(Shape.of(size));
        }
        return shape;
    }

    /**
     * Of output padding, what the padding behind allows is simply cut off less there; the rest is zeros, as no kernel reaches so far.
     */
    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), w = inputs.get(1);
        List<Long> after = new ArrayList<>(), covered = new ArrayList<>();
        long[] zeros = new long[2 * x.rank()];
        for (int i = 0; i < spatialAxes(); i++) {
            covered.add(Math.min(outputPadding.get(i), padAfter.get(i)));
            after.add(padAfter.get(i) - covered.get(i));
            zeros[2 * i + 5] = outputPadding.get(i) - covered.get(i);
        }
        Conv conv = new Conv(stride, padBefore, after, dilation, groups);
        Tensor y = Ops.apply(new ConvInputGradient(conv, outputShape(x.shape(), w.shape(), covered)), x, w);
        if (Arrays.stream(zeros).anyMatch(n -> n > 0)) y = y.pad(0, zeros);
        return List.of(inputs.size() == 3 ? y.add(Channels.along(inputs.get(2), y.rank())) : y);
    }
}
