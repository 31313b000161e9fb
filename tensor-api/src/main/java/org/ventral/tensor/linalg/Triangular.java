package org.ventral.tensor.linalg;

/**
 * How a square matrix is read as a triangular one, and the systems solved with it: {@code op(T) X = B}, where op is nothing or the transpose.
 *
 * @param upper     whether the upper triangle is read, else the lower; the other triangle is never touched
 * @param transpose whether the system is {@code Tᵀ X = B}
 * @param unit      whether the diagonal counts as ones, whatever is stored there
 */
public record Triangular(boolean upper, boolean transpose, boolean unit) {
    /** The lower triangle, with its diagonal, not transposed. */
    public static final Triangular LOWER = new Triangular(false, false, false);
    /** The upper triangle, with its diagonal, not transposed. */
    public static final Triangular UPPER = new Triangular(true, false, false);

    /** The same triangle, transposed. */
    public Triangular transposed() {
        return new Triangular(upper, !transpose, unit);
    }

    /** The same triangle, with ones for its diagonal. */
    public Triangular withUnitDiagonal() {
        return new Triangular(upper, transpose, true);
    }

    /**
     * Solves in place of B {@code [n, columns]}, all right sides at once, row by row.
     *
     * @throws ArithmeticException naming the first zero on the diagonal
     */
    public void solve(double[] t, int off, int n, double[] b, int bOff, int columns) {
        if (!unit) requireDiagonal(t, off, n);
        boolean forward = upper == transpose;       // op(T) is lower triangular: the first row is known first
        int rowStride = transpose ? 1 : n, columnStride = transpose ? n : 1;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            int target = bOff + i * columns;
            int from = forward ? 0 : i + 1, to = forward ? i : n;
            for (int j = from; j < to; j++)
                Rows.add(-t[off + i * rowStride + j * columnStride], b, bOff + j * columns, b, target, columns);
            if (!unit) divide(b, target, columns, t[off + i * (n + 1)]);
        }
    }

    private static void divide(double[] b, int row, int columns, double divisor) {
        for (int k = 0; k < columns; k++) b[row + k] /= divisor;
    }

    private static void requireDiagonal(double[] t, int off, int n) {
        for (int i = 0; i < n; i++)
            if (t[off + i * (n + 1)] == 0)
                throw new ArithmeticException("Triangular: the " + Rows.size(n, n) + " is singular, its diagonal is zero at " + i);
    }
}
