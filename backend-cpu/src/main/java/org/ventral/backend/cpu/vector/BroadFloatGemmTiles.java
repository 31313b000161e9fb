package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.Heights;

/**
 * Single precision tiles of four vectors by 6, 5 or 4 copied rows, by 6 packed rows and by 4 rows in place, for 32 registers of 512 bits.
 *
 * <p>As {@link WideFloatGemmTiles} with its 12 rows they take 24 sums, but with 10 loads in a step instead of 14, and 38 instructions instead of 41: level on a core of one's own, and
 * faster by up to a tenth while another thread shares it. They want many columns.
 */
public final class BroadFloatGemmTiles extends VectorFloatGemmTiles {
    private static final int WIDTH = 4 * L;
    private static final int ROWS = 4;
    private static final int STEP = 8;
    private static final int HIGH = 6;
    private static final Heights PACKED = Heights.of(HIGH - 1, HIGH), COPIED = Heights.of(ROWS, HIGH, 5, ROWS);

    /** Tiles for 32 registers. */
    public BroadFloatGemmTiles() {}

    @Override
    public int step() {
        return STEP;
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int columns() {
        return WIDTH;
    }

    @Override
    public Heights packed() {
        return PACKED;
    }

    @Override
    public Heights copied() {
        return COPIED;
    }

    @Override
    public void tile(int depth, int rows, float[] a, int a0, int aRow, int aDepth, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        four(depth, rows, a, a0, aRow, aDepth, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void packedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        sixPacked(depth, a, a0, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void copiedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        switch (rows) {
            case 6 -> BroadCopiedTiles.six(depth, a, a0, b, b0, c, c0, cRow, accumulate);
            case 5 -> BroadCopiedTiles.five(depth, a, a0, b, b0, c, c0, cRow, accumulate);
            default -> BroadCopiedTiles.four(depth, a, a0, b, b0, c, c0, cRow, accumulate);
        }
    }

    /** 4 rows where they lie, 16 sums: the last few of copied rows. */
    private static void four(int depth, int rows, float[] a, int a0, int aRow, int aDepth, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int last = rows - 1;
        int r1 = a0 + Math.min(1, last) * aRow, r2 = a0 + Math.min(2, last) * aRow, r3 = a0 + Math.min(3, last) * aRow;
        FloatVector c00 = FloatVector.zero(S), c01 = c00, c02 = c00, c03 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10, c12 = c10, c13 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20, c22 = c20, c23 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30, c32 = c30, c33 = c30;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector b2v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 2 * L), b3v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p * aDepth]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            c02 = x.fma(b2v, c02);
            c03 = x.fma(b3v, c03);
            x = FloatVector.broadcast(S, a[r1 + p * aDepth]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            c12 = x.fma(b2v, c12);
            c13 = x.fma(b3v, c13);
            x = FloatVector.broadcast(S, a[r2 + p * aDepth]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            c22 = x.fma(b2v, c22);
            c23 = x.fma(b3v, c23);
            x = FloatVector.broadcast(S, a[r3 + p * aDepth]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            c32 = x.fma(b2v, c32);
            c33 = x.fma(b3v, c33);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c02 = c02.add(FloatVector.fromArray(S, c, c0 + 2 * L));
            c03 = c03.add(FloatVector.fromArray(S, c, c0 + 3 * L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c12 = c12.add(FloatVector.fromArray(S, c, c0 + cRow + 2 * L));
            c13 = c13.add(FloatVector.fromArray(S, c, c0 + cRow + 3 * L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c22 = c22.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + 2 * L));
            c23 = c23.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + 3 * L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c32 = c32.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + 2 * L));
            c33 = c33.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + 3 * L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + 3 * L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c12.intoArray(c, c0 + cRow + 2 * L);
        c13.intoArray(c, c0 + cRow + 3 * L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c22.intoArray(c, c0 + 2 * cRow + 2 * L);
        c23.intoArray(c, c0 + 2 * cRow + 3 * L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c32.intoArray(c, c0 + 3 * cRow + 2 * L);
        c33.intoArray(c, c0 + 3 * cRow + 3 * L);
    }

    /** 6 packed rows, 24 sums. */
    private static void sixPacked(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00, c02 = c00, c03 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10, c12 = c10, c13 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20, c22 = c20, c23 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30, c32 = c30, c33 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40, c42 = c40, c43 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50, c52 = c50, c53 = c50;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector b2v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 2 * L), b3v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p * STEP]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            c02 = x.fma(b2v, c02);
            c03 = x.fma(b3v, c03);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 1]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            c12 = x.fma(b2v, c12);
            c13 = x.fma(b3v, c13);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 2]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            c22 = x.fma(b2v, c22);
            c23 = x.fma(b3v, c23);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 3]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            c32 = x.fma(b2v, c32);
            c33 = x.fma(b3v, c33);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 4]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            c42 = x.fma(b2v, c42);
            c43 = x.fma(b3v, c43);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 5]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            c52 = x.fma(b2v, c52);
            c53 = x.fma(b3v, c53);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c02 = c02.add(FloatVector.fromArray(S, c, c0 + 2 * L));
            c03 = c03.add(FloatVector.fromArray(S, c, c0 + 3 * L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c12 = c12.add(FloatVector.fromArray(S, c, c0 + cRow + 2 * L));
            c13 = c13.add(FloatVector.fromArray(S, c, c0 + cRow + 3 * L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c22 = c22.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + 2 * L));
            c23 = c23.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + 3 * L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c32 = c32.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + 2 * L));
            c33 = c33.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + 3 * L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c42 = c42.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + 2 * L));
            c43 = c43.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + 3 * L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
            c52 = c52.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + 2 * L));
            c53 = c53.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + 3 * L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c02.intoArray(c, c0 + 2 * L);
        c03.intoArray(c, c0 + 3 * L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c12.intoArray(c, c0 + cRow + 2 * L);
        c13.intoArray(c, c0 + cRow + 3 * L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c22.intoArray(c, c0 + 2 * cRow + 2 * L);
        c23.intoArray(c, c0 + 2 * cRow + 3 * L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c32.intoArray(c, c0 + 3 * cRow + 2 * L);
        c33.intoArray(c, c0 + 3 * cRow + 3 * L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c42.intoArray(c, c0 + 4 * cRow + 2 * L);
        c43.intoArray(c, c0 + 4 * cRow + 3 * L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
        c52.intoArray(c, c0 + 5 * cRow + 2 * L);
        c53.intoArray(c, c0 + 5 * cRow + 3 * L);
    }

    @Override
    protected void copyRows(int rows, float[] from, int f0, int fRow, float[] to, int t0) {
        for (int r = 0; r < rows; r++) {
            int f = f0 + r * fRow, t = t0 + r * WIDTH;
            FloatVector.fromArray(S, from, f).intoArray(to, t);
            FloatVector.fromArray(S, from, f + L).intoArray(to, t + L);
            FloatVector.fromArray(S, from, f + 2 * L).intoArray(to, t + 2 * L);
            FloatVector.fromArray(S, from, f + 3 * L).intoArray(to, t + 3 * L);
        }
    }

    @Override
    public void packFour(int depth, float[] b, int b0, int bRow, float[] panels, int p0) {
        int distance = depth * WIDTH;
        for (int r = 0; r < depth; r++)
            for (int q = 0; q < SWEEP; q++) {
                int f = b0 + r * bRow + q * WIDTH, t = p0 + r * WIDTH + q * distance;
                FloatVector.fromArray(S, b, f).intoArray(panels, t);
                FloatVector.fromArray(S, b, f + L).intoArray(panels, t + L);
                FloatVector.fromArray(S, b, f + 2 * L).intoArray(panels, t + 2 * L);
                FloatVector.fromArray(S, b, f + 3 * L).intoArray(panels, t + 3 * L);
            }
    }
}
