package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.ventral.tensor.Rng;

/** Plain matrices, and what the decompositions are checked with. */
final class Matrices {
    private Matrices() {}

    static double[] random(int m, int n, long seed) {
        double[] a = new double[m * n];
        Rng.of(seed).fillNormal(a, 0, m * n, 0, 1);
        return a;
    }

    static double[] hilbert(int n) {
        double[] a = new double[n * n];
        Arrays.setAll(a, i -> 1.0 / (i / n + i % n + 1));
        return a;
    }

    static double[] identity(int n) {
        return diagonal(n, n, ones(n));
    }

    static double[] ones(int n) {
        double[] a = new double[n];
        Arrays.fill(a, 1);
        return a;
    }

    static double[] diagonal(int m, int n, double... values) {
        double[] a = new double[m * n];
        for (int i = 0; i < values.length; i++) a[i * n + i] = values[i];
        return a;
    }

    /** A B, for A [m, k] and B [k, n]. */
    static double[] times(double[] a, double[] b, int m, int k, int n) {
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int p = 0; p < k; p++) c[i * n + j] += a[i * k + p] * b[p * n + j];
        return c;
    }

    static double[] transpose(double[] a, int m, int n) {
        double[] t = new double[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) t[j * m + i] = a[i * n + j];
        return t;
    }

    /** Random symmetric positive definite. */
    static double[] definite(int n, long seed) {
        double[] a = random(n, n, seed), product = times(a, transpose(a, n, n), n, n, n);
        for (int i = 0; i < n; i++) product[i * n + i] += 0.1;
        return product;
    }

    static double[] symmetric(int n, long seed) {
        double[] a = random(n, n, seed), t = transpose(a, n, n);
        for (int i = 0; i < a.length; i++) a[i] += t[i];
        return a;
    }

    /** The same matrix behind some other elements. */
    static double[] shifted(double[] a, int off) {
        double[] b = new double[off + a.length + 2];
        Arrays.fill(b, 77);
        System.arraycopy(a, 0, b, off, a.length);
        return b;
    }

    static double norm(double[] a) {
        return Math.sqrt(Arrays.stream(a).map(v -> v * v).sum());
    }

    static void assertClose(double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], actual[i], tolerance, "element " + i);
    }

    /** That the k columns of q [m, k] are orthonormal to 1e-14 m. */
    static void assertOrthonormalColumns(double[] q, int m, int k) {
        assertClose(identity(k), times(transpose(q, m, k), q, k, m, k), 1e-14 * Math.max(m, 10));
    }
}
