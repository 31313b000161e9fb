package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.loops.Heights;

/**
 * {@link ConvTiles} with the Vector API. A tile of five or six rows by two vectors keeps its sums in AVX2's sixteen registers and has enough independent
 * multiply-adds to keep both units busy. The rows are written out, since an array of vectors would live in memory.
 *
 * <p>The loops count down and have a fence for the reasons that {@link VectorFloatGemmTiles} gives: without them the compiler loads weights ahead, runs out of
 * registers and keeps a sum in memory.
 */
public class VectorConvTiles implements ConvTiles {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    private static final Heights HEIGHTS = Heights.of(5, 6, 5, 1);

    VectorConvTiles() {}

    /** Returns the loops for this machine's preferred vector width. */
    public static ConvTiles create() {
        return SPECIES.vectorBitSize() == 512 ? new WideConvTiles() : new VectorConvTiles();
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public Heights heights() {
        return HEIGHTS;
    }

    @Override
    public int dotRows() {
        return 2;
    }

    @Override
    public void rows(int rows, float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        switch (rows) {
            case 6 -> six(w, wAt, start, startAt, x, xAt, offsets, from, to, y, yAt, yStep, accumulate);
            case 1 -> one(w, wAt, start, startAt, x, xAt, offsets, from, to, y, yAt, accumulate);
            default -> five(rows, w, wAt, start, startAt, x, xAt, offsets, from, to, y, yAt, yStep, accumulate);
        }
    }

    @Override
    public void dots(int rows, float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at) {
        int whole = SPECIES.loopBound(length);
        dots2x5(a, aAt, aFirst, aShift, b, bAt, bFirst, bShift, whole, sum, at);
        if (whole < length) tails(rows, a, aAt, aFirst, aShift + whole, b, bAt, bFirst, bShift + whole, length - whole, sum, at);
    }

    /** What is left of dot products, less than a vector. */
    static void tails(int rows, float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at) {
        for (int i = 0; i < rows; i++)
            for (int k = 0; k < 5; k++) dotTail(a, aAt[aFirst + i] + aShift, b, bAt[bFirst + k] + bShift, length, sum, at + (5 * i + k) * LANES);
    }

    private static void six(float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        int fence = -1 - yAt;
        FloatVector s0 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt]), t0 = s0;
        FloatVector s1 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 1]), t1 = s1;
        FloatVector s2 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 2]), t2 = s2;
        FloatVector s3 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 3]), t3 = s3;
        FloatVector s4 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 4]), t4 = s4;
        FloatVector s5 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 5]), t5 = s5;
        for (int t = to - 1; t >= from; t--) {
            int q = xAt + offsets[t];
            FloatVector u = FloatVector.fromArray(SPECIES, x, q), v = FloatVector.fromArray(SPECIES, x, q + LANES);
            FloatVector b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP]);
            s0 = b.fma(u, s0);
            t0 = b.fma(v, t0);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 1]);
            s1 = b.fma(u, s1);
            t1 = b.fma(v, t1);
            if (t == fence) break;
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 2]);
            s2 = b.fma(u, s2);
            t2 = b.fma(v, t2);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 3]);
            s3 = b.fma(u, s3);
            t3 = b.fma(v, t3);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 4]);
            s4 = b.fma(u, s4);
            t4 = b.fma(v, t4);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 5]);
            s5 = b.fma(u, s5);
            t5 = b.fma(v, t5);
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
    }

    private static void five(int rows, float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        int fence = -1 - yAt, last = rows - 1;
        FloatVector s0 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt]), t0 = s0;
        FloatVector s1 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + 1]), t1 = s1;
        FloatVector s2 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + Math.min(2, last)]), t2 = s2;
        FloatVector s3 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + Math.min(3, last)]), t3 = s3;
        FloatVector s4 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt + Math.min(4, last)]), t4 = s4;
        for (int t = to - 1; t >= from; t--) {
            int q = xAt + offsets[t];
            FloatVector u = FloatVector.fromArray(SPECIES, x, q), v = FloatVector.fromArray(SPECIES, x, q + LANES);
            FloatVector b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP]);
            s0 = b.fma(u, s0);
            t0 = b.fma(v, t0);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 1]);
            s1 = b.fma(u, s1);
            t1 = b.fma(v, t1);
            if (t == fence) break;
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 2]);
            s2 = b.fma(u, s2);
            t2 = b.fma(v, t2);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 3]);
            s3 = b.fma(u, s3);
            t3 = b.fma(v, t3);
            b = FloatVector.broadcast(SPECIES, w[wAt + t * STEP + 4]);
            s4 = b.fma(u, s4);
            t4 = b.fma(v, t4);
        }
        if (accumulate) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, y, yAt));
            t0 = t0.add(FloatVector.fromArray(SPECIES, y, yAt + LANES));
            s1 = s1.add(FloatVector.fromArray(SPECIES, y, yAt + yStep));
            t1 = t1.add(FloatVector.fromArray(SPECIES, y, yAt + yStep + LANES));
            if (rows > 2) s2 = s2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStep));
            if (rows > 2) t2 = t2.add(FloatVector.fromArray(SPECIES, y, yAt + 2 * yStep + LANES));
            if (rows > 3) s3 = s3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStep));
            if (rows > 3) t3 = t3.add(FloatVector.fromArray(SPECIES, y, yAt + 3 * yStep + LANES));
            if (rows > 4) s4 = s4.add(FloatVector.fromArray(SPECIES, y, yAt + 4 * yStep));
            if (rows > 4) t4 = t4.add(FloatVector.fromArray(SPECIES, y, yAt + 4 * yStep + LANES));
        }
        s0.intoArray(y, yAt);
        t0.intoArray(y, yAt + LANES);
        s1.intoArray(y, yAt + yStep);
        t1.intoArray(y, yAt + yStep + LANES);
        if (rows > 2) {
            s2.intoArray(y, yAt + 2 * yStep);
            t2.intoArray(y, yAt + 2 * yStep + LANES);
        }
        if (rows > 3) {
            s3.intoArray(y, yAt + 3 * yStep);
            t3.intoArray(y, yAt + 3 * yStep + LANES);
        }
        if (rows > 4) {
            s4.intoArray(y, yAt + 4 * yStep);
            t4.intoArray(y, yAt + 4 * yStep + LANES);
        }
    }

    private static void one(float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, boolean accumulate) {
        FloatVector s0 = FloatVector.broadcast(SPECIES, accumulate ? 0 : start[startAt]), t0 = s0;
        for (int t = from; t < to; t++) {
            int p = wAt + t, q = xAt + offsets[t];
            FloatVector u = FloatVector.fromArray(SPECIES, x, q), v = FloatVector.fromArray(SPECIES, x, q + LANES), b;
            s0 = (b = FloatVector.broadcast(SPECIES, w[p])).fma(u, s0);
            t0 = b.fma(v, t0);
        }
        if (accumulate) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, y, yAt));
            t0 = t0.add(FloatVector.fromArray(SPECIES, y, yAt + LANES));
        }
        s0.intoArray(y, yAt);
        t0.intoArray(y, yAt + LANES);
    }

    @Override
    public void outer6(float[] a, int[] aAt, int first, int shift, float[] b, int bAt, int length, float[] sum, int at, int step) {
        int a0 = aAt[first] + shift;
        int a1 = aAt[first + 1] + shift;
        int a2 = aAt[first + 2] + shift;
        int a3 = aAt[first + 3] + shift;
        int a4 = aAt[first + 4] + shift;
        int a5 = aAt[first + 5] + shift;
        FloatVector s0 = FloatVector.fromArray(SPECIES, sum, at), t0 = FloatVector.fromArray(SPECIES, sum, at + LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, sum, at + step), t1 = FloatVector.fromArray(SPECIES, sum, at + step + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, sum, at + 2 * step), t2 = FloatVector.fromArray(SPECIES, sum, at + 2 * step + LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, sum, at + 3 * step), t3 = FloatVector.fromArray(SPECIES, sum, at + 3 * step + LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, sum, at + 4 * step), t4 = FloatVector.fromArray(SPECIES, sum, at + 4 * step + LANES);
        FloatVector s5 = FloatVector.fromArray(SPECIES, sum, at + 5 * step), t5 = FloatVector.fromArray(SPECIES, sum, at + 5 * step + LANES);
        for (int i = 0, q = bAt; i < length; i++, q += 2 * LANES) {
            FloatVector u = FloatVector.fromArray(SPECIES, b, q), v = FloatVector.fromArray(SPECIES, b, q + LANES), x;
            s0 = (x = FloatVector.broadcast(SPECIES, a[a0 + i])).fma(u, s0);
            t0 = x.fma(v, t0);
            s1 = (x = FloatVector.broadcast(SPECIES, a[a1 + i])).fma(u, s1);
            t1 = x.fma(v, t1);
            s2 = (x = FloatVector.broadcast(SPECIES, a[a2 + i])).fma(u, s2);
            t2 = x.fma(v, t2);
            s3 = (x = FloatVector.broadcast(SPECIES, a[a3 + i])).fma(u, s3);
            t3 = x.fma(v, t3);
            s4 = (x = FloatVector.broadcast(SPECIES, a[a4 + i])).fma(u, s4);
            t4 = x.fma(v, t4);
            s5 = (x = FloatVector.broadcast(SPECIES, a[a5 + i])).fma(u, s5);
            t5 = x.fma(v, t5);
        }
        s0.intoArray(sum, at);
        t0.intoArray(sum, at + LANES);
        s1.intoArray(sum, at + step);
        t1.intoArray(sum, at + step + LANES);
        s2.intoArray(sum, at + 2 * step);
        t2.intoArray(sum, at + 2 * step + LANES);
        s3.intoArray(sum, at + 3 * step);
        t3.intoArray(sum, at + 3 * step + LANES);
        s4.intoArray(sum, at + 4 * step);
        t4.intoArray(sum, at + 4 * step + LANES);
        s5.intoArray(sum, at + 5 * step);
        t5.intoArray(sum, at + 5 * step + LANES);
    }

    static void dots2x5(float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at) {
        int a0 = aAt[aFirst] + aShift;
        int a1 = aAt[aFirst + 1] + aShift;
        int b0 = bAt[bFirst] + bShift;
        int b1 = bAt[bFirst + 1] + bShift;
        int b2 = bAt[bFirst + 2] + bShift;
        int b3 = bAt[bFirst + 3] + bShift;
        int b4 = bAt[bFirst + 4] + bShift;
        int fence = -1 - at;
        FloatVector s0 = FloatVector.fromArray(SPECIES, sum, at);
        FloatVector s1 = FloatVector.fromArray(SPECIES, sum, at + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, sum, at + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, sum, at + 3 * LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, sum, at + 4 * LANES);
        FloatVector t0 = FloatVector.fromArray(SPECIES, sum, at + 5 * LANES);
        FloatVector t1 = FloatVector.fromArray(SPECIES, sum, at + 6 * LANES);
        FloatVector t2 = FloatVector.fromArray(SPECIES, sum, at + 7 * LANES);
        FloatVector t3 = FloatVector.fromArray(SPECIES, sum, at + 8 * LANES);
        FloatVector t4 = FloatVector.fromArray(SPECIES, sum, at + 9 * LANES);
        for (int j = length - LANES; j >= 0; j -= LANES) {
            FloatVector u = FloatVector.fromArray(SPECIES, a, a0 + j), v = FloatVector.fromArray(SPECIES, a, a1 + j), x;
            s0 = (x = FloatVector.fromArray(SPECIES, b, b0 + j)).fma(u, s0);
            t0 = x.fma(v, t0);
            s1 = (x = FloatVector.fromArray(SPECIES, b, b1 + j)).fma(u, s1);
            t1 = x.fma(v, t1);
            if (j == fence) break;
            s2 = (x = FloatVector.fromArray(SPECIES, b, b2 + j)).fma(u, s2);
            t2 = x.fma(v, t2);
            s3 = (x = FloatVector.fromArray(SPECIES, b, b3 + j)).fma(u, s3);
            t3 = x.fma(v, t3);
            s4 = (x = FloatVector.fromArray(SPECIES, b, b4 + j)).fma(u, s4);
            t4 = x.fma(v, t4);
        }
        s0.intoArray(sum, at);
        s1.intoArray(sum, at + LANES);
        s2.intoArray(sum, at + 2 * LANES);
        s3.intoArray(sum, at + 3 * LANES);
        s4.intoArray(sum, at + 4 * LANES);
        t0.intoArray(sum, at + 5 * LANES);
        t1.intoArray(sum, at + 6 * LANES);
        t2.intoArray(sum, at + 7 * LANES);
        t3.intoArray(sum, at + 8 * LANES);
        t4.intoArray(sum, at + 9 * LANES);
    }

    private static void dotTail(float[] a, int aAt, float[] b, int bAt, int length, float[] sum, int at) {
        VectorMask<Float> rest = SPECIES.indexInRange(0, length);
        FloatVector u = FloatVector.fromArray(SPECIES, a, aAt, rest), v = FloatVector.fromArray(SPECIES, b, bAt, rest);
        u.fma(v, FloatVector.fromArray(SPECIES, sum, at)).intoArray(sum, at);
    }

    @Override
    public void finish(int rows, float[] y, int yAt, int yRow, float[] bias, int biasAt, boolean relu) {
        if (relu) biasRelu(rows, y, yAt, yRow, bias, biasAt);
        else bias(rows, y, yAt, yRow, bias, biasAt);
    }

    @Override
    public void finishRow(int length, float[] y, int yAt, float[] bias, int biasAt, float[] addend, int addendAt, boolean relu) {
        if (relu) sumRelu(length, y, yAt, bias, biasAt, addend, addendAt);
        else sum(length, y, yAt, bias, biasAt, addend, addendAt);
    }

    private static void bias(int rows, float[] y, int yAt, int yRow, float[] bias, int biasAt) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, bias, biasAt), b1 = FloatVector.fromArray(SPECIES, bias, biasAt + LANES);
        for (int r = 0; r < rows; r++) {
            int at = yAt + r * yRow;
            FloatVector s = FloatVector.fromArray(SPECIES, y, at).add(b0), t = FloatVector.fromArray(SPECIES, y, at + LANES).add(b1);
            s.intoArray(y, at);
            t.intoArray(y, at + LANES);
        }
    }

    private static void biasRelu(int rows, float[] y, int yAt, int yRow, float[] bias, int biasAt) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, bias, biasAt), b1 = FloatVector.fromArray(SPECIES, bias, biasAt + LANES);
        for (int r = 0; r < rows; r++) {
            int at = yAt + r * yRow;
            FloatVector s = FloatVector.fromArray(SPECIES, y, at).add(b0), t = FloatVector.fromArray(SPECIES, y, at + LANES).add(b1);
            s.blend(0f, s.compare(VectorOperators.LE, 0f)).intoArray(y, at);
            t.blend(0f, t.compare(VectorOperators.LE, 0f)).intoArray(y, at + LANES);
        }
    }

    private static void sum(int length, float[] y, int yAt, float[] bias, int biasAt, float[] addend, int addendAt) {
        for (int j = 0; j < length; j += LANES) {
            FloatVector s = FloatVector.fromArray(SPECIES, y, yAt + j).add(FloatVector.fromArray(SPECIES, bias, biasAt + j)).add(FloatVector.fromArray(SPECIES, addend, addendAt + j));
            s.intoArray(y, yAt + j);
        }
    }

    private static void sumRelu(int length, float[] y, int yAt, float[] bias, int biasAt, float[] addend, int addendAt) {
        for (int j = 0; j < length; j += LANES) {
            FloatVector s = FloatVector.fromArray(SPECIES, y, yAt + j).add(FloatVector.fromArray(SPECIES, bias, biasAt + j)).add(FloatVector.fromArray(SPECIES, addend, addendAt + j));
            s.blend(0f, s.compare(VectorOperators.LE, 0f)).intoArray(y, yAt + j);
        }
    }
}
