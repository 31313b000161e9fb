package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link BatchNorm} from that of its first output.
 *
 * <p>Inputs: {@code x [N, C, …]}, {@code scale [C]}, {@code g [N, C, …]}. Outputs: the gradients with respect to {@code x}, {@code scale} and {@code shift}.
 *
 * @param epsilon added to the variance
 */
public record BatchNormGradient(double epsilon) implements CompositeOp {
    public BatchNormGradient {
        Normalized.epsilon("BatchNormGradient", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType x = inputs.get(0), scale = inputs.get(1);
        Normalized.requireChannels(name(), x, List.of(scale), "scale");
        Normalized.requireGradient(name(), x, inputs.get(2));
        BatchNorm.requireElements(name(), x);
        return List.of(x, scale, scale);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), scale = inputs.get(1), g = inputs.get(2);
        Axes others = Channels.others(x.rank());
        Tensor centred = x.sub(x.mean(others, true));
        Tensor inverse = centred.square().mean(others, true).add(epsilon).rsqrt();
        Tensor standardized = centred.mul(inverse);
        return List.of(
                Normalized.gradient(standardized, inverse.mul(Channels.along(scale, x.rank())), g, others),
                g.mul(standardized).sum(others, false),
                g.sum(others, false));
    }
}
