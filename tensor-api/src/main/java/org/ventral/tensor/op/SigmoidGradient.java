package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** The gradient of the logistic function from its output: inputs {@code y = σ(x)} and {@code g}, output {@code g · y · (1 − y)}. */
public record SigmoidGradient() implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return Checks.gradientOf(this, inputs);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor y = inputs.get(0), g = inputs.get(1);
        return List.of(g.mul(y).mul(y.subFrom(1)));
    }
}
