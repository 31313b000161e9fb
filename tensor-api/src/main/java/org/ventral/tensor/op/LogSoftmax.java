package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The logarithm of {@link Softmax}: {@code yᵢ = xᵢ − ln Σⱼ exp xⱼ}, exact where the probabilities themselves would be rounded to 0.
 *
 * @param axis the axis along which {@code exp y} sums to 1, counted from the front
 */
public record LogSoftmax(int axis) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        Checks.floating(name(), inputs.getFirst());
        Checks.axis(name(), inputs.getFirst().shape(), axis);
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor shifted = Softmax.shifted(inputs.getFirst(), axis);
        return List.of(shifted.sub(shifted.exp().sum(Axes.of(axis), true).log()));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> List.of(Ops.apply(new LogSoftmaxGradient(axis), c.output(0), c.gradient())));
    }
}
