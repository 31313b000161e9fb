package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.TransposeTiles;

/** Transposition by single elements: reads eight rows in step, so that both sides use whole cache lines. */
public final class ScalarTransposeTiles implements TransposeTiles {
    private static final int STRIP = 8;

    @Override
    public void transpose(int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int r = 0; r < rows; r += STRIP) strip(Math.min(STRIP, rows - r), columns, from, f0 + r * fRow, fRow, to, t0 + r, tRow);
    }

    private static void strip(int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c++)
            for (int r = 0; r < rows; r++) to[t0 + c * tRow + r] = from[f0 + r * fRow + c];
    }
}
