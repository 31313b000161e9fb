package org.ventral.tensor.linalg;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The eigendecomposition {@code A = V diag(λ) Vᵀ} of a symmetric matrix {@code [n, n]}: reduced to tridiagonal form by Householder
 * reflections, then the implicit QL algorithm with Wilkinson's shift.
 *
 * @param n       order of A
 * @param values  the n eigenvalues, ascending
 * @param vectors row-major {@code [n, n]}; column j is the unit eigenvector of {@code values[j]}, all columns are orthogonal, also those
 *                of equal eigenvalues
 */
public record SymmetricEigen(int n, double[] values, double[] vectors) {
    private static final double EPSILON = Math.ulp(1.0);
    /** QL steps allowed for one eigenvalue; two are usual. */
    private static final int STEPS = 60;

    /**
     * Decomposes A, of which only the upper triangle and the diagonal are read; A is not changed.
     *
     * @throws ArithmeticException where an entry is not finite or the iteration does not converge
     */
    public static SymmetricEigen of(double[] a, int off, int n) {
        double[] work = symmetricCopy(a, off, n);
        double scale = Rows.scaleToOne("SymmetricEigen", work, 0, n, n);
        Rows.scale(scale, work, 0, n * n);
        double[] diagonal = new double[n], beside = new double[n];
        double[] vectors = tridiagonalize(work, n, diagonal, beside);
        diagonalize(diagonal, beside, vectors, n);

        int[] order = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> diagonal[i])).mapToInt(i -> i).toArray();
        double[] values = Arrays.stream(order).mapToDouble(i -> diagonal[i] / scale).toArray();
        double[] sorted = new double[n * n];
        for (int j = 0; j < n; j++)
            for (int i = 0; i < n; i++) sorted[i * n + j] = vectors[order[j] * n + i];
        return new SymmetricEigen(n, values, sorted);
    }

    private static double[] symmetricCopy(double[] a, int off, int n) {
        double[] copy = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = i; j < n; j++) copy[i * n + j] = copy[j * n + i] = a[off + i * n + j];
        return copy;
    }

    /**
     * Finds {@code T = Qᵀ A Q}, with the diagonal of T in {@code diagonal} and the elements beside it in {@code beside[0 .. n − 1)};
     * returns Qᵀ. A is overwritten: row k keeps the reflection that cleared it.
     */
    private static double[] tridiagonalize(double[] a, int n, double[] diagonal, double[] beside) {
        double[] taus = new double[n], w = new double[n];
        for (int k = 0; k < n - 1; k++) {
            int size = n - 1 - k, v = k * n + k + 1, rest = (k + 1) * n + k + 1;
            taus[k] = Householder.reflect(a, v, size);
            beside[k] = a[v];
            a[v] = 1;
            if (taus[k] != 0) updateBothSides(a, rest, n, size, v, taus[k], w);
        }
        for (int k = 0; k < n; k++) diagonal[k] = a[k * n + k];
        return product(a, taus, n);
    }

    /** {@code B ← H B H} for the trailing block B, as the symmetric update {@code B − v wᵀ − w vᵀ}. */
    private static void updateBothSides(double[] a, int rest, int n, int size, int v, double tau, double[] w) {
        for (int i = 0; i < size; i++) w[i] = tau * Rows.dot(a, rest + i * n, a, v, size);
        Rows.add(-0.5 * tau * Rows.dot(w, 0, a, v, size), a, v, w, 0, size);
        for (int i = 0; i < size; i++) {
            Rows.add(-a[v + i], w, 0, a, rest + i * n, size);
            Rows.add(-w[i], a, v, a, rest + i * n, size);
        }
    }

    /** The product of the reflections, last first, that is Qᵀ. Starting with the last, only the trailing block is more than the identity. */
    private static double[] product(double[] reflections, double[] taus, int n) {
        double[] q = new double[n * n];
        for (int i = 0; i < n; i++) q[i * n + i] = 1;
        for (int k = n - 2; k >= 0; k--)
            for (int i = k + 1; i < n; i++)
                Householder.apply(reflections, k * n + k + 1, taus[k], q, i * n + k + 1, n - 1 - k);
        return q;
    }

    /** Turns T into its eigenvalues, in place of d, and the rows of {@code vectors} into eigenvectors; e is used up. */
    private static void diagonalize(double[] d, double[] e, double[] vectors, int n) {
        int stepsLeft = STEPS * n;
        for (int low = 0; low < n; low++) {
            for (int high = endOfBlock(d, e, low, n); high > low; high = endOfBlock(d, e, low, n)) {
                if (stepsLeft-- == 0)
                    throw new ArithmeticException("SymmetricEigen: no convergence after " + STEPS * n + " QL steps for eigenvalue "
                            + low + " of the " + Rows.size(n, n));
                step(d, e, vectors, n, low, high);
            }
        }
    }

    /** The end of the block that begins at {@code low}: the first index whose coupling to the next is lost in rounding. */
    private static int endOfBlock(double[] d, double[] e, int low, int n) {
        int high = low;
        while (high < n - 1 && Math.abs(e[high]) > EPSILON * (Math.abs(d[high]) + Math.abs(d[high + 1])) + Double.MIN_NORMAL) high++;
        if (high < n - 1) e[high] = 0;
        return high;
    }

    /** One implicit QL step on rows {@code low .. high}: a rotation at the bottom sets the shift, the rest chase the bulge upwards. */
    private static void step(double[] d, double[] e, double[] vectors, int n, int low, int high) {
        double along = d[high] - shift(d[low], e[low], d[low + 1]);
        double across = e[high - 1];
        for (int i = high - 1; i >= low; i--) {
            double length = Math.hypot(along, across);
            double c = length == 0 ? 1 : along / length, s = length == 0 ? 0 : across / length;
            if (i < high - 1) e[i + 1] = length;
            double upper = d[i], lower = d[i + 1], beside = e[i];
            double swing = s * ((lower - upper) * s - 2 * c * beside);
            d[i] = upper + swing;
            d[i + 1] = lower - swing;
            e[i] = c * s * (upper - lower) + (c - s) * (c + s) * beside;
            Rows.rotate(vectors, i * n, (i + 1) * n, n, c, s);
            if (i > low) {
                along = e[i];
                across = s * e[i - 1];
                e[i - 1] *= c;
                // The next rotation clears "across", the element two places off the diagonal, against e[i].
            }
        }
    }

    /** The eigenvalue of {@code [[a, b], [b, g]]} that is nearer to a (Wilkinson's shift). */
    private static double shift(double a, double b, double g) {
        double half = (g - a) / 2;
        double length = Math.hypot(half, b);
        return length == 0 ? a : a - b / (half + Math.copySign(length, half)) * b;
    }
}
