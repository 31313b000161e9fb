package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** Matrix product over the last two axes, the others broadcast: {@code [..., m, k] · [..., k, n] → [..., m, n]}. Both operands have rank 2 or more. */
public record MatMul() implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType a = inputs.get(0), b = inputs.get(1);
        Checks.sameDType("MatMul", a, b);
        Checks.numeric("MatMul", a);
        int p = a.shape().rank(), q = b.shape().rank();
        if (p < 2 || q < 2) throw new ShapeException("MatMul: operands %s and %s must have rank 2 or more", a.shape(), b.shape());
        if (a.shape().size(-1) != b.shape().size(-2))
            throw new ShapeException("MatMul: %s · %s: the last axis of the first has size %d, the second to last of the second %d",
                    a.shape(), b.shape(), a.shape().size(-1), b.shape().size(-2));
        Shape batch = Checks.broadcast("MatMul", a.shape().first(p - 2), b.shape().first(q - 2));
        return List.of(a.with(batch.concat(Shape.of(a.shape().size(-2), b.shape().size(-1)))));
    }
}
