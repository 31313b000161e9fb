package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** Elements of {@code a} where the bool {@code condition} holds, else of {@code b}; all three are broadcast. */
public record Where() implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType condition = inputs.get(0), a = inputs.get(1), b = inputs.get(2);
        if (condition.dtype() != DType.BOOL) throw new ShapeException("Where: the condition must be bool, got %s", condition);
        Checks.sameDType("Where", a, b);
        Checks.arithmetic("Where", a);
        return List.of(a.with(Checks.broadcast("Where", condition.shape(), Checks.broadcast("Where", a.shape(), b.shape()))));
    }
}
