package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Convolution over 1 to 3 spatial axes. As everywhere in this field the kernel is not flipped: it is the cross-correlation of eq. 7.24.
 *
 * <p>Inputs: {@code x [N, C, spatial…]}, {@code w [O, C/groups, kernel…]}, optionally a bias {@code b [O]}. Output: {@code [N, O, out…]} with
 * {@code out = ⌊(size + padBefore + padAfter − dilation (kernel − 1) − 1) / stride⌋ + 1} along each spatial axis.
 *
 * {@snippet :
 * x.conv(w, b, Conv.of(2).stride(2).padding(1));
 * }
 *
 * @param stride step of the window, one number for each spatial axis
 * @param padBefore zeros in front
 * @param padAfter zeros behind
 * @param dilation distance between the elements that a window looks at
 * @param groups how many parts the channels are cut into, each convolved by itself
 */
public record Conv(List<Long> stride, List<Long> padBefore, List<Long> padAfter, List<Long> dilation, long groups) implements CompositeOp {
    public Conv {
        int rank = Spatial.rank("Conv", stride);
        stride = Spatial.checked("Conv", "stride", stride, rank, 1);
        padBefore = Spatial.checked("Conv", "padding before", padBefore, rank, 0);
        padAfter = Spatial.checked("Conv", "padding after", padAfter, rank, 0);
        dilation = Spatial.checked("Conv", "dilation", dilation, rank, 1);
        if (groups < 1) throw new IllegalArgumentException("Conv: groups must be at least 1, got " + groups);
    }

    /** Over a number of spatial axes: stride and dilation 1, no padding, one group. */
    public static Conv of(int spatialAxes) {
        List<Long> ones = Spatial.spread("Conv", "stride", spatialAxes, 1), zeros = Spatial.spread("Conv", "padding", spatialAxes, 0);
        return new Conv(ones, zeros, zeros, ones, 1);
    }

    /** With these steps: one for all axes, or one for each. */
    public Conv stride(long... steps) {
        return new Conv(Spatial.spread("Conv", "stride", spatialAxes(), steps), padBefore, padAfter, dilation, groups);
    }

    /** With zeros on both sides: one count for all axes, or one for each. */
    public Conv padding(long... counts) {
        List<Long> both = Spatial.spread("Conv", "padding", spatialAxes(), counts);
        return new Conv(stride, both, both, dilation, groups);
    }

    /** With zeros such that at stride 1 the output has the size of the input; of an odd number, the larger half goes behind. */
    public Conv samePadding(long... kernel) {
        List<Long> sizes = Spatial.spread("Conv", "kernel", spatialAxes(), kernel);
        Long[] before = new Long[spatialAxes()], after = new Long[spatialAxes()];
        for (int i = 0; i < before.length; i++) {
            long total = dilation.get(i) * (sizes.get(i) - 1);
            before[i] = total / 2;
            after[i] = total - total / 2;
        }
        return new Conv(stride, List.of(before), List.of(after), dilation, groups);
    }

    /** With these distances between the elements of a window: one for all axes, or one for each. Set it before {@link #samePadding}. */
    public Conv dilation(long... distances) {
        return new Conv(stride, padBefore, padAfter, Spatial.spread("Conv", "dilation", spatialAxes(), distances), groups);
    }

    /** With the channels cut into groups. */
    public Conv groups(long count) {
        return new Conv(stride, padBefore, padAfter, dilation, count);
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
        Shape output = outputShape(name(), x.shape(), w.shape());
        if (inputs.size() == 3 && !inputs.get(2).shape().equals(Shape.of(output.size(1))))
            throw new ShapeException("Conv: bias %s does not fit weight %s; it must be [%d]", inputs.get(2).shape(), w.shape(), output.size(1));
        return List.of(x.with(output));
    }

    /** The shape of the output, or an error in the name of an op that this convolution is a part of. */
    Shape outputShape(String op, Shape x, Shape w) {
        int rank = spatialAxes() + 2;
        if (x.rank() != rank || w.rank() != rank)
            throw new ShapeException("%s: with %s, input and weight must have rank %d, got %s and %s", op, spatialAxes() == 1 ? "1 spatial axis" : spatialAxes() + " spatial axes", rank, x, w);
        if (x.size(1) != w.size(1) * groups)
            throw new ShapeException("%s: input %s has %s, weight %s%s expects %d", op, x, Spatial.counted(x.size(1), "channel"), w,
                    groups == 1 ? "" : " in " + groups + " groups", w.size(1) * groups);
        if (w.size(0) % groups != 0)
            throw new ShapeException("%s: weight %s makes %s, which cannot be cut into %d groups", op, w, Spatial.counted(w.size(0), "channel"), groups);
        if (w.last(rank - 2).isEmpty()) throw new ShapeException("%s: weight %s has an empty kernel", op, w);
        return x.first(1).concat(Shape.of(w.size(0))).concat(windows(op, x, w).counts());
    }

    Windows windows(String op, Shape x, Shape w) {
        return Windows.of(op, x, Spatial.last(w, spatialAxes()), stride, padBefore, padAfter, dilation, false);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), w = inputs.get(1);
        ConvMatrices matrices = new ConvMatrices(this, x.shape(), w.shape());
        Tensor y = matrices.image(matrices.patches(x).matmul(matrices.filters(w).t()));
        return List.of(inputs.size() == 3 ? y.add(Channels.along(inputs.get(2), y.rank())) : y);
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(this::gradient);
    }

    private List<Tensor> gradient(GradientContext c) {
        Tensor x = c.input(0), w = c.input(1), g = c.gradient();
        Tensor dx = c.needs(0) ? Ops.apply(new ConvInputGradient(this, x.shape()), g, w) : null;
        Tensor dw = c.needs(1) ? Ops.apply(new ConvWeightGradient(this, w.shape()), x, g) : null;
        if (c.inputs().size() == 2) return Arrays.asList(dx, dw);
        return Arrays.asList(dx, dw, c.needs(2) ? g.sum(Channels.others(g.rank()), false) : null);
    }
}
