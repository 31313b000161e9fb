package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.Heights;

/** Single precision tiles of 4 by 4 in plain Java. Products and sums are rounded separately: a fused multiply-add is slow where the processor has none. */
public final class ScalarFloatGemmTiles extends FloatGemmTiles {
    private static final int ROWS = 4, COLUMNS = 4;
    private static final Heights HEIGHTS = Heights.of(ROWS - 1, ROWS);

    /** The one kind there is. */
    public ScalarFloatGemmTiles() {
        super(new ScalarTransposeTiles());
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int step() {
        return ROWS;
    }

    @Override
    public Heights packed() {
        return HEIGHTS;
    }

    @Override
    public Heights copied() {
        return HEIGHTS;
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void tile(int depth, int rows, float[] a, int a0, int aRow, int aDepth, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        for (int i = 0; i < rows; i++) row(depth, a, a0 + i * aRow, aDepth, b, b0, c, c0 + i * cRow, accumulate);
    }

    @Override
    public void packedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        tile(depth, rows, a, a0, 1, ROWS, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void copiedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        tile(depth, rows, a, a0, ROW, 1, b, b0, c, c0, cRow, accumulate);
    }

    private static void row(int depth, float[] a, int a0, int aDepth, float[] b, int b0, float[] c, int c0, boolean accumulate) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (int p = 0; p < depth; p++) {
            float x = a[a0 + p * aDepth];
            int q = b0 + p * COLUMNS;
            s0 += x * b[q];
            s1 += x * b[q + 1];
            s2 += x * b[q + 2];
            s3 += x * b[q + 3];
        }
        c[c0] = accumulate ? c[c0] + s0 : s0;
        c[c0 + 1] = accumulate ? c[c0 + 1] + s1 : s1;
        c[c0 + 2] = accumulate ? c[c0 + 2] + s2 : s2;
        c[c0 + 3] = accumulate ? c[c0 + 3] + s3 : s3;
    }

    @Override
    protected void copyRows(int rows, float[] from, int f0, int fRow, float[] to, int t0) {
        for (int r = 0; r < rows; r++) System.arraycopy(from, f0 + r * fRow, to, t0 + r * COLUMNS, COLUMNS);
    }

    @Override
    public void packFour(int depth, float[] b, int b0, int bRow, float[] panels, int p0) {
        for (int q = 0; q < SWEEP; q++) copyRows(depth, b, b0 + q * COLUMNS, bRow, panels, p0 + q * depth * COLUMNS);
    }

    @Override
    protected void copySteps(int steps, float[] from, int f0, int fStep, float[] to, int t0) {
        for (int s = 0; s < steps; s++) System.arraycopy(from, f0 + s * fStep, to, t0 + s * ROWS, ROWS);
    }

    @Override
    protected void copyFourGroups(int steps, int height, float[] from, int f0, int fStep, float[] to, int t0) {
        for (int g = 0; g < SWEEP; g++) copySteps(steps, from, f0 + g * height, fStep, to, t0 + g * steps * ROWS);
    }

    @Override
    public void dots(int depth, int columns, float[] x, int x0, float[] b, int b0, int bColumn, float[] y, int y0) {
        for (int j = 0; j < columns; j++) y[y0 + j] = dot(depth, x, x0, b, b0 + j * bColumn);
    }

    /** Four sums side by side, since one alone would wait for each addition. */
    private static float dot(int depth, float[] x, int x0, float[] b, int b0) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int p = 0;
        for (; p + 3 < depth; p += 4) {
            s0 += x[x0 + p] * b[b0 + p];
            s1 += x[x0 + p + 1] * b[b0 + p + 1];
            s2 += x[x0 + p + 2] * b[b0 + p + 2];
            s3 += x[x0 + p + 3] * b[b0 + p + 3];
        }
        for (; p < depth; p++) s0 += x[x0 + p] * b[b0 + p];
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    public void weighted(int depth, int columns, float[] x, int x0, float[] b, int b0, int bRow, float[] y, int y0) {
        for (int j = 0; j < columns; j++) y[y0 + j] = 0;
        for (int p = 0; p < depth; p++) addRow(columns, x[x0 + p], b, b0 + p * bRow, y, y0);
    }

    private static void addRow(int columns, float x, float[] b, int b0, float[] y, int y0) {
        for (int j = 0; j < columns; j++) y[y0 + j] += x * b[b0 + j];
    }
}
