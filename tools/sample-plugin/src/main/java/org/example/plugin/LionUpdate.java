package org.example.plugin;

import java.util.List;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.UpdateOp;

/**
 * A step of Lion (Chen et al., 2023, "Symbolic discovery of optimization algorithms"), as an op of this plugin's own:
 * {@snippet :
 * θ = θ − η (sign(β₁ m + (1 − β₁) g) + λ θ)
 * m = β₂ m + (1 − β₂) g
 * }
 * Inputs: parameter θ, momentum m, gradient g, of one type. Outputs: the new θ and m. No backend knows this op; each runs its decomposition.
 *
 * @param rate η
 * @param beta1 weight of the momentum in the step
 * @param beta2 weight of the momentum in itself
 * @param weightDecay λ
 */
public record LionUpdate(double rate, double beta1, double beta2, double weightDecay) implements UpdateOp {
    @Override public int donated() {
        return 2;
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        if (inputs.size() != 3) throw new ShapeException("LionUpdate: takes a parameter, a momentum and a gradient, got %d inputs", inputs.size());
        TensorType parameter = inputs.getFirst();
        for (TensorType other : inputs)
            if (!other.equals(parameter)) throw new ShapeException("LionUpdate: the parameter is %s, its momentum %s, its gradient %s", parameter, inputs.get(1), inputs.get(2));
        return List.of(parameter, parameter);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor p = inputs.get(0), m = inputs.get(1), g = inputs.get(2);
        Tensor direction = m.mul(beta1).add(g.mul(1 - beta1)).sign();
        Tensor step = weightDecay == 0 ? direction : direction.add(p.mul(weightDecay));
        return List.of(p.sub(step.mul(rate)), m.mul(beta2).add(g.mul(1 - beta2)));
    }
}
