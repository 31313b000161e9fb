package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.loops.Heights;

/** {@link ConvTiles} in plain Java: the same tiles and the same order of the sums, for virtual machines without the Vector API. */
public final class ScalarConvTiles implements ConvTiles {
    private static final int LANES = 8;
    private static final Heights HEIGHTS = Heights.of(5, 6, 5, 1);

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public Heights heights() {
        return HEIGHTS;
    }

    @Override
    public void rows(int rows, float[] w, int wAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        for (int r = 0; r < rows; r++) row(w, wAt + r, rows == 1 ? 1 : STEP, accumulate ? 0 : start[startAt + r], x, xAt, offsets, from, to, y, yAt + r * yStep, accumulate);
    }

    private static void row(float[] w, int wAt, int wStep, float start, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, boolean accumulate) {
        vector(w, wAt, wStep, start, x, xAt, offsets, from, to, y, yAt, accumulate);
        vector(w, wAt, wStep, start, x, xAt + LANES, offsets, from, to, y, yAt + LANES, accumulate);
    }

    private static void vector(float[] w, int wAt, int wStep, float start, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, boolean accumulate) {
        float s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        for (int t = from; t < to; t++) {
            float b = w[wAt + wStep * t];
            int q = xAt + offsets[t];
            s0 += b * x[q];
            s1 += b * x[q + 1];
            s2 += b * x[q + 2];
            s3 += b * x[q + 3];
            s4 += b * x[q + 4];
            s5 += b * x[q + 5];
            s6 += b * x[q + 6];
            s7 += b * x[q + 7];
        }
        y[yAt] = accumulate ? y[yAt] + s0 : s0;
        y[yAt + 1] = accumulate ? y[yAt + 1] + s1 : s1;
        y[yAt + 2] = accumulate ? y[yAt + 2] + s2 : s2;
        y[yAt + 3] = accumulate ? y[yAt + 3] + s3 : s3;
        y[yAt + 4] = accumulate ? y[yAt + 4] + s4 : s4;
        y[yAt + 5] = accumulate ? y[yAt + 5] + s5 : s5;
        y[yAt + 6] = accumulate ? y[yAt + 6] + s6 : s6;
        y[yAt + 7] = accumulate ? y[yAt + 7] + s7 : s7;
    }

    @Override
    public void outer6(float[] a, int[] aAt, int first, int shift, float[] b, int bAt, int length, float[] sum, int at, int step) {
        for (int r = 0; r < 6; r++) outer(a, aAt[first + r] + shift, b, bAt, length, sum, at + r * step);
    }

    private static void outer(float[] a, int aAt, float[] b, int bAt, int length, float[] sum, int at) {
        for (int i = 0; i < length; i++) {
            float v = a[aAt + i];
            int q = bAt + 2 * LANES * i;
            for (int j = 0; j < 2 * LANES; j++) sum[at + j] += v * b[q + j];
        }
    }

    @Override
    public int dotRows() {
        return 2;
    }

    @Override
    public void dots(int rows, float[] a, int[] aAt, int aFirst, int aShift, float[] b, int[] bAt, int bFirst, int bShift, int length, float[] sum, int at) {
        for (int i = 0; i < rows; i++)
            for (int k = 0; k < 5; k++) dot(a, aAt[aFirst + i] + aShift, b, bAt[bFirst + k] + bShift, length, sum, at + (5 * i + k) * LANES);
    }

    private static void dot(float[] a, int aAt, float[] b, int bAt, int length, float[] sum, int at) {
        for (int j = 0; j < length; j++) sum[at + (j & LANES - 1)] += a[aAt + j] * b[bAt + j];
    }

    @Override
    public void finish(int rows, float[] y, int yAt, int yRow, float[] bias, int biasAt, boolean relu) {
        for (int r = 0; r < rows; r++)
            for (int j = 0; j < 2 * LANES; j++) {
                float sum = y[yAt + r * yRow + j] + bias[biasAt + j];
                y[yAt + r * yRow + j] = relu && sum <= 0 ? 0 : sum;
            }
    }

    @Override
    public void finishRow(int length, float[] y, int yAt, float[] bias, int biasAt, float[] addend, int addendAt, boolean relu) {
        for (int j = 0; j < length; j++) {
            float sum = y[yAt + j] + bias[biasAt + j] + addend[addendAt + j];
            y[yAt + j] = relu && sum <= 0 ? 0 : sum;
        }
    }
}
