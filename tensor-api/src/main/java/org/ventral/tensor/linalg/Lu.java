package org.ventral.tensor.linalg;

import java.util.Arrays;

/** The LU decomposition {@code P A = L U} of a square matrix with partial pivoting, and what it is good for. */
public final class Lu {
    private final int n;
    private final double[] factors;     // U with its diagonal, and L below, whose diagonal is ones
    private final int[] order;          // row i of P A is row order[i] of A
    private final boolean oddOrder;
    private final int zeroPivot;        // the first, or -1

    private Lu(int n, double[] factors, int[] order, boolean oddOrder, int zeroPivot) {
        this.n = n;
        this.factors = factors;
        this.order = order;
        this.oddOrder = oddOrder;
        this.zeroPivot = zeroPivot;
    }

    /** Decomposes A {@code [n, n]}, which is not changed. A singular matrix is decomposed too; it has a determinant, but no solutions. */
    public static Lu of(double[] a, int off, int n) {
        double[] lu = Arrays.copyOfRange(a, off, off + n * n);
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        boolean odd = false;
        int zeroPivot = -1;
        for (int k = 0; k < n; k++) {
            int pivot = pivotRow(lu, n, k);
            if (lu[pivot * n + k] == 0) {
                if (zeroPivot < 0) zeroPivot = k;
                continue;
            }
            if (pivot != k) {
                Rows.swap(lu, pivot * n, k * n, n);
                int kept = order[pivot];
                order[pivot] = order[k];
                order[k] = kept;
                odd = !odd;
            }
            for (int i = k + 1; i < n; i++) {
                double factor = lu[i * n + k] / lu[k * n + k];
                lu[i * n + k] = factor;
                Rows.add(-factor, lu, k * n + k + 1, lu, i * n + k + 1, n - 1 - k);
            }
        }
        return new Lu(n, lu, order, odd, zeroPivot);
    }

    private static int pivotRow(double[] lu, int n, int k) {
        int pivot = k;
        for (int i = k + 1; i < n; i++)
            if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
        return pivot;
    }

    /** Whether a pivot is exactly zero. A matrix that is singular but for rounding passes. */
    public boolean isSingular() {
        return zeroPivot >= 0;
    }

    /** The determinant; may overflow or vanish for large matrices, where {@link #logAbsDeterminant} does not. */
    public double determinant() {
        if (isSingular()) return 0;
        double product = oddOrder ? -1 : 1;
        for (int i = 0; i < n; i++) product *= factors[i * (n + 1)];
        return product;
    }

    /** The natural logarithm of the determinant's magnitude; −∞ for a singular matrix. */
    public double logAbsDeterminant() {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += StrictMath.log(Math.abs(factors[i * (n + 1)]));
        return sum;
    }

    /** The determinant's sign: −1, 0 or 1. */
    public int determinantSign() {
        int sign = oddOrder ? -1 : 1;
        for (int i = 0; i < n; i++) sign *= (int) Math.signum(factors[i * (n + 1)]);
        return sign;
    }

    /** Solves {@code A X = B} in place of B {@code [n, columns]}. Throws {@link ArithmeticException} where A is singular. */
    public void solve(double[] b, int off, int columns) {
        if (isSingular())
            throw new ArithmeticException("Lu: the " + Rows.size(n, n) + " is singular, pivot " + zeroPivot + " is zero");
        double[] right = Arrays.copyOfRange(b, off, off + n * columns);
        for (int i = 0; i < n; i++) System.arraycopy(right, order[i] * columns, b, off + i * columns, columns);
        Triangular.LOWER.withUnitDiagonal().solve(factors, 0, n, b, off, columns);
        Triangular.UPPER.solve(factors, 0, n, b, off, columns);
    }

    /** The inverse of A, row-major {@code [n, n]}. Throws {@link ArithmeticException} where A is singular. */
    public double[] inverse() {
        double[] inverse = new double[n * n];
        for (int i = 0; i < n; i++) inverse[i * n + i] = 1;
        solve(inverse, 0, n);
        return inverse;
    }
}
