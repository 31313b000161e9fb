package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link LayerNorm}.
 *
 * <p>Inputs: {@code x [..., D…]}, {@code scale [D…]}, {@code g [..., D…]}. Outputs: the gradients with respect to {@code x}, {@code scale} and {@code shift}.
 *
 * @param axes how many of the last axes are normalized over
 * @param epsilon added to the variance
 */
public record LayerNormGradient(int axes, double epsilon) implements CompositeOp {
    public LayerNormGradient {
        Normalized.axes("LayerNormGradient", axes);
        Normalized.epsilon("LayerNormGradient", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType x = inputs.get(0), scale = inputs.get(1);
        Normalized.requireTrailing(name(), axes, x, List.of(scale), "scale");
        Normalized.requireGradient(name(), x, inputs.get(2));
        return List.of(x, scale, scale);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), scale = inputs.get(1), g = inputs.get(2);
        Axes trailing = Normalized.trailing(x.rank(), axes), leading = Normalized.leading(x.rank(), axes);
        Tensor centred = x.sub(x.mean(trailing, true));
        Tensor inverse = centred.square().mean(trailing, true).add(epsilon).rsqrt();
        Tensor standardized = centred.mul(inverse);
        return List.of(
                Normalized.gradient(standardized, inverse, g.mul(scale), trailing),
                g.mul(standardized).sum(leading, false),
                g.sum(leading, false));
    }
}
