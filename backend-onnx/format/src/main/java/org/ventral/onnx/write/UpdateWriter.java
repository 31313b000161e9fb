package org.ventral.onnx.write;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.op.AdamUpdate;

/** A step of Adam whose number is an input, so that one file serves all steps. */
final class UpdateWriter {
    private UpdateWriter() {}

    static List<Ref> adam(Emitter e, AdamUpdate op, Ref step, List<Ref> in) {
        int count = op.count();
        DType dtype = in.getFirst().dtype();
        Ref correction2 = correction(e, op.beta2(), step, dtype);
        Ref rate = e.binary("Div", e.number(dtype, op.rate()), correction(e, op.beta1(), step, dtype));
        Ref[] updated = new Ref[3 * count];
        for (int i = 0; i < count; i++) {
            Ref p = in.get(i), g = in.get(3 * count + i);
            boolean decays = op.weightDecay() != 0;
            if (decays && !op.decoupled()) g = e.binary("Add", g, e.binary("Mul", p, op.weightDecay()));
            Ref m = average(e, in.get(count + i), op.beta1(), g);
            Ref v = average(e, in.get(2 * count + i), op.beta2(), e.binary("Mul", g, g));
            Ref corrected = e.binary("Div", v, correction2);
            Ref scale = op.epsilonInsideRoot() ? e.unary("Sqrt", e.binary("Add", corrected, op.epsilon())) : e.binary("Add", e.unary("Sqrt", corrected), op.epsilon());
            Ref kept = decays && op.decoupled() ? e.binary("Mul", p, 1 - op.rate() * op.weightDecay()) : p;
            updated[i] = e.binary("Sub", kept, e.binary("Mul", e.binary("Div", m, scale), rate));
            updated[count + i] = m;
            updated[2 * count + i] = v;
        }
        return Arrays.asList(updated);
    }

    private static Ref average(Emitter e, Ref old, double decay, Ref now) {
        return e.binary("Add", e.binary("Mul", old, decay), e.binary("Mul", now, 1 - decay));
    }

    /** {@code 1 − βᵗ}; in double precision, as it cancels where β is near 1. */
    private static Ref correction(Emitter e, double beta, Ref step, DType dtype) {
        Ref power = e.binary("Pow", e.number(DType.FLOAT64, beta), e.cast(step, DType.FLOAT64));
        return e.cast(e.binary("Sub", e.number(DType.FLOAT64, 1), power), dtype);
    }
}
