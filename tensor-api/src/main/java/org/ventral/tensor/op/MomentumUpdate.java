package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * A step of gradient descent with momentum for several parameters at once, in one of two forms, where {@code g} includes {@code λθ}:
 * <ul>
 * <li>the book's (eqs. 7.61 and 7.62): {@code Δ ← γΔ − ηg, θ ← θ + Δ}; with Nesterov's look ahead {@code θ ← θ + γΔ − ηg};
 * <li>that of most libraries: {@code v ← γv + (1 − d)g, θ ← θ − ηv}; with Nesterov's look ahead {@code θ ← θ − η(g + γv)}.
 * </ul>
 * Both take the same path while the rate is constant: then {@code Δ = −ηv}. When it changes, the book's Δ keeps the steps already made,
 * the other form rescales them.
 *
 * <p>Inputs: parameters {@code θ₀…}, velocities {@code Δ₀…} or {@code v₀…} (zeros at first), gradients {@code g₀…}. Outputs: the new parameters and velocities.
 *
 * @param count how many parameters
 * @param rate learning rate η
 * @param momentum γ
 * @param dampening d, 0 in the book's form and with Nesterov's look ahead
 * @param weightDecay λ
 * @param nesterov whether the step looks ahead (Sutskever et al., 2013)
 * @param book whether the form is the book's
 */
public record MomentumUpdate(int count, double rate, double momentum, double dampening, double weightDecay, boolean nesterov, boolean book)
        implements UpdateOp {
    public MomentumUpdate {
        Updates.count("MomentumUpdate", count);
        Updates.notNegative("MomentumUpdate", "rate", rate);
        Updates.decay("MomentumUpdate", "momentum", momentum);
        Updates.notNegative("MomentumUpdate", "weight decay", weightDecay);
        if (!(dampening >= 0 && dampening <= 1)) throw new IllegalArgumentException("MomentumUpdate: dampening must be from 0 to 1, got " + dampening);
        if (dampening != 0 && (book || nesterov))
            throw new IllegalArgumentException("MomentumUpdate: there is no dampening in the book's form or with Nesterov's look ahead, got " + dampening);
    }

    @Override public int donated() {
        return 2 * count;
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return Updates.infer(this, inputs, count, "velocity", "gradient");
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor[] updated = new Tensor[2 * count];
        for (int i = 0; i < count; i++) {
            Tensor p = inputs.get(i), g = Updates.decayed(inputs.get(2 * count + i), p, weightDecay);
            // What is added to the velocity, and how much of the result is added to the parameter.
            Tensor push = g.mul(book ? -rate : 1 - dampening);
            Tensor velocity = inputs.get(count + i).mul(momentum).add(push);
            Tensor step = nesterov ? velocity.mul(momentum).add(push) : velocity;
            updated[i] = p.add(book ? step : step.mul(-rate));
            updated[count + i] = velocity;
        }
        return Arrays.asList(updated);
    }
}
