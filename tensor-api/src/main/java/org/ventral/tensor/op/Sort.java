package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.TensorType;

/** Values in order along an axis, and the int64 indices they came from. Stable; NaN counts as the largest. */
public record Sort(int axis, boolean descending) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.numeric(name(), x);
        Checks.axis(name(), x.shape(), axis);
        return List.of(x, x.as(DType.INT64));
    }
}
