package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** An elementwise function of two arguments of one dtype, broadcast to a common shape. */
public record Binary(BinaryKind kind) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType a = inputs.get(0), b = inputs.get(1);
        Checks.sameDType(name(), a, b);
        if (kind.logical()) {
            if (a.dtype() != DType.BOOL) throw new ShapeException("%s: takes bool, got %s and %s", name(), a, b);
        } else if (kind == BinaryKind.ATAN2) Checks.floating(name(), a);
        else Checks.numeric(name(), a);
        return List.of(a.with(Checks.broadcast(name(), a.shape(), b.shape())));
    }

    @Override public String name() {
        return kind.name();
    }
}
