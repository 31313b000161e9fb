package org.ventral.tensor.linalg;

/**
 * The QR decomposition {@code A = Q R} of a matrix {@code [m, n]} by Householder reflections: Q {@code [m, k]} has orthonormal columns,
 * R {@code [k, n]} is upper triangular. The diagonal of R may have any sign.
 *
 * @param m rows of A
 * @param n columns of A
 * @param k columns of Q: {@code min(m, n)} for the reduced form, m for the complete one
 * @param q row-major, {@code m * k} elements
 * @param r row-major, {@code k * n} elements
 */
public record Qr(int m, int n, int k, double[] q, double[] r) {
    /** The reduced form; A is not changed. */
    public static Qr reduced(double[] a, int off, int m, int n) {
        return new Reflections(a, off, m, n).form(Math.min(m, n));
    }

    /** The complete form, whose Q is square; A is not changed. */
    public static Qr complete(double[] a, int off, int m, int n) {
        return new Reflections(a, off, m, n).form(m);
    }

    /** R and the reflections whose product is Q, as they come out of the elimination. */
    static final class Reflections {
        private final int m, n;
        private final double[] columns;     // column j of R up to its diagonal, and reflection j below: row j of this array
        private final double[] taus;

        Reflections(double[] a, int off, int m, int n) {
            this.m = m;
            this.n = n;
            this.columns = Rows.transpose(a, off, m, n);
            this.taus = new double[Math.min(m, n)];
            for (int k = 0; k < taus.length; k++) {
                taus[k] = Householder.reflect(columns, k * m + k, m - k);
                for (int j = k + 1; j < n; j++) Householder.apply(columns, k * m + k, taus[k], columns, j * m + k, m - k);
            }
        }

        /** R with so many rows. */
        double[] r(int rows) {
            double[] r = new double[rows * n];
            for (int j = 0; j < n; j++)
                for (int i = 0; i < Math.min(rows, j + 1); i++) r[i * n + j] = columns[j * m + i];
            return r;
        }

        /** {@code x ← Q x} for the m elements from {@code x[at]} on. */
        void applyQ(double[] x, int at) {
            for (int k = taus.length - 1; k >= 0; k--) Householder.apply(columns, k * m + k, taus[k], x, at + k, m - k);
        }

        Qr form(int k) {
            double[] transposed = new double[k * m];
            for (int j = 0; j < k; j++) {
                transposed[j * m + j] = 1;
                applyQ(transposed, j * m);
            }
            return new Qr(m, n, k, Rows.transpose(transposed, 0, k, m), r(k));
        }
    }
}
