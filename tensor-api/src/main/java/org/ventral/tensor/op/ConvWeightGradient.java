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
 * The gradient of a {@link Conv} with respect to its weight.
 *
 * <p>Inputs: {@code x [N, C, spatial…]}, {@code g [N, O, out…]}. Output: {@code [O, C/groups, kernel…]}.
 *
 * @param conv the convolution
 * @param weight the shape of its weight, which the strides leave open
 */
public record ConvWeightGradient(Conv conv, Shape weight) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType x = inputs.get(0), g = inputs.get(1);
        Checks.floating(name(), x);
        Checks.sameDType(name(), x, g);
        requireOutput(name(), conv, x.shape(), weight, g.shape());
        return List.of(x.with(weight));
    }

    static void requireOutput(String op, Conv conv, Shape x, Shape w, Shape g) {
        Shape output = conv.outputShape(op, x, w);
        if (!output.equals(g)) throw new ShapeException("%s: the convolution of input %s with weight %s is %s, but its gradient is %s", op, x, w, output, g);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), g = inputs.get(1);
        ConvMatrices matrices = new ConvMatrices(conv, x.shape(), weight);
        return List.of(matrices.weight(matrices.pixels(g).t().matmul(matrices.patches(x))));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> Arrays.asList(
                c.needs(0) ? Ops.apply(new ConvInputGradient(conv, c.input(0).shape()), c.input(1), c.gradient()) : null,
                c.needs(1) ? Ops.apply(conv, c.input(0), c.gradient()) : null));
    }
}
