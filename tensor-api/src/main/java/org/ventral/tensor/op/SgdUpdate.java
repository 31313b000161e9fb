package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * A step of gradient descent for several parameters at once: {@code θ ← θ − η (g + λθ)}.
 *
 * <p>Inputs: parameters {@code θ₀…}, gradients {@code g₀…}. Outputs: the new parameters.
 *
 * @param count how many parameters
 * @param rate learning rate η
 * @param weightDecay λ
 */
public record SgdUpdate(int count, double rate, double weightDecay) implements UpdateOp {
    public SgdUpdate {
        Updates.count("SgdUpdate", count);
        Updates.notNegative("SgdUpdate", "rate", rate);
        Updates.notNegative("SgdUpdate", "weight decay", weightDecay);
    }

    @Override public int donated() {
        return count;
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return Updates.infer(this, inputs, count, "gradient");
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        List<Tensor> updated = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Tensor p = inputs.get(i);
            updated.add(p.sub(Updates.decayed(inputs.get(count + i), p, weightDecay).mul(rate)));
        }
        return updated;
    }
}
