package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** An elementwise function of one argument: {@code y = f(x)}, shape and dtype of {@code x}. */
public record Unary(UnaryKind kind) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        if (kind == UnaryKind.NOT) {
            if (x.dtype() != DType.BOOL) throw new ShapeException("%s: takes bool, got %s", name(), x);
        } else if (kind.floating()) Checks.floating(name(), x);
        else Checks.numeric(name(), x);
        return List.of(x);
    }

    @Override public String name() {
        return kind.name();
    }
}
