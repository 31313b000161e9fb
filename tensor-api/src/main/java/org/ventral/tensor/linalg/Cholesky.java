package org.ventral.tensor.linalg;

/** The Cholesky factor of a symmetric positive definite matrix: {@code A = L Lᵀ} with L lower triangular and of positive diagonal. */
public final class Cholesky {
    private Cholesky() {}

    /**
     * Replaces A {@code [n, n]} by L. Only the lower triangle of A is read; the strict upper triangle becomes zero.
     *
     * @throws ArithmeticException naming the order of the first leading minor that is not positive definite; A is then half overwritten
     */
    public static void factor(double[] a, int off, int n) {
        for (int i = 0; i < n; i++) {
            int row = off + i * n;
            for (int j = 0; j < i; j++) {
                int other = off + j * n;
                a[row + j] = (a[row + j] - Rows.dot(a, row, a, other, j)) / a[other + j];
            }
            double pivot = a[row + i] - Rows.dot(a, row, a, row, i);
            if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY))
                throw new ArithmeticException("Cholesky: the leading minor of order " + (i + 1) + " of the " + Rows.size(n, n)
                        + " is not positive definite (pivot " + pivot + ")");
            a[row + i] = Math.sqrt(pivot);
            for (int j = i + 1; j < n; j++) a[row + j] = 0;
        }
    }

    /** Solves {@code A X = B} in place of B {@code [n, columns]}, given the factor L of A. */
    public static void solve(double[] l, int off, int n, double[] b, int bOff, int columns) {
        Triangular.LOWER.solve(l, off, n, b, bOff, columns);
        Triangular.LOWER.transposed().solve(l, off, n, b, bOff, columns);
    }
}
