package org.ventral.tensor;

import java.util.List;
import org.ventral.tensor.op.Cholesky;
import org.ventral.tensor.op.Eigh;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.Qr;
import org.ventral.tensor.op.Solve;
import org.ventral.tensor.op.Svd;
import org.ventral.tensor.op.TriangularSolve;

/** Products and decompositions of matrices in the last two axes, batched over the others. */
public sealed interface MatrixMethods permits Tensor {
    /** This tensor. */
    Tensor self();

    /** The sizes of the axes. */
    Shape shape();

    /** Factors of {@link #qr()}. */
    record QrFactors(Tensor q, Tensor r) {}

    /** Eigenvalues, ascending, and eigenvectors in columns. */
    record Eigen(Tensor values, Tensor vectors) {}

    /** Factors of {@link #svd()}. */
    record SvdFactors(Tensor u, Tensor s, Tensor vt) {}

    /**
     * Matrix product: {@code [..., m, k] · [..., k, n] → [..., m, n]}, leading axes broadcast. A vector counts as a row on the left and as
     * a column on the right, and its axis is gone from the result.
     */
    default Tensor matmul(Tensor other) {
        Tensor x = self(), y = other;
        if (x.rank() == 0 || y.rank() == 0) throw new ShapeException("MatMul: %s · %s: a scalar is multiplied with mul", x.shape(), y.shape());
        DType common = Promotion.common("MatMul", x, y);
        boolean row = x.rank() == 1, column = y.rank() == 1;
        Tensor a = (row ? x.unsqueeze(0) : x).cast(common), b = (column ? y.unsqueeze(1) : y).cast(common);
        Tensor product = Ops.apply(new MatMul(), a, b);
        if (column) product = product.squeeze(-1);
        if (row) product = product.squeeze(column ? -1 : -2);
        return product;
    }

    /** Sum of the products of two vectors' elements. */
    default Tensor dot(Tensor other) {
        if (shape().rank() != 1 || other.rank() != 1) throw new ShapeException("dot: takes two vectors, got %s and %s", shape(), other.shape());
        return matmul(other);
    }

    /** Products of all pairs of elements of two vectors: {@code [m], [n] → [m, n]}. */
    default Tensor outer(Tensor other) {
        if (shape().rank() != 1 || other.rank() != 1) throw new ShapeException("outer: takes two vectors, got %s and %s", shape(), other.shape());
        return self().unsqueeze(1).mul(other.unsqueeze(0));
    }

    /** The elements on and below the diagonal {@code offset}, zeros above; 0 is the main diagonal, 1 the one above it. */
    default Tensor tril(long offset) {
        return band(offset, true);
    }

    /** The elements on and above the diagonal {@code offset}, zeros below. */
    default Tensor triu(long offset) {
        return band(offset, false);
    }

    private Tensor band(long offset, boolean lower) {
        if (shape().rank() < 2) throw new ShapeException("tril and triu: %s is not a matrix or a batch of them", shape());
        Tensor rows = Tensor.arange(shape().size(-2)).to(self().device()).unsqueeze(1).add(offset);
        Tensor columns = Tensor.arange(shape().size(-1)).to(self().device()).unsqueeze(0);
        Tensor inside = lower ? columns.le(rows) : columns.ge(rows);
        return self().maskedFill(inside.not(), 0);
    }

    /** The main diagonals of matrices: {@code [..., m, n] → [..., min(m, n)]}. */
    default Tensor diagonal() {
        if (shape().rank() < 2) throw new ShapeException("diagonal: %s is not a matrix or a batch of them", shape());
        long n = Math.min(shape().size(-1), shape().size(-2));
        Tensor square = self().narrow(-1, 0, n).narrow(-2, 0, n);
        Tensor index = Tensor.arange(n).to(self().device()).unsqueeze(-1).expand(square.shape().with(-1, 1));
        return square.gather(-1, index).squeeze(-1);
    }

    /** Matrices with these values on the diagonal and zeros elsewhere: {@code [..., n] → [..., n, n]}. */
    default Tensor diagonalMatrix() {
        long n = shape().size(-1);
        Tensor number = Tensor.arange(n).to(self().device());
        return self().unsqueeze(-1).expand(shape().concat(Shape.of(n))).maskedFill(number.unsqueeze(1).ne(number.unsqueeze(0)), 0);
    }

    /** The sum of the main diagonals. */
    default Tensor trace() {
        return diagonal().sum(-1);
    }

    /** The lower triangular {@code L} with {@code L Lᵀ} = this, which is symmetric positive definite. */
    default Tensor cholesky() {
        return Ops.apply(new Cholesky(), self());
    }

    /** The {@code X} with {@code T X = b} for this triangular matrix T. */
    default Tensor triangularSolve(Tensor b, boolean lower) {
        return Ops.apply(new TriangularSolve(lower, false, false), self(), b);
    }

    /** The {@code X} with {@code A X = b} for this square matrix A, by LU with partial pivoting. */
    default Tensor solve(Tensor b) {
        return Ops.apply(new Solve(), self(), b);
    }

    /** The inverse of square matrices; to solve equations, {@link #solve} is faster and more exact. */
    default Tensor inverse() {
        Tensor identity = Tensor.eye(Math.toIntExact(shape().size(-1))).cast(self().dtype()).to(self().device());
        return solve(identity.expand(shape()));
    }

    /** Orthonormal and upper triangular factors. */
    default QrFactors qr() {
        List<Tensor> factors = Ops.applyAll(new Qr(), self());
        return new QrFactors(factors.get(0), factors.get(1));
    }

    /** Eigenvalues and eigenvectors of symmetric matrices. */
    default Eigen eigh() {
        List<Tensor> parts = Ops.applyAll(new Eigh(), self());
        return new Eigen(parts.get(0), parts.get(1));
    }

    /** Singular value decomposition, reduced. */
    default SvdFactors svd() {
        List<Tensor> factors = Ops.applyAll(new Svd(), self());
        return new SvdFactors(factors.get(0), factors.get(1), factors.get(2));
    }
}
