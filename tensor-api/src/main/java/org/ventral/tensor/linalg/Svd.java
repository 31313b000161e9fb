package org.ventral.tensor.linalg;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The thin singular value decomposition {@code A = U diag(s) Vᵀ} of a matrix {@code [m, n]}, of any rank: QR first, then one-sided
 * Jacobi rotations on the rows of R until they are orthogonal. Slower than bidiagonalisation for large matrices, but short, and small
 * singular values come out accurate too.
 *
 * @param m  rows of A
 * @param n  columns of A
 * @param u  row-major {@code [m, k]}, k = min(m, n), with orthonormal columns
 * @param s  the k singular values, descending
 * @param vt row-major {@code [k, n]}, with orthonormal rows
 */
public record Svd(int m, int n, double[] u, double[] s, double[] vt) {
    private static final double EPSILON = Math.ulp(1.0);
    /** Sweeps over all pairs allowed; 6 to 12 are usual. */
    private static final int SWEEPS = 60;
    /** Relative to the largest entry, singular values below this are zero: the squares of such rows lose digits to underflow. */
    private static final double NOTHING = 0x1p-480;

    /**
     * Decomposes A, which is not changed.
     *
     * @throws ArithmeticException where an entry is not finite or the iteration does not converge
     */
    public static Svd of(double[] a, int off, int m, int n) {
        double scale = Rows.scaleToOne("Svd", a, off, m, n);
        boolean wide = m < n;
        int tall = Math.max(m, n), k = Math.min(m, n);
        double[] work = wide ? Rows.transpose(a, off, m, n) : Arrays.copyOfRange(a, off, off + m * n);
        Rows.scale(scale, work, 0, m * n);

        var qr = new Qr.Reflections(work, 0, tall, k);
        double[] rows = qr.r(k), rotations = new double[k * k];
        for (int i = 0; i < k; i++) rotations[i * k + i] = 1;
        orthogonalize(rows, rotations, k, m, n);

        // Row i of "rows" is now s_i v_iᵀ, and row i of "rotations" is Qᵀ u_i.
        double[] lengths = new double[k];
        for (int i = 0; i < k; i++) lengths[i] = Math.sqrt(Rows.dot(rows, i * k, rows, i * k, k));
        int[] order = IntStream.range(0, k).boxed().sorted(Comparator.comparingDouble(i -> -lengths[i])).mapToInt(i -> i).toArray();
        double[] s = new double[k], left = new double[k * tall], right = new double[k * k];
        for (int j = 0; j < k; j++) {
            int from = order[j];
            System.arraycopy(rotations, from * k, left, j * tall, k);
            qr.applyQ(left, j * tall);
            if (lengths[from] > NOTHING) {
                s[j] = lengths[from] / scale;
                for (int i = 0; i < k; i++) right[j * k + i] = rows[from * k + i] / lengths[from];
            } else {
                completeBasis(right, j, k);
            }
        }
        return wide ? new Svd(m, n, Rows.transpose(right, 0, k, k), s, left) : new Svd(m, n, Rows.transpose(left, 0, k, tall), s, right);
    }

    /** Rotates pairs of rows, in sweeps over all pairs, until every pair is orthogonal to rounding. */
    private static void orthogonalize(double[] rows, double[] rotations, int k, int m, int n) {
        double tolerance = EPSILON * Math.sqrt(k);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean rotated = false;
            for (int i = 0; i < k - 1; i++)
                for (int j = i + 1; j < k; j++) rotated |= orthogonalizePair(rows, rotations, k, i, j, tolerance);
            if (!rotated) return;
        }
        throw new ArithmeticException("Svd: no convergence after " + SWEEPS + " Jacobi sweeps over the " + Rows.size(m, n));
    }

    /** Makes rows i and j orthogonal by the smaller of the two possible rotations; says whether there was something to do. */
    private static boolean orthogonalizePair(double[] rows, double[] rotations, int k, int i, int j, double tolerance) {
        double first = Rows.dot(rows, i * k, rows, i * k, k), second = Rows.dot(rows, j * k, rows, j * k, k);
        double product = Rows.dot(rows, i * k, rows, j * k, k);
        if (Math.abs(product) <= tolerance * Math.sqrt(first) * Math.sqrt(second) + Double.MIN_NORMAL) return false;
        double cotangent = (second - first) / (2 * product);        // of twice the angle
        double tangent = Math.copySign(1 / (Math.abs(cotangent) + Math.hypot(1, cotangent)), cotangent);
        double c = 1 / Math.sqrt(1 + tangent * tangent), s = c * tangent;
        Rows.rotate(rows, i * k, j * k, k, c, s);
        Rows.rotate(rotations, i * k, j * k, k, c, s);
        return true;
    }

    /** Sets row j to a unit vector orthogonal to rows 0 to j − 1: the unit vector of an axis, less its parts along those rows. */
    private static void completeBasis(double[] basis, int j, int k) {
        int axis = leastCovered(basis, j, k);
        basis[j * k + axis] = 1;
        for (int pass = 0; pass < 2; pass++) {      // twice is enough (Kahan, Parlett)
            for (int i = 0; i < j; i++) Rows.add(-Rows.dot(basis, i * k, basis, j * k, k), basis, i * k, basis, j * k, k);
            Rows.scale(1 / Math.sqrt(Rows.dot(basis, j * k, basis, j * k, k)), basis, j * k, k);
        }
    }

    /** The axis with the smallest part in the span of the first j rows. */
    private static int leastCovered(double[] basis, int j, int k) {
        int least = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < k; axis++) {
            double covered = 0;
            for (int i = 0; i < j; i++) covered += basis[i * k + axis] * basis[i * k + axis];
            if (covered < smallest) {
                smallest = covered;
                least = axis;
            }
        }
        return least;
    }
}
