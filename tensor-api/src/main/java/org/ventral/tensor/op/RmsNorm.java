package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Normalization by the root of the mean square over the trailing axes (Zhang and Sennrich, 2019): layer normalization without centring.
 *
 * <p>{@code y = scale · x / √(mean(x²) + ε)}. Inputs: {@code x [..., D…]}, {@code scale [D…]}. Output: type of {@code x}.
 *
 * @param axes how many of the last axes are normalized over
 * @param epsilon added to the mean square
 */
public record RmsNorm(int axes, double epsilon) implements CompositeOp {
    public RmsNorm {
        Normalized.axes("RmsNorm", axes);
        Normalized.epsilon("RmsNorm", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        Normalized.requireTrailing(name(), axes, inputs.getFirst(), inputs.subList(1, 2), "scale");
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), scale = inputs.get(1);
        Tensor meanSquare = x.square().mean(Normalized.trailing(x.rank(), axes), true);
        return List.of(x.mul(meanSquare.add(epsilon).rsqrt()).mul(scale));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> Ops.applyAll(new RmsNormGradient(axes, epsilon), c.input(0), c.input(1), c.gradient()));
    }
}
