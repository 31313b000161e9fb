package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Ops;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Batch normalization as in training (eqs. 7.102–7.104 and 7.107; Ioffe and Szegedy, 2015).
 *
 * <p>{@code y = scale · (x − μ) / √(σ² + ε) + shift}, with mean μ and population variance σ² of each channel taken over all other axes.
 * Inputs: {@code x [N, C, …]}, {@code scale [C]}, {@code shift [C]}. Outputs: {@code y}, and the batch's {@code μ [C]} and {@code σ² [C]}, for the
 * averages that {@link BatchNormInference} uses.
 *
 * @param epsilon added to the variance
 */
public record BatchNorm(double epsilon) implements CompositeOp {
    public BatchNorm {
        Normalized.epsilon("BatchNorm", epsilon);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType x = inputs.get(0), scale = inputs.get(1);
        Normalized.requireChannels(name(), x, inputs.subList(1, 3), "scale or shift");
        requireElements(name(), x);
        return List.of(x, scale, scale);
    }

    static void requireElements(String op, TensorType x) {
        if (x.shape().without(1).isEmpty()) throw new ShapeException("%s: x %s has no elements to take mean and variance of", op, x.shape());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        int rank = x.rank();
        Axes others = Channels.others(rank);
        Tensor mean = x.mean(others, true), centred = x.sub(mean), variance = centred.square().mean(others, true);
        Tensor y = centred.div(variance.add(epsilon).sqrt()).mul(Channels.along(inputs.get(1), rank)).add(Channels.along(inputs.get(2), rank));
        return List.of(y, mean.flatten(), variance.flatten());
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(this::gradient);
    }

    private List<Tensor> gradient(GradientContext c) {
        Tensor x = c.input(0);
        List<Tensor> gradients = Ops.applyAll(new BatchNormGradient(epsilon), x, c.input(1), c.gradient(0));
        // The statistics mostly feed running averages, which want no gradient; then the pass over x below is saved.
        if (!c.arrived(1) && !c.arrived(2)) return gradients;
        Tensor ofMean = c.gradient(1), ofVariance = c.gradient(2);
        double count = (double) x.elements() / x.size(1);
        Tensor centred = x.sub(Channels.along(c.output(1), x.rank()));
        Tensor extra = centred.mul(Channels.along(ofVariance.mul(2), x.rank())).add(Channels.along(ofMean, x.rank())).div(count);
        return List.of(gradients.get(0).add(extra), gradients.get(1), gradients.get(2));
    }
}
