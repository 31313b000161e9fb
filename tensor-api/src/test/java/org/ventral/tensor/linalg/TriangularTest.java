package org.ventral.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.tensor.linalg.Matrices.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriangularTest {
    @ParameterizedTest
    @CsvSource({"false,false,false", "false,false,true", "false,true,false", "false,true,true",
        "true,false,false", "true,false,true", "true,true,false", "true,true,true"})
    void solvesWhatTheTriangleStandsFor(boolean upper, boolean transpose, boolean unit) {
        int n = 9, columns = 4;
        double[] full = random(n, n, 3), triangle = new double[n * n];
        for (int i = 0; i < n; i++) {
            full[i * n + i] += 4;
            for (int j = 0; j < n; j++) {
                if (i == j) triangle[i * n + j] = unit ? 1 : full[i * n + j];
                else if (i < j == upper) triangle[i * n + j] = full[i * n + j];
            }
        }
        double[] x = random(n, columns, 4);
        double[] b = shifted(times(transpose ? transpose(triangle, n, n) : triangle, x, n, n, columns), 5);
        new Triangular(upper, transpose, unit).solve(shifted(full, 2), 2, n, b, 5, columns);
        assertClose(x, java.util.Arrays.copyOfRange(b, 5, 5 + n * columns), 1e-9);
        assertEquals(77, b[4]);
        assertEquals(77, b[5 + n * columns]);
    }

    @Test void namesAZeroOnTheDiagonal() {
        double[] t = {1, 2, 0, 0};
        var e = assertThrows(ArithmeticException.class, () -> Triangular.UPPER.solve(t, 0, 2, new double[2], 0, 1));
        assertEquals("Triangular: the matrix [2, 2] is singular, its diagonal is zero at 1", e.getMessage());
        double[] b = {5, 2};
        Triangular.UPPER.withUnitDiagonal().solve(t, 0, 2, b, 0, 1);
        assertClose(new double[] {1, 2}, b, 0);
    }
}
