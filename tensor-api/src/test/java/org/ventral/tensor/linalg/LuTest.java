package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.tensor.linalg.Matrices.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuTest {
    @ParameterizedTest @ValueSource(ints = {0, 1, 2, 6, 40})
    void solvesAndInverts(int n) {
        int columns = 3;
        double[] a = random(n, n, n), x = random(n, columns, 1), b = shifted(times(a, x, n, n, columns), 1);
        Lu lu = Lu.of(shifted(a, 2), 2, n);
        lu.solve(b, 1, columns);
        assertClose(x, java.util.Arrays.copyOfRange(b, 1, 1 + n * columns), 1e-11);
        assertClose(identity(n), times(a, lu.inverse(), n, n, n), 1e-11);
        assertFalse(lu.isSingular());
        assertEquals(lu.determinant(), lu.determinantSign() * Math.exp(lu.logAbsDeterminant()), 1e-11 * Math.abs(lu.determinant()));
    }

    @Test void knowsDeterminants() {
        assertEquals(1, Lu.of(new double[0], 0, 0).determinant());
        assertEquals(-2, Lu.of(new double[] {1, 2, 3, 4}, 0, 2).determinant(), 1e-15);
        assertEquals(-1, Lu.of(new double[] {0, 1, 1, 0}, 0, 2).determinant());
        assertEquals(1, Lu.of(new double[] {0, 1, 0, 0, 0, 1, 1, 0, 0}, 0, 3).determinant());
        assertEquals(1 / 266716800000.0, Lu.of(hilbert(5), 0, 5).determinant(), 1e-22);
        assertEquals(400 * Math.log(1e-3), Lu.of(diagonal(400, 400, java.util.Arrays.stream(ones(400)).map(v -> 1e-3).toArray()), 0, 400).logAbsDeterminant(), 1e-9);
    }

    @Test void invertsTheHilbertMatrix() {
        assertClose(new double[] {9, -36, 30, -36, 192, -180, 30, -180, 180}, Lu.of(hilbert(3), 0, 3).inverse(), 1e-11);
    }

    @Test void namesTheZeroPivotOfASingularMatrix() {
        Lu lu = Lu.of(new double[] {1, 2, 2, 4}, 0, 2);
        assertTrue(lu.isSingular());
        assertEquals(0, lu.determinant());
        assertEquals(0, lu.determinantSign());
        assertEquals(Double.NEGATIVE_INFINITY, lu.logAbsDeterminant());
        var e = assertThrows(ArithmeticException.class, lu::inverse);
        assertEquals("Lu: the matrix [2, 2] is singular, pivot 1 is zero", e.getMessage());
    }
}
