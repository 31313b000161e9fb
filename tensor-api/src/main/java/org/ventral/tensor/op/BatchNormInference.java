package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Batch normalization with given statistics, as when a trained model is used: {@code y = scale · (x − mean) / √(variance + ε) + shift}.
 *
 * <p>Inputs: {@code x [N, C, …]}, {@code scale [C]}, {@code shift [C]}, {@code mean [C]}, {@code variance [C]}. Output: type of {@code x}.
 *
 * @param epsilon added to the variance
 */
public record BatchNormInference(double epsilon) implements CompositeOp {
    public BatchNormInference {
        Normalized.epsilon("BatchNormInference", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 5);
        Normalized.requireChannels(name(), inputs.getFirst(), inputs.subList(1, 5), "scale, shift, mean or variance");
        return List.of(inputs.getFirst());
    }

    /** One factor and one summand for each channel, so that x is gone over only twice. */
    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), scale = inputs.get(1), shift = inputs.get(2), mean = inputs.get(3), variance = inputs.get(4);
        Tensor factor = scale.div(variance.add(epsilon).sqrt());
        Tensor summand = shift.sub(mean.mul(factor));
        return List.of(x.mul(Channels.along(factor, x.rank())).add(Channels.along(summand, x.rank())));
    }
}
