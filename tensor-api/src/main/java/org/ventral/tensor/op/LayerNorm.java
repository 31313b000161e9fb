package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Layer normalization over the trailing axes (eqs. 7.108–7.111; Ba, Kiros and Hinton, 2016).
 *
 * <p>{@code y = scale · (x − μ) / √(σ² + ε) + shift}, with μ and the population variance σ² taken over the last {@code axes} axes of each
 * sample. Inputs: {@code x [..., D…]}, {@code scale [D…]}, {@code shift [D…]}. Output: type of {@code x}.
 *
 * @param axes how many of the last axes are normalized over
 * @param epsilon added to the variance
 */
public record LayerNorm(int axes, double epsilon) implements CompositeOp {
    public LayerNorm {
        Normalized.axes("LayerNorm", axes);
        Normalized.epsilon("LayerNorm", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        Normalized.requireTrailing(name(), axes, inputs.getFirst(), inputs.subList(1, 3), "scale or shift");
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), scale = inputs.get(1), shift = inputs.get(2);
        Axes trailing = Normalized.trailing(x.rank(), axes);
        Tensor centred = x.sub(x.mean(trailing, true));
        Tensor deviation = centred.square().mean(trailing, true).add(epsilon).sqrt();
        return List.of(centred.div(deviation).mul(scale).add(shift));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> Ops.applyAll(new LayerNormGradient(axes, epsilon), c.input(0), c.input(1), c.gradient()));
    }
}
