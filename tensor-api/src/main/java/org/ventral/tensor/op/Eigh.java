package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** Eigenvalues {@code [..., n]}, ascending, and orthonormal eigenvectors {@code [..., n, n]} in columns, of symmetric matrices; only their upper half is read. */
public record Eigh() implements LinearAlgebraOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType a = inputs.getFirst();
        Matrices.square(name(), a);
        return List.of(a.with(a.shape().without(-1)), a);
    }
}
