package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Scores made probabilities along an axis: {@code yᵢ = exp xᵢ / Σⱼ exp xⱼ}, shape and dtype of {@code x}, floating. The largest score is
 * taken off first, so that nothing overflows.
 *
 * @param axis the axis that sums to 1, counted from the front
 */
public record Softmax(int axis) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        Checks.floating(name(), inputs.getFirst());
        Checks.axis(name(), inputs.getFirst().shape(), axis);
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor e = shifted(inputs.getFirst(), axis).exp();
        return List.of(e.div(e.sum(Axes.of(axis), true)));
    }

    /** Scores less the largest along the axis, which is a constant to the gradient: the result does not depend on it. */
    static Tensor shifted(Tensor x, int axis) {
        return x.size(axis) == 0 ? x : x.sub(x.detach().max(Axes.of(axis), true));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> List.of(Ops.apply(new SoftmaxGradient(axis), c.output(0), c.gradient())));
    }
}
