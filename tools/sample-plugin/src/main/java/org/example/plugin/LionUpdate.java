package org.example.plugin;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.UpdateOp;

/**
 * A step of Lion (Chen et al., 2023, "Symbolic discovery of optimization algorithms") for several parameters, as an op of this plugin's own:
 * {@snippet :
 * θ = θ − η (sign(β₁ m + (1 − β₁) g) + λ θ)
 * m = β₂ m + (1 − β₂) g
 * }
 * Inputs: the parameters θ, then their momenta m, then their gradients g, those of one parameter of one type. Outputs: the new θ, then the new m. No other
 * backend knows this op; each runs its decomposition.
 *
 * @param count number of parameters
 * @param rate η
 * @param beta1 weight of the momentum in the step
 * @param beta2 weight of the momentum in itself
 * @param weightDecay λ
 */
public record LionUpdate(int count, double rate, double beta1, double beta2, double weightDecay) implements UpdateOp {
    @Override public int donated() {
        return 2 * count;
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        if (inputs.size() != 3 * count) throw new ShapeException("LionUpdate: takes %d parameters, their momenta and their gradients, got %d inputs", count, inputs.size());
        for (int i = 0; i < count; i++) {
            TensorType parameter = inputs.get(i), momentum = inputs.get(count + i), gradient = inputs.get(2 * count + i);
            if (!parameter.equals(momentum) || !parameter.equals(gradient))
                throw new ShapeException("LionUpdate: parameter %d is %s, its momentum %s, its gradient %s", i, parameter, momentum, gradient);
        }
        return inputs.subList(0, 2 * count);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        List<Tensor> parameters = new ArrayList<>(), momenta = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tensor p = inputs.get(i), m = inputs.get(count + i), g = inputs.get(2 * count + i);
            Tensor direction = m.mul(beta1).add(g.mul(1 - beta1)).sign();
            Tensor step = weightDecay == 0 ? direction : direction.add(p.mul(weightDecay));
            parameters.add(p.sub(step.mul(rate)));
            momenta.add(m.mul(beta2).add(g.mul(1 - beta2)));
        }
        parameters.addAll(momenta);
        return parameters;
    }
}
