package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of a {@link Conv} with respect to its input: every element of {@code g} is spread over the window that it came from, as in
 * a {@linkplain ConvTranspose transposed convolution} (figure 7.29).
 *
 * <p>Inputs: {@code g [N, O, out…]}, {@code w [O, C/groups, kernel…]}. Output: {@code [N, C, spatial…]}.
 *
 * @param conv the convolution
 * @param input the shape of its input, which the strides leave open
 */
public record ConvInputGradient(Conv conv, Shape input) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType g = inputs.get(0), w = inputs.get(1);
        Checks.floating(name(), g);
        Checks.sameDType(name(), g, w);
        ConvWeightGradient.requireOutput(name(), conv, input, w.shape(), g.shape());
        return List.of(g.with(input));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor g = inputs.get(0), w = inputs.get(1);
        ConvMatrices matrices = new ConvMatrices(conv, input, w.shape());
        return List.of(matrices.unpatches(matrices.pixels(g).matmul(matrices.filters(w))));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> Arrays.asList(
                c.needs(0) ? Ops.apply(conv, c.gradient(), c.input(1)) : null,
                c.needs(1) ? Ops.apply(new ConvWeightGradient(conv, c.input(1).shape()), c.gradient(), c.input(0)) : null));
    }
}
