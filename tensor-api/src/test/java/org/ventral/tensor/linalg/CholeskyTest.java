package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.tensor.linalg.Matrices.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
    @Test void factorsAKnownMatrixAndReadsItsLowerTriangleOnly() {
        double[] a = {4, 99, 99, 12, 37, 99, -16, -43, 98};
        Cholesky.factor(a, 0, 3);
        assertArrayEquals(new double[] {2, 0, 0, 6, 1, 0, -8, 5, 3}, a);
    }

    @ParameterizedTest @ValueSource(ints = {0, 1, 2, 5, 40})
    void theFactorTimesItsTransposeIsTheMatrix(int n) {
        double[] a = definite(n, n), l = shifted(a, 3);
        Cholesky.factor(l, 3, n);
        double[] factor = java.util.Arrays.copyOfRange(l, 3, 3 + n * n);
        assertClose(a, times(factor, transpose(factor, n, n), n, n, n), 1e-12 * (n + 1));
        assertEquals(77, l[3 + n * n]);
    }

    @Test void factorsTheHilbertMatrixOfOrderTen() {
        double[] a = hilbert(10), l = a.clone();
        Cholesky.factor(l, 0, 10);
        assertClose(a, times(l, transpose(l, 10, 10), 10, 10, 10), 1e-15);
    }

    @Test void solvesSystems() {
        int n = 12, columns = 3;
        double[] a = definite(n, 1), x = random(n, columns, 2), b = times(a, x, n, n, columns);
        Cholesky.factor(a, 0, n);
        Cholesky.solve(a, 0, n, b, 0, columns);
        assertClose(x, b, 1e-10);
    }

    @Test void namesTheLeadingMinorThatIsNotPositiveDefinite() {
        var e = assertThrows(ArithmeticException.class, () -> Cholesky.factor(new double[] {1, 2, 2, 1}, 0, 2));
        assertEquals("Cholesky: the leading minor of order 2 of the matrix [2, 2] is not positive definite (pivot -3.0)", e.getMessage());
        assertThrows(ArithmeticException.class, () -> Cholesky.factor(new double[] {Double.NaN}, 0, 1));
        assertThrows(ArithmeticException.class, () -> Cholesky.factor(new double[] {0}, 0, 1));
    }
}
