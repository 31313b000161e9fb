package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.TensorType;

/** The same values in storage of their own, in row-major order. */
public record Copy() implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        return inputs;
    }
}
