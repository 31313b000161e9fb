package org.ventral.tensor.linalg;

/** The innermost loops: what is done to one or two contiguous rows. */
final class Rows {
    private Rows() {}

    /** The inner product of two rows of length n, in four sums: one alone would wait for each addition to end before the next. */
    static double dot(double[] a, int i, double[] b, int j, int n) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int k = 0;
        for (; k < n - 3; k += 4) {
            s0 += a[i + k] * b[j + k];
            s1 += a[i + k + 1] * b[j + k + 1];
            s2 += a[i + k + 2] * b[j + k + 2];
            s3 += a[i + k + 3] * b[j + k + 3];
        }
        for (; k < n; k++) s0 += a[i + k] * b[j + k];
        return s0 + s1 + (s2 + s3);
    }

    /** {@code y += factor · x} for rows of length n. */
    static void add(double factor, double[] x, int i, double[] y, int j, int n) {
        for (int k = 0; k < n; k++) y[j + k] += factor * x[i + k];
    }

    /** {@code x *= factor}. */
    static void scale(double factor, double[] x, int i, int n) {
        for (int k = 0; k < n; k++) x[i + k] *= factor;
    }

    /** The plane rotation {@code (x, y) ← (c x − s y, s x + c y)} of two rows of one array. */
    static void rotate(double[] a, int x, int y, int n, double c, double s) {
        for (int k = 0; k < n; k++) {
            double p = a[x + k], q = a[y + k];
            a[x + k] = c * p - s * q;
            a[y + k] = s * p + c * q;
        }
    }

    /** Exchanges two rows of one array. */
    static void swap(double[] a, int x, int y, int n) {
        for (int k = 0; k < n; k++) {
            double kept = a[x + k];
            a[x + k] = a[y + k];
            a[y + k] = kept;
        }
    }

    /** The transpose {@code [n, m]} of a matrix {@code [m, n]}. */
    static double[] transpose(double[] a, int off, int m, int n) {
        double[] t = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) t[j * m + i] = a[off + i * n + j];
        return t;
    }

    /** The largest magnitude of n elements; NaN where one of them is NaN. */
    static double largest(double[] a, int off, int n) {
        double largest = 0;
        for (int k = 0; k < n; k++) largest = Math.max(largest, Math.abs(a[off + k]));
        return largest;
    }

    /**
     * A power of two that brings the largest magnitude near 1, so that squares neither overflow nor vanish; 1 for a zero matrix. Scaling
     * by it is exact. Throws {@link ArithmeticException} naming the caller where an entry is not finite.
     */
    static double scaleToOne(String caller, double[] a, int off, int m, int n) {
        double largest = largest(a, off, m * n);
        if (!Double.isFinite(largest)) throw new ArithmeticException(caller + ": the " + size(m, n) + " has entries that are not finite");
        return largest == 0 ? 1 : Math.scalb(1.0, Math.min(-Math.getExponent(largest), Double.MAX_EXPONENT - 1));
    }

    /** How messages name a matrix. */
    static String size(int m, int n) {
        return "matrix [" + m + ", " + n + "]";
    }
}
