package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.GemmTiles;

/** The tiles of {@link BroadFloatGemmTiles} that read copied rows, a constant distance apart. */
final class BroadCopiedTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int WIDTH = 4 * L;
    private static final int ROW = GemmTiles.ROW;

    private BroadCopiedTiles() {}

    /** 6 copied rows, 24 sums. */
    static void six(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
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
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            c02 = x.fma(b2v, c02);
            c03 = x.fma(b3v, c03);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            c12 = x.fma(b2v, c12);
            c13 = x.fma(b3v, c13);
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            c22 = x.fma(b2v, c22);
            c23 = x.fma(b3v, c23);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            c32 = x.fma(b2v, c32);
            c33 = x.fma(b3v, c33);
            x = FloatVector.broadcast(S, a[a0 + p + 4 * ROW]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            c42 = x.fma(b2v, c42);
            c43 = x.fma(b3v, c43);
            x = FloatVector.broadcast(S, a[a0 + p + 5 * ROW]);
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

    /** 5 copied rows, 20 sums. */
    static void five(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00, c02 = c00, c03 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10, c12 = c10, c13 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20, c22 = c20, c23 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30, c32 = c30, c33 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40, c42 = c40, c43 = c40;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector b2v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 2 * L), b3v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            c02 = x.fma(b2v, c02);
            c03 = x.fma(b3v, c03);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            c12 = x.fma(b2v, c12);
            c13 = x.fma(b3v, c13);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            c22 = x.fma(b2v, c22);
            c23 = x.fma(b3v, c23);
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            c32 = x.fma(b2v, c32);
            c33 = x.fma(b3v, c33);
            x = FloatVector.broadcast(S, a[a0 + p + 4 * ROW]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            c42 = x.fma(b2v, c42);
            c43 = x.fma(b3v, c43);
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
    }

    /** 4 copied rows, 16 sums. */
    static void four(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00, c02 = c00, c03 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10, c12 = c10, c13 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20, c22 = c20, c23 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30, c32 = c30, c33 = c30;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector b2v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 2 * L), b3v = FloatVector.fromArray(S, b, b0 + p * WIDTH + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            c02 = x.fma(b2v, c02);
            c03 = x.fma(b3v, c03);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            c12 = x.fma(b2v, c12);
            c13 = x.fma(b3v, c13);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            c22 = x.fma(b2v, c22);
            c23 = x.fma(b3v, c23);
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
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
}
