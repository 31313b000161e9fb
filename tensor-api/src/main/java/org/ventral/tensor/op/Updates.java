package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What the optimizers' steps share: n parameters, then n of each kind of state, then n gradients, all of like types. */
final class Updates {
    private Updates() {}

    static int count(String op, int count) {
        if (count < 1) throw new IllegalArgumentException(op + ": there must be a parameter to update, got count " + count);
        return count;
    }

    static double notNegative(String op, String what, double value) {
        if (!(value >= 0 && Double.isFinite(value))) throw new IllegalArgumentException(op + ": " + what + " must be finite and not negative, got " + value);
        return value;
    }

    /** A factor that keeps a running average finite. */
    static double decay(String op, String what, double value) {
        if (!(value >= 0 && value < 1)) throw new IllegalArgumentException(op + ": " + what + " must be at least 0 and below 1, got " + value);
        return value;
    }

    /** The types of the donated inputs: parameters and states. */
    static List<TensorType> infer(Op op, List<TensorType> inputs, int count, String... roles) {
        Checks.arity(op, inputs, count * (roles.length + 1));
        for (int i = 0; i < count; i++) {
            TensorType parameter = inputs.get(i);
            Checks.floating(op.name(), parameter);
            for (int role = 0; role < roles.length; role++) {
                TensorType other = inputs.get((role + 1) * count + i);
                if (!other.equals(parameter)) throw new ShapeException("%s: parameter %d is %s, but its %s is %s", op.name(), i, parameter, roles[role], other);
            }
        }
        return List.copyOf(inputs.subList(0, count * roles.length));
    }

    /** The gradient of the loss with the penalty {@code ½ λ θ²}. */
    static Tensor decayed(Tensor gradient, Tensor parameter, double weightDecay) {
        return weightDecay == 0 ? gradient : gradient.add(parameter.mul(weightDecay));
    }
}
