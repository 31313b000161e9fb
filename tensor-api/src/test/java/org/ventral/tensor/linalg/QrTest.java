package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ventral.tensor.linalg.Matrices.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QrTest {
    @ParameterizedTest @CsvSource({"1,1", "1,4", "4,1", "5,5", "7,3", "3,7", "40,25", "0,3", "3,0"})
    void givesBackTheMatrix(int m, int n) {
        double[] a = random(m, n, m + 10L * n);
        for (Qr qr : new Qr[] {Qr.reduced(shifted(a, 2), 2, m, n), Qr.complete(a, 0, m, n)}) {
            assertClose(a, times(qr.q(), qr.r(), m, qr.k(), n), 1e-13 * (m + 1));
            assertOrthonormalColumns(qr.q(), m, qr.k());
            for (int i = 0; i < qr.k(); i++)
                for (int j = 0; j < Math.min(i, n); j++) assertEquals(0, qr.r()[i * n + j]);
        }
        assertEquals(Math.min(m, n), Qr.reduced(a, 0, m, n).k());
        assertEquals(m, Qr.complete(a, 0, m, n).k());
    }

    @Test void agreesWithLapackInItsSigns() {
        Qr qr = Qr.reduced(new double[] {3, 1, 4, 2}, 0, 2, 2);     // numpy.linalg.qr([[3, 1], [4, 2]])
        assertClose(new double[] {-0.6, -0.8, -0.8, 0.6}, qr.q(), 1e-15);
        assertClose(new double[] {-5, -2.2, 0, 0.4}, qr.r(), 1e-15);
    }

    @Test void leavesATriangularMatrixAsItIs() {
        double[] a = {2, 5, 0, -3};
        Qr qr = Qr.reduced(a, 0, 2, 2);
        assertArrayEquals(a, qr.r());
        assertArrayEquals(identity(2), qr.q());
    }

    @Test void keepsQOrthonormalForTheHilbertMatrixAndForDependentColumns() {
        Qr hilbert = Qr.reduced(hilbert(12), 0, 12, 12);
        assertOrthonormalColumns(hilbert.q(), 12, 12);
        assertClose(hilbert(12), times(hilbert.q(), hilbert.r(), 12, 12, 12), 1e-15);
        Qr flat = Qr.reduced(ones(20), 0, 5, 4);
        assertOrthonormalColumns(flat.q(), 5, 4);
        assertClose(ones(20), times(flat.q(), flat.r(), 5, 4, 4), 1e-15);
    }

    @Test void doesNotOverflow() {
        double[] a = {3e300, 0, 4e300, 1e300};
        Qr qr = Qr.reduced(a, 0, 2, 2);
        assertEquals(-5e300, qr.r()[0], 1e286);
    }
}
