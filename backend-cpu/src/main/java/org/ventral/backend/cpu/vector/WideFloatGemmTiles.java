package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.Heights;

/**
 * Single precision tiles for 32 registers of 512 bits: of two vectors by 12, 8, 6 or 5 copied rows, by 12 or 8 packed rows, and by 8 rows in place.
 *
 * <p>12 rows take 24 sums. A vector that crosses a cache line counts twice, and those of this length nearly always do: a step of 12 rows then loads 16 times for 24
 * multiply-adds, where one of 6 rows loads 10 times for 12 and leaves nothing to spare.
 */
public final class WideFloatGemmTiles extends VectorFloatGemmTiles {
    private static final int ROWS = 8;
    private static final int STEP = 16;
    private static final Heights PACKED = Heights.of(ROWS, 12, ROWS), COPIED = Heights.of(ROWS, 12, ROWS, 6, 5);

    /** Tiles for 32 registers. */
    public WideFloatGemmTiles() {}

    @Override
    public int step() {
        return STEP;
    }

    @Override
    public int rows() {
        return ROWS;
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
        if (aDepth == 1) eight(depth, rows, a, a0, aRow, b, b0, c, c0, cRow, accumulate);
        else eightStrided(depth, rows, a, a0, aRow, aDepth, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void packedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        if (rows == 12) twelvePacked(depth, a, a0, b, b0, c, c0, cRow, accumulate);
        else eightPacked(depth, a, a0, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void copiedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        if (rows == 12) WideCopiedTiles.twelve(depth, a, a0, b, b0, c, c0, cRow, accumulate);
        else if (rows == ROWS) WideCopiedTiles.eight(depth, a, a0, b, b0, c, c0, cRow, accumulate);
        else super.copiedTile(depth, rows, a, a0, b, b0, c, c0, cRow, accumulate);
    }

    /** 8 rows, 16 sums. */
    private static void eight(int depth, int rows, float[] a, int a0, int aRow, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int last = rows - 1;
        int r1 = a0 + Math.min(1, last) * aRow, r2 = a0 + Math.min(2, last) * aRow, r3 = a0 + Math.min(3, last) * aRow, r4 = a0 + Math.min(4, last) * aRow;
        int r5 = a0 + Math.min(5, last) * aRow, r6 = a0 + Math.min(6, last) * aRow, r7 = a0 + Math.min(7, last) * aRow;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50;
        FloatVector c60 = FloatVector.zero(S), c61 = c60;
        FloatVector c70 = FloatVector.zero(S), c71 = c70;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[r1 + p]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[r2 + p]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[r3 + p]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[r4 + p]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[r5 + p]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            x = FloatVector.broadcast(S, a[r6 + p]);
            c60 = x.fma(b0v, c60);
            c61 = x.fma(b1v, c61);
            x = FloatVector.broadcast(S, a[r7 + p]);
            c70 = x.fma(b0v, c70);
            c71 = x.fma(b1v, c71);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
            c60 = c60.add(FloatVector.fromArray(S, c, c0 + 6 * cRow));
            c61 = c61.add(FloatVector.fromArray(S, c, c0 + 6 * cRow + L));
            c70 = c70.add(FloatVector.fromArray(S, c, c0 + 7 * cRow));
            c71 = c71.add(FloatVector.fromArray(S, c, c0 + 7 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
        c60.intoArray(c, c0 + 6 * cRow);
        c61.intoArray(c, c0 + 6 * cRow + L);
        c70.intoArray(c, c0 + 7 * cRow);
        c71.intoArray(c, c0 + 7 * cRow + L);
    }

    /** The same for any distance between neighbours in a row of A. */
    private static void eightStrided(int depth, int rows, float[] a, int a0, int aRow, int aDepth, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int last = rows - 1;
        int r1 = a0 + Math.min(1, last) * aRow, r2 = a0 + Math.min(2, last) * aRow, r3 = a0 + Math.min(3, last) * aRow, r4 = a0 + Math.min(4, last) * aRow;
        int r5 = a0 + Math.min(5, last) * aRow, r6 = a0 + Math.min(6, last) * aRow, r7 = a0 + Math.min(7, last) * aRow;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50;
        FloatVector c60 = FloatVector.zero(S), c61 = c60;
        FloatVector c70 = FloatVector.zero(S), c71 = c70;
        for (int p = depth - 1; p >= 0; p--) {
            int d = p * aDepth;
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + d]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[r1 + d]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[r2 + d]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[r3 + d]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[r4 + d]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[r5 + d]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            x = FloatVector.broadcast(S, a[r6 + d]);
            c60 = x.fma(b0v, c60);
            c61 = x.fma(b1v, c61);
            x = FloatVector.broadcast(S, a[r7 + d]);
            c70 = x.fma(b0v, c70);
            c71 = x.fma(b1v, c71);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
            c60 = c60.add(FloatVector.fromArray(S, c, c0 + 6 * cRow));
            c61 = c61.add(FloatVector.fromArray(S, c, c0 + 6 * cRow + L));
            c70 = c70.add(FloatVector.fromArray(S, c, c0 + 7 * cRow));
            c71 = c71.add(FloatVector.fromArray(S, c, c0 + 7 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
        c60.intoArray(c, c0 + 6 * cRow);
        c61.intoArray(c, c0 + 6 * cRow + L);
        c70.intoArray(c, c0 + 7 * cRow);
        c71.intoArray(c, c0 + 7 * cRow + L);
    }

    /** 8 packed rows, 16 sums. */
    private static void eightPacked(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50;
        FloatVector c60 = FloatVector.zero(S), c61 = c60;
        FloatVector c70 = FloatVector.zero(S), c71 = c70;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p * STEP]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 1]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 2]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 3]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 4]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 5]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 6]);
            c60 = x.fma(b0v, c60);
            c61 = x.fma(b1v, c61);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 7]);
            c70 = x.fma(b0v, c70);
            c71 = x.fma(b1v, c71);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
            c60 = c60.add(FloatVector.fromArray(S, c, c0 + 6 * cRow));
            c61 = c61.add(FloatVector.fromArray(S, c, c0 + 6 * cRow + L));
            c70 = c70.add(FloatVector.fromArray(S, c, c0 + 7 * cRow));
            c71 = c71.add(FloatVector.fromArray(S, c, c0 + 7 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
        c60.intoArray(c, c0 + 6 * cRow);
        c61.intoArray(c, c0 + 6 * cRow + L);
        c70.intoArray(c, c0 + 7 * cRow);
        c71.intoArray(c, c0 + 7 * cRow + L);
    }

    /** 12 packed rows, 24 sums. */
    private static void twelvePacked(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50;
        FloatVector c60 = FloatVector.zero(S), c61 = c60;
        FloatVector c70 = FloatVector.zero(S), c71 = c70;
        FloatVector c80 = FloatVector.zero(S), c81 = c80;
        FloatVector c90 = FloatVector.zero(S), c91 = c90;
        FloatVector ca0 = FloatVector.zero(S), ca1 = ca0;
        FloatVector cb0 = FloatVector.zero(S), cb1 = cb0;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p * STEP]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 1]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 2]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 3]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 4]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 5]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 6]);
            c60 = x.fma(b0v, c60);
            c61 = x.fma(b1v, c61);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 7]);
            c70 = x.fma(b0v, c70);
            c71 = x.fma(b1v, c71);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 8]);
            c80 = x.fma(b0v, c80);
            c81 = x.fma(b1v, c81);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 9]);
            c90 = x.fma(b0v, c90);
            c91 = x.fma(b1v, c91);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 10]);
            ca0 = x.fma(b0v, ca0);
            ca1 = x.fma(b1v, ca1);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 11]);
            cb0 = x.fma(b0v, cb0);
            cb1 = x.fma(b1v, cb1);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
            c60 = c60.add(FloatVector.fromArray(S, c, c0 + 6 * cRow));
            c61 = c61.add(FloatVector.fromArray(S, c, c0 + 6 * cRow + L));
            c70 = c70.add(FloatVector.fromArray(S, c, c0 + 7 * cRow));
            c71 = c71.add(FloatVector.fromArray(S, c, c0 + 7 * cRow + L));
            c80 = c80.add(FloatVector.fromArray(S, c, c0 + 8 * cRow));
            c81 = c81.add(FloatVector.fromArray(S, c, c0 + 8 * cRow + L));
            c90 = c90.add(FloatVector.fromArray(S, c, c0 + 9 * cRow));
            c91 = c91.add(FloatVector.fromArray(S, c, c0 + 9 * cRow + L));
            ca0 = ca0.add(FloatVector.fromArray(S, c, c0 + 10 * cRow));
            ca1 = ca1.add(FloatVector.fromArray(S, c, c0 + 10 * cRow + L));
            cb0 = cb0.add(FloatVector.fromArray(S, c, c0 + 11 * cRow));
            cb1 = cb1.add(FloatVector.fromArray(S, c, c0 + 11 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
        c60.intoArray(c, c0 + 6 * cRow);
        c61.intoArray(c, c0 + 6 * cRow + L);
        c70.intoArray(c, c0 + 7 * cRow);
        c71.intoArray(c, c0 + 7 * cRow + L);
        c80.intoArray(c, c0 + 8 * cRow);
        c81.intoArray(c, c0 + 8 * cRow + L);
        c90.intoArray(c, c0 + 9 * cRow);
        c91.intoArray(c, c0 + 9 * cRow + L);
        ca0.intoArray(c, c0 + 10 * cRow);
        ca1.intoArray(c, c0 + 10 * cRow + L);
        cb0.intoArray(c, c0 + 11 * cRow);
        cb1.intoArray(c, c0 + 11 * cRow + L);
    }
}
