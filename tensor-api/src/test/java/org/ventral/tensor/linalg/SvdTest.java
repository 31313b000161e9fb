package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.tensor.linalg.Matrices.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SvdTest {
    private static Svd check(double[] a, int m, int n) {
        int k = Math.min(m, n);
        Svd svd = Svd.of(shifted(a, 3), 3, m, n);
        double[] scaled = svd.vt().clone();
        for (int i = 0; i < k; i++)
            for (int j = 0; j < n; j++) scaled[i * n + j] *= svd.s()[i];
        assertEquals(k, svd.s().length);
        assertOrthonormalColumns(svd.u(), m, k);
        assertOrthonormalColumns(transpose(svd.vt(), k, n), n, k);
        assertClose(a, times(svd.u(), scaled, m, k, n), 1e-14 * (k + 10) * norm(a));
        for (int i = 0; i < k; i++) assertTrue(svd.s()[i] >= 0 && (i == 0 || svd.s()[i] <= svd.s()[i - 1]), "descending");
        return svd;
    }

    @ParameterizedTest @CsvSource({"1,1", "1,5", "5,1", "4,4", "9,4", "4,9", "50,30", "30,50", "0,3", "3,0"})
    void decomposesRandomMatrices(int m, int n) {
        check(random(m, n, m * 100L + n), m, n);
    }

    @Test void knowsSmallMatrices() {
        assertClose(new double[] {Math.sqrt(45), Math.sqrt(5)}, check(new double[] {3, 0, 4, 5}, 2, 2).s(), 1e-14);
        assertClose(new double[] {5, 2, 0}, check(diagonal(3, 4, 2, 0, -5), 3, 4).s(), 1e-15);
    }

    @Test void keepsSmallSingularValuesAccurate() {
        assertClose(new double[] {1, 1e-20, 1e-140}, check(diagonal(3, 3, 1e-20, 1, 1e-140), 3, 3).s(), 1e-155);
    }

    @ParameterizedTest @ValueSource(ints = {0, 1, 3, 9})
    void standsAnyRank(int rank) {
        int m = 20, n = 12;
        double[] a = times(random(m, rank, 5), random(rank, n, 6), m, rank, n);
        for (Svd svd : new Svd[] {check(a, m, n), check(transpose(a, m, n), n, m)})
            for (int i = 0; i < n; i++) assertEquals(i < rank, svd.s()[i] > 1e-12, "singular value " + i + " is " + svd.s()[i]);
    }

    @Test void standsRepeatedSingularValues() {
        assertClose(ones(7), check(identity(7), 7, 7).s(), 0);
        double[] q = Qr.complete(random(15, 15, 9), 0, 15, 15).q();
        assertClose(ones(15), check(q, 15, 15).s(), 1e-14);
        check(ones(30), 6, 5);
    }

    @Test void agreesWithTheEigenvaluesOfTheHilbertMatrix() {
        double[] s = check(hilbert(8), 8, 8).s();       // mpmath, 50 digits
        assertEquals(1.6959389969219496, s[0], 1e-14);
        assertEquals(1.1115389663724424e-10, s[7], 1e-17);
    }

    @Test void scalesExactly() {
        assertClose(new double[] {5e307, 3e307}, Svd.of(diagonal(2, 2, 3e307, 5e307), 0, 2, 2).s(), 1e293);
        assertClose(new double[] {5e-310, 3e-310}, Svd.of(diagonal(2, 2, 3e-310, 5e-310), 0, 2, 2).s(), 1e-323);
    }

    @Test void refusesWhatIsNotFinite() {
        var e = assertThrows(ArithmeticException.class, () -> Svd.of(new double[] {1, 2, Double.POSITIVE_INFINITY}, 0, 1, 3));
        assertEquals("Svd: the matrix [1, 3] has entries that are not finite", e.getMessage());
    }
}
