package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** The gradient of the hyperbolic tangent from its output: inputs {@code y = tanh x} and {@code g}, output {@code g · (1 − y²)}. */
public record TanhGradient() implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return Checks.gradientOf(this, inputs);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor y = inputs.get(0), g = inputs.get(1);
        return List.of(g.mul(y.square().subFrom(1)));
    }
}
