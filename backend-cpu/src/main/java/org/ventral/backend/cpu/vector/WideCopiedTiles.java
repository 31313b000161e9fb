package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.GemmTiles;

/**
 * The tiles of {@link WideFloatGemmTiles} that read copied rows. That rows are a constant distance apart matters: with eight distances in variables a step takes a third longer.
 */
final class WideCopiedTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int WIDTH = 2 * L;
    private static final int ROW = GemmTiles.ROW;

    private WideCopiedTiles() {}

    /** 8 copied rows, 16 sums. */
    static void eight(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
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
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 4 * ROW]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[a0 + p + 5 * ROW]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            x = FloatVector.broadcast(S, a[a0 + p + 6 * ROW]);
            c60 = x.fma(b0v, c60);
            c61 = x.fma(b1v, c61);
            x = FloatVector.broadcast(S, a[a0 + p + 7 * ROW]);
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

    /** 12 copied rows, 24 sums. */
    static void twelve(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
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
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[a0 + p + 4 * ROW]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[a0 + p + 5 * ROW]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 6 * ROW]);
            c60 = x.fma(b0v, c60);
            c61 = x.fma(b1v, c61);
            x = FloatVector.broadcast(S, a[a0 + p + 7 * ROW]);
            c70 = x.fma(b0v, c70);
            c71 = x.fma(b1v, c71);
            x = FloatVector.broadcast(S, a[a0 + p + 8 * ROW]);
            c80 = x.fma(b0v, c80);
            c81 = x.fma(b1v, c81);
            x = FloatVector.broadcast(S, a[a0 + p + 9 * ROW]);
            c90 = x.fma(b0v, c90);
            c91 = x.fma(b1v, c91);
            x = FloatVector.broadcast(S, a[a0 + p + 10 * ROW]);
            ca0 = x.fma(b0v, ca0);
            ca1 = x.fma(b1v, ca1);
            x = FloatVector.broadcast(S, a[a0 + p + 11 * ROW]);
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
