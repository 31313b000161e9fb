package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** {@code A = Q R} with orthonormal columns {@code Q [..., m, k]} and upper triangular {@code R [..., k, n]}, {@code k = min(m, n)}. Signs are LAPACK's: a factor may have a negative diagonal. */
public record Qr() implements LinearAlgebraOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType a = inputs.getFirst();
        Matrices.matrix(name(), a);
        Shape shape = a.shape();
        long k = Math.min(shape.size(-1), shape.size(-2));
        return List.of(a.with(shape.with(-1, k)), a.with(shape.with(-2, k)));
    }
}
