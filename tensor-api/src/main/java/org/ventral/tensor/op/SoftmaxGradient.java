package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link Softmax} from its output: inputs {@code y} and {@code g}, output {@code y · (g − Σ y g)} with the sum along the axis.
 *
 * @param axis the axis, counted from the front
 */
public record SoftmaxGradient(int axis) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.gradientOf(this, inputs);
        Checks.axis(name(), inputs.getFirst().shape(), axis);
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor y = inputs.get(0), g = inputs.get(1);
        return List.of(g.sub(y.mul(g).sum(Axes.of(axis), true)).mul(y));
    }
}
