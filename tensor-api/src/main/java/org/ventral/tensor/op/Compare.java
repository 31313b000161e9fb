package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** An elementwise comparison of two arguments of one dtype, broadcast; the result is bool. Bool itself compares by EQ and NE only. */
public record Compare(CompareKind kind) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType a = inputs.get(0), b = inputs.get(1);
        Checks.sameDType(name(), a, b);
        Checks.arithmetic(name(), a);
        if (a.dtype() == DType.BOOL && kind != CompareKind.EQ && kind != CompareKind.NE)
            throw new ShapeException("%s: bool has no order, got %s and %s", name(), a, b);
        return List.of(new TensorType(DType.BOOL, Checks.broadcast(name(), a.shape(), b.shape())));
    }

    @Override public String name() {
        return kind.name();
    }
}
