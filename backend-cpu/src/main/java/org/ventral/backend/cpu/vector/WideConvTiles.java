package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.Heights;

/** {@link VectorConvTiles} for 32 registers of 512 bits: a tile of eight rows, and twenty dot products at once. Both halve what is loaded for a multiply-add. */
final class WideConvTiles extends VectorConvTiles {
    private static final Heights HEIGHTS = Heights.of(5, 8, 6, 5, 1);

    @Override
    public Heights heights() {
        return HEIGHTS;
    }

    @Override
    public int dotRows() {
        return 4;
    }

    @Override
    public void rows(int rows, float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        if (rows == 8) eight(w, wAt, start, startAt, x, xAt, offsets, from, to, y, yAt, yStep, accumulate);
        else super.rows(rows, w, wAt, start, startAt, x, xAt, offsets, from, to, y, yAt, yStep, accumulate);
    }

    @Override
    public void dots(int rows, float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at) {
        if (rows == 2) {
            super.dots(rows, a, aAt, aFirst, aShift, b, bAt, bFirst, bShift, length, sum, at);
            return;
        }
        int whole = SPECIES.loopBound(length);
        dots4x5(a, aAt, aFirst, aShift, b, bAt, bFirst, bShift, whole, sum, at);
        if (whole < length) tails(rows, a, aAt, aFirst, aShift + whole, b, bAt, bFirst, bShift + whole, length - whole, sum, at);
    }

    private static void eight(float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        int fence = -1 - yAt;
        FloatVector s0 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt]), t0 = s0;
        FloatVector s1 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 1]), t1 = s1;
        FloatVector s2 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 2]), t2 = s2;
        FloatVector s3 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 3]), t3 = s3;
        FloatVector s4 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 4]), t4 = s4;
        FloatVector s5 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 5]), t5 = s5;
        FloatVector s6 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 6]), t6 = s6;
        FloatVector s7 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 7]), t7 = s7;
        for (int t = to - 1; t >= from; t--) {
            int q = xAt + offsets[t];
            FloatVector u = FloatVector.fromArray(SPECIES, x, q), v = FloatVector.fromArray(SPECIES, x, q + LANES);
            FloatVector b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP]);
            s0 = b.fma(u, s0);
            t0 = b.fma(v, t0);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 1]);
            s1 = b.fma(u, s1);
            t1 = b.fma(v, t1);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 2]);
            s2 = b.fma(u, s2);
            t2 = b.fma(v, t2);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 3]);
            s3 = b.fma(u, s3);
            t3 = b.fma(v, t3);
            if (t == fence) break;
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 4]);
            s4 = b.fma(u, s4);
            t4 = b.fma(v, t4);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 5]);
            s5 = b.fma(u, s5);
            t5 = b.fma(v, t5);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 6]);
            s6 = b.fma(u, s6);
            t6 = b.fma(v, t6);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 7]);
            s7 = b.fma(u, s7);
            t7 = b.fma(v, t7);
        }
        if (accumulate) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, y, yAt));
            t0 = t0.add(FloatVector.fromArray(SPECIES, y, yAt + LANES));
            s1 = s1.add(FloatVector.fromArray(SPECIES, y, yAt + yStep));
            t1 = t1.add(FloatVector.fromArray(SPECIES, y, yAt + yStep + LANES));
            s2 = s2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStep));
            t2 = t2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStep + LANES));
            s3 = s3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStep));
            t3 = t3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStep + LANES));
            s4 = s4.add(FloatVector.fromArray(SPECIES, y, yAt + 4 * yStep));
            t4 = t4.add(FloatVector.fromArray(SPECIES, y, yAt + 4 * yStep + LANES));
            s5 = s5.add(FloatVector.fromArray(SPECIES, y, yAt + 5 * yStep));
            t5 = t5.add(FloatVector.fromArray(SPECIES, y, yAt + 5 * yStep + LANES));
            s6 = s6.add(FloatVector.fromArray(SPECIES, y, yAt + 6 * yStep));
            t6 = t6.add(FloatVector.fromArray(SPECIES, y, yAt + 6 * yStep + LANES));
            s7 = s7.add(FloatVector.fromArray(SPECIES, y, yAt + 7 * yStep));
            t7 = t7.add(FloatVector.fromArray(SPECIES, y, yAt + 7 * yStep + LANES));
        }
        s0.intoArray(y, yAt);
        t0.intoArray(y, yAt + LANES);
        s1.intoArray(y, yAt + yStep);
        t1.intoArray(y, yAt + yStep + LANES);
        s2.intoArray(y, yAt + 2 * yStep);
        t2.intoArray(y, yAt + 2 * yStep + LANES);
        s3.intoArray(y, yAt + 3 * yStep);
        t3.intoArray(y, yAt + 3 * yStep + LANES);
        s4.intoArray(y, yAt + 4 * yStep);
        t4.intoArray(y, yAt + 4 * yStep + LANES);
        s5.intoArray(y, yAt + 5 * yStep);
        t5.intoArray(y, yAt + 5 * yStep + LANES);
        s6.intoArray(y, yAt + 6 * yStep);
        t6.intoArray(y, yAt + 6 * yStep + LANES);
        s7.intoArray(y, yAt + 7 * yStep);
        t7.intoArray(y, yAt + 7 * yStep + LANES);
    }

    private static void dots4x5(float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at) {
        int a0 = aAt[aFirst] + aShift, a1 = aAt[aFirst + 1] + aShift, a2 = aAt[aFirst + 2] + aShift, a3 = aAt[aFirst + 3] + aShift;
        int b0 = bAt[bFirst] + bShift, b1 = bAt[bFirst + 1] + bShift, b2 = bAt[bFirst + 2] + bShift, b3 = bAt[bFirst + 3] + bShift, b4 = bAt[bFirst + 4] + bShift;
        int fence = -1 - at;
        FloatVector s00 = FloatVector.fromArray(SPECIES, sum, at);
        FloatVector s01 = FloatVector.fromArray(SPECIES, sum, at + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, sum, at + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, sum, at + 3 * LANES);
        FloatVector s04 = FloatVector.fromArray(SPECIES, sum, at + 4 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, sum, at + 5 * LANES);
        FloatVector s11 = FloatVector.fromArray(SPECIES, sum, at + 6 * LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, sum, at + 7 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, sum, at + 8 * LANES);
        FloatVector s14 = FloatVector.fromArray(SPECIES, sum, at + 9 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, sum, at + 10 * LANES);
        FloatVector s21 = FloatVector.fromArray(SPECIES, sum, at + 11 * LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, sum, at + 12 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, sum, at + 13 * LANES);
        FloatVector s24 = FloatVector.fromArray(SPECIES, sum, at + 14 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, sum, at + 15 * LANES);
        FloatVector s31 = FloatVector.fromArray(SPECIES, sum, at + 16 * LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, sum, at + 17 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, sum, at + 18 * LANES);
        FloatVector s34 = FloatVector.fromArray(SPECIES, sum, at + 19 * LANES);
        for (int j = length - LANES; j >= 0; j -= LANES) {
            FloatVector u0 = FloatVector.fromArray(SPECIES, a, a0 + j), u1 = FloatVector.fromArray(SPECIES, a, a1 + j);
            FloatVector u2 = FloatVector.fromArray(SPECIES, a, a2 + j), u3 = FloatVector.fromArray(SPECIES, a, a3 + j);
            FloatVector v = FloatVector.fromArray(SPECIES, b, b0 + j);
            s00 = v.fma(u0, s00);
            s10 = v.fma(u1, s10);
            s20 = v.fma(u2, s20);
            s30 = v.fma(u3, s30);
            v = FloatVector.fromArray(SPECIES, b, b1 + j);
            s01 = v.fma(u0, s01);
            s11 = v.fma(u1, s11);
            s21 = v.fma(u2, s21);
            s31 = v.fma(u3, s31);
            if (j == fence) break;
            v = FloatVector.fromArray(SPECIES, b, b2 + j);
            s02 = v.fma(u0, s02);
            s12 = v.fma(u1, s12);
            s22 = v.fma(u2, s22);
            s32 = v.fma(u3, s32);
            v = FloatVector.fromArray(SPECIES, b, b3 + j);
            s03 = v.fma(u0, s03);
            s13 = v.fma(u1, s13);
            s23 = v.fma(u2, s23);
            s33 = v.fma(u3, s33);
            v = FloatVector.fromArray(SPECIES, b, b4 + j);
            s04 = v.fma(u0, s04);
            s14 = v.fma(u1, s14);
            s24 = v.fma(u2, s24);
            s34 = v.fma(u3, s34);
        }
        s00.intoArray(sum, at);
        s01.intoArray(sum, at + LANES);
        s02.intoArray(sum, at + 2 * LANES);
        s03.intoArray(sum, at + 3 * LANES);
        s04.intoArray(sum, at + 4 * LANES);
        s10.intoArray(sum, at + 5 * LANES);
        s11.intoArray(sum, at + 6 * LANES);
        s12.intoArray(sum, at + 7 * LANES);
        s13.intoArray(sum, at + 8 * LANES);
        s14.intoArray(sum, at + 9 * LANES);
        s20.intoArray(sum, at + 10 * LANES);
        s21.intoArray(sum, at + 11 * LANES);
        s22.intoArray(sum, at + 12 * LANES);
        s23.intoArray(sum, at + 13 * LANES);
        s24.intoArray(sum, at + 14 * LANES);
        s30.intoArray(sum, at + 15 * LANES);
        s31.intoArray(sum, at + 16 * LANES);
        s32.intoArray(sum, at + 17 * LANES);
        s33.intoArray(sum, at + 18 * LANES);
        s34.intoArray(sum, at + 19 * LANES);
    }
}
