package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * The {@code X} with {@code A X = B} (or {@code Aᵀ X = B}) for triangular {@code A [..., n, n]} and {@code B [..., n, k]} of the same leading axes.
 *
 * @param lower whether A is lower triangular; the other half is not read
 * @param transposed whether A is used transposed
 * @param unitDiagonal whether the diagonal counts as ones and is not read
 */
public record TriangularSolve(boolean lower, boolean transposed, boolean unitDiagonal) implements LinearAlgebraOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType a = inputs.get(0), b = inputs.get(1);
        Checks.sameDType(name(), a, b);
        Matrices.square(name(), a);
        int rank = a.shape().rank();
        if (b.shape().rank() != rank || !b.shape().first(rank - 1).equals(a.shape().first(rank - 1)))
            throw new ShapeException("TriangularSolve: matrix %s does not fit right-hand side %s, which must have its rank and as many rows", a.shape(), b.shape());
        return List.of(b);
    }
}
