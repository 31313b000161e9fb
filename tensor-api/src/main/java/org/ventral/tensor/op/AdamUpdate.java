package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * A step of Adam for several parameters at once (eqs. 7.66–7.70; Kingma and Ba, 2015), or of AdamW (Loshchilov and Hutter, 2019):
 * {@snippet :
 * m = β₁ m + (1 − β₁) g                        // 7.66
 * v = β₂ v + (1 − β₂) g²                       // 7.67
 * θ = θ − η · m̂ / (√v̂ + ε)                     // m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ): 7.68, 7.69
 * }
 * Equation 7.70 prints {@code √(v̂ + ε)}; the published form, above, has ε outside the root. Weight decay λ is either added to the gradient,
 * {@code g + λθ}, or decoupled from it (AdamW): {@code θ ← θ − ηλθ} first.
 *
 * <p>Inputs: parameters {@code θ₀…}, first moments {@code m₀…}, second moments {@code v₀…} (zeros at first), gradients {@code g₀…}.
 * Outputs: the new parameters and moments.
 *
 * @param count how many parameters
 * @param rate learning rate η
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon ε
 * @param weightDecay λ
 * @param decoupled whether the decay is AdamW's
 * @param epsilonInsideRoot whether ε is inside the root, as the book prints it
 * @param step the number t of this step, from 1
 */
public record AdamUpdate(int count, double rate, double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled,
                         boolean epsilonInsideRoot, long step) implements UpdateOp {
    public AdamUpdate {
        Updates.count("AdamUpdate", count);
        Updates.notNegative("AdamUpdate", "rate", rate);
        Updates.decay("AdamUpdate", "beta1", beta1);
        Updates.decay("AdamUpdate", "beta2", beta2);
        Updates.notNegative("AdamUpdate", "epsilon", epsilon);
        Updates.notNegative("AdamUpdate", "weight decay", weightDecay);
        if (step < 1) throw new IllegalArgumentException("AdamUpdate: steps count from 1, got " + step);
    }

    /** {@code 1 − β₁ᵗ}, by which the first moment is too small. */
    public double correction1() {
        return 1 - Math.pow(beta1, step);
    }

    /** {@code 1 − β₂ᵗ}, by which the second moment is too small. */
    public double correction2() {
        return 1 - Math.pow(beta2, step);
    }

    @Override public int donated() {
        return 3 * count;
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return Updates.infer(this, inputs, count, "first moment", "second moment", "gradient");
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor[] updated = new Tensor[3 * count];
        for (int i = 0; i < count; i++) {
            Tensor p = inputs.get(i), gradient = inputs.get(3 * count + i);
            Tensor g = decoupled ? gradient : Updates.decayed(gradient, p, weightDecay);
            Tensor m = inputs.get(count + i).mul(beta1).add(g.mul(1 - beta1));
            Tensor v = inputs.get(2 * count + i).mul(beta2).add(g.square().mul(1 - beta2));
            Tensor corrected = v.div(correction2());
            Tensor scale = epsilonInsideRoot ? corrected.add(epsilon).sqrt() : corrected.sqrt().add(epsilon);
            Tensor kept = decoupled && weightDecay != 0 ? p.mul(1 - rate * weightDecay) : p;
            updated[i] = kept.sub(m.div(scale).mul(rate / correction1()));
            updated[count + i] = m;
            updated[2 * count + i] = v;
        }
        return Arrays.asList(updated);
    }
}
