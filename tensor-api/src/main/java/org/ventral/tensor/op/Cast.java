package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.TensorType;

/**
 * The same values in another dtype. Floating to integer truncates towards zero and saturates, NaN becomes 0; to bool is "not zero";
 * narrower integers keep the low bits, as Java's casts do.
 */
public record Cast(DType to) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        return List.of(inputs.getFirst().as(to));
    }
}
