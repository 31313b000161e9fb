package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link RmsNorm}.
 *
 * <p>With {@code x̂ = x / √(mean(x²) + ε)} and {@code h = g · scale}: {@code dx = (h − x̂ · mean(h x̂)) / √(mean(x²) + ε)}, and the gradient of scale is
 * {@code Σ g x̂} over the leading axes. Inputs: {@code x [..., D…]}, {@code scale [D…]}, {@code g [..., D…]}. Outputs: the gradients with respect to
 * {@code x} and {@code scale}.
 *
 * @param axes how many of the last axes are normalized over
 * @param epsilon added to the mean square
 */
public record RmsNormGradient(int axes, double epsilon) implements CompositeOp {
    public RmsNormGradient {
        Normalized.axes("RmsNormGradient", axes);
        Normalized.epsilon("RmsNormGradient", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType x = inputs.get(0), scale = inputs.get(1);
        Normalized.requireTrailing(name(), axes, x, List.of(scale), "scale");
        Normalized.requireGradient(name(), x, inputs.get(2));
        return List.of(x, scale);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), scale = inputs.get(1), g = inputs.get(2);
        Axes trailing = Normalized.trailing(x.rank(), axes), leading = Normalized.leading(x.rank(), axes);
        Tensor inverse = x.square().mean(trailing, true).add(epsilon).rsqrt();
        Tensor normalized = x.mul(inverse), h = g.mul(scale);
        Tensor along = normalized.mul(h.mul(normalized).mean(trailing, true));
        return List.of(h.sub(along).mul(inverse), g.mul(normalized).sum(leading, false));
    }
}
