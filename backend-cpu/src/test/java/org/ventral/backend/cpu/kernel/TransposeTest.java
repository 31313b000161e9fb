package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.backend.cpu.parallel.Workers;

/** Transpositions of every element type, whole, with edges, empty, and with rows that are longer than the matrix. */
class TransposeTest {
    @ParameterizedTest
    @CsvSource({"0, 5, 0", "5, 0, 1", "1, 1, 0", "1, 100, 3", "100, 1, 2", "8, 8, 0", "64, 784, 0", "67, 131, 5", "300, 257, 1"})
    void everyElementArrivesAndNothingElseChanges(int rows, int columns, int extra) {
        int fRow = columns + extra, tRow = rows + extra, f0 = 3, t0 = 2;
        Random random = new Random(7);
        int[] ints = random.ints(f0 + rows * fRow + 1).toArray(), intsTo = new int[t0 + columns * tRow + 1], expected = new int[intsTo.length];
        long[] longs = new long[ints.length], longsTo = new long[intsTo.length], expectedLongs = new long[intsTo.length];
        float[] floats = new float[ints.length], floatsTo = new float[intsTo.length], expectedFloats = new float[intsTo.length];
        double[] doubles = new double[ints.length], doublesTo = new double[intsTo.length], expectedDoubles = new double[intsTo.length];
        for (int i = 0; i < ints.length; i++) doubles[i] = floats[i] = longs[i] = ints[i];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) {
                int to = t0 + c * tRow + r, from = f0 + r * fRow + c;
                expected[to] = ints[from];
                expectedLongs[to] = longs[from];
                expectedFloats[to] = floats[from];
                expectedDoubles[to] = doubles[from];
            }
        try (Workers workers = Workers.of(2)) {
            Transpose.ints(workers, rows, columns, ints, f0, fRow, intsTo, t0, tRow);
            Transpose.longs(workers, rows, columns, longs, f0, fRow, longsTo, t0, tRow);
            Transpose.floats(workers, rows, columns, floats, f0, fRow, floatsTo, t0, tRow);
            Transpose.doubles(workers, rows, columns, doubles, f0, fRow, doublesTo, t0, tRow);
        }
        assertArrayEquals(expected, intsTo);
        assertArrayEquals(expectedLongs, longsTo);
        assertArrayEquals(expectedFloats, floatsTo);
        assertArrayEquals(expectedDoubles, doublesTo);
    }
}
