package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.tensor.linalg.Matrices.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
    private static SymmetricEigen check(double[] a, int n) {
        SymmetricEigen eigen = SymmetricEigen.of(shifted(a, 4), 4, n);
        double[] v = eigen.vectors(), scaled = v.clone();
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) scaled[i * n + j] *= eigen.values()[j];
        assertOrthonormalColumns(v, n, n);
        assertClose(a, times(scaled, transpose(v, n, n), n, n, n), 1e-14 * (n + 10) * norm(a));
        for (int j = 1; j < n; j++) assertTrue(eigen.values()[j - 1] <= eigen.values()[j], "ascending");
        return eigen;
    }

    @ParameterizedTest @ValueSource(ints = {0, 1, 2, 3, 10, 60})
    void decomposesRandomMatrices(int n) {
        check(symmetric(n, n), n);
    }

    @Test void knowsTheSecondDifferenceMatrix() {
        int n = 30;     // eigenvalues 2 - 2 cos(kπ / (n + 1))
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * n + i] = 2;
            if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
        }
        SymmetricEigen eigen = check(a, n);
        for (int k = 1; k <= n; k++) assertEquals(2 - 2 * Math.cos(k * Math.PI / (n + 1)), eigen.values()[k - 1], 1e-13);
    }

    @Test void standsRepeatedAndZeroEigenvalues() {
        assertClose(new double[] {0, 0, 0}, check(new double[9], 3).values(), 0);
        assertClose(ones(6), check(identity(6), 6).values(), 0);
        double[] values = check(ones(400), 20).values();        // rank one: 0, nineteen times, and 20
        for (int i = 0; i < 19; i++) assertEquals(0, values[i], 1e-13);
        assertEquals(20, values[19], 1e-13);

        int n = 25;     // a projection: 0 and 1, many times each
        double[] q = Qr.reduced(random(n, 10, 8), 0, n, 10).q();
        double[] projection = times(q, transpose(q, n, 10), n, 10, n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++) projection[i * n + j] = projection[j * n + i];
        double[] p = check(projection, n).values();
        for (int i = 0; i < n; i++) assertEquals(i < 15 ? 0 : 1, p[i], 1e-14);
    }

    @Test void knowsTheHilbertMatrix() {
        SymmetricEigen eigen = check(hilbert(8), 8);        // mpmath, 50 digits
        assertEquals(1.6959389969219496, eigen.values()[7], 1e-15);
        assertEquals(0.2981252113169305, eigen.values()[6], 1e-15);
    }

    @Test void scalesExactly() {
        double[] huge = {0, 3e307, 3e307, 0}, tiny = {0, 3e-310, 3e-310, 0};
        assertClose(new double[] {-3e307, 3e307}, SymmetricEigen.of(huge, 0, 2).values(), 1e293);
        assertClose(new double[] {-3e-310, 3e-310}, SymmetricEigen.of(tiny, 0, 2).values(), 1e-323);
    }

    @Test void readsTheUpperTriangleOnly() {
        assertClose(new double[] {1, 3}, SymmetricEigen.of(new double[] {2, 1, 99, 2}, 0, 2).values(), 1e-15);
    }

    @Test void refusesWhatIsNotFinite() {
        var e = assertThrows(ArithmeticException.class, () -> SymmetricEigen.of(new double[] {1, Double.NaN, 0, 1}, 0, 2));
        assertEquals("SymmetricEigen: the matrix [2, 2] has entries that are not finite", e.getMessage());
    }
}
