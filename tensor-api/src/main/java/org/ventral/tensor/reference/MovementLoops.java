package org.ventral.tensor.reference;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Pad;

final class MovementLoops {
    private MovementLoops() {}

    static Tensor concat(int axis, List<Tensor> parts, TensorType out) {
        Values result = Values.zeros(out);
        Strides whole = Strides.around(out.shape(), axis);
        int start = 0;
        for (Tensor part : parts) {
            Values values = Values.of(part);
            Strides s = Strides.around(part.shape(), axis);
            for (int o = 0; o < s.outer(); o++)
                for (int k = 0; k < s.length(); k++)
                    for (int i = 0; i < s.inner(); i++) result.copy(whole.at(o, start + k, i), values, s.at(o, k, i));
            start += s.length();
        }
        return result.store(out, parts.getFirst());
    }

    static Tensor pad(Pad op, Tensor x, TensorType out) {
        Values values = Values.of(x), result = Values.zeros(out);
        result.fill(op.value());
        Shape from = x.shape(), to = out.shape();
        for (int position = 0; position < values.length(); position++) {
            long rest = position, place = 0, step = 1;
            boolean inside = true;
            for (int axis = from.rank() - 1; axis >= 0; axis--) {
                long coordinate = rest % from.size(axis) * (op.between().get(axis) + 1) + op.before().get(axis);
                rest /= from.size(axis);
                inside &= coordinate >= 0 && coordinate < to.size(axis);
                place += coordinate * step;
                step *= to.size(axis);
            }
            if (inside) result.copy((int) place, values, position);
        }
        return result.store(out, x);
    }

    static Tensor fold(Fold op, Tensor x, TensorType out) {
        Values values = Values.of(x.moveAxis(-1, op.axis() + 1)), result = Values.zeros(out);
        int windows = Math.toIntExact(x.size(op.axis())), size = Math.toIntExact(x.size(-1));
        Strides s = Strides.around(out.shape(), op.axis());
        for (int o = 0, from = 0; o < s.outer(); o++)
            for (int w = 0; w < windows; w++)
                for (int k = 0; k < size; k++)
                    for (int i = 0; i < s.inner(); i++) result.add(s.at(o, Math.toIntExact(w * op.step() + k * op.dilation()), i), values, from++);
        return result.store(out, x);
    }
}
