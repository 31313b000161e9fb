package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.TensorType;

/** The lower triangular {@code L} with {@code L Lᵀ = A} of symmetric positive definite matrices {@code A [..., n, n]}; only their lower half is read. */
public record Cholesky() implements LinearAlgebraOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        Matrices.square(name(), inputs.getFirst());
        return inputs;
    }
}
