package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.FloatMath;
import org.ventral.backend.cpu.loops.RowSpans;

/** {@link RowSpans} in plain Java; also finishes what the vector loops leave over. */
public final class ScalarRows implements RowSpans {
    @Override
    public float peak(float[] x, int xo, int n) {
        float peak = Float.NEGATIVE_INFINITY;
        for (int i = xo; i < xo + n; i++) if (x[i] > peak) peak = x[i];
        return peak;
    }

    @Override
    public double expSum(float[] x, int xo, float shift, float[] y, int yo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            float e = FloatMath.expOrZero(x[xo + i] - shift);
            y[yo + i] = e;
            sum += e;
        }
        return sum;
    }

    @Override
    public double expSum(float[] x, int xo, float shift, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += FloatMath.expOrZero(x[xo + i] - shift);
        return sum;
    }

    @Override
    public void expScaled(float[] x, int xo, float shift, float scale, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = FloatMath.expOrZero(x[xo + i] - shift) * scale;
    }

    @Override
    public void softmaxGradient(float[] y, int yo, float[] g, int go, float dot, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) dx[dxo + i] = y[yo + i] * (g[go + i] - dot);
    }

    @Override
    public void logSoftmaxGradient(float[] y, int yo, float[] g, int go, float sum, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) dx[dxo + i] = Math.fma(FloatMath.expOrZero(y[yo + i]), -sum, g[go + i]);
    }

    @Override
    public double squaredDeviations(float[] x, int xo, float mean, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double d = x[xo + i] - mean;
            sum += d * d;
        }
        return sum;
    }

    @Override
    public double dotCentred(float[] g, int go, float[] x, int xo, float mean, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += (double) g[go + i] * (x[xo + i] - mean);
        return sum;
    }

    @Override
    public void centreScale(float[] x, int xo, float mean, float factor, float shift, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Math.fma(x[xo + i] - mean, factor, shift);
    }

    @Override
    public void centreScaleAffine(float[] x, int xo, float mean, float factor, float[] scale, int so, float[] shift, int to, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Math.fma((x[xo + i] - mean) * factor, scale[so + i], shift[to + i]);
    }

    @Override
    public void centreScaleColumns(float[] x, int xo, float[] mean, int mo, float[] factor, int fo, float[] shift, int to, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Math.fma(x[xo + i] - mean[mo + i], factor[fo + i], shift[to + i]);
    }

    @Override
    public void centredGradient(float[] g, int go, float[] x, int xo, float mean, float factor, float offset, float slope, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) dx[dxo + i] = factor * Math.fma(x[xo + i] - mean, -slope, g[go + i] - offset);
    }

    @Override
    public void centredGradientColumns(float[] g, int go, float[] x, int xo, float[] c, int stride, float[] dx, int dxo, int n) {
        centredGradientColumns(g, go, x, xo, c, 0, stride, dx, dxo, n);
    }

    /** The same from element {@code from} of the constants on. */
    public void centredGradientColumns(float[] g, int go, float[] x, int xo, float[] c, int from, int stride, float[] dx, int dxo, int n) {
        int factor = from + stride, offset = factor + stride, slope = offset + stride;
        for (int i = 0; i < n; i++) dx[dxo + i] = c[factor + i] * Math.fma(x[xo + i] - c[from + i], -c[slope + i], g[go + i] - c[offset + i]);
    }

    @Override
    public void accumulateCentred(float[] g, int go, float[] x, int xo, float mean, float factor, float[] sum, int so, int n) {
        for (int i = 0; i < n; i++) sum[so + i] = Math.fma(g[go + i], (x[xo + i] - mean) * factor, sum[so + i]);
    }

    @Override
    public void accumulateCentredColumns(float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] sum, int so, int n) {
        for (int i = 0; i < n; i++) sum[so + i] = Math.fma(g[go + i], x[xo + i] - mean[mo + i], sum[so + i]);
    }

    @Override
    public void accumulateSquaresColumns(float[] x, int xo, float[] mean, int mo, float[] sum, int so, int n) {
        for (int i = 0; i < n; i++) {
            float d = x[xo + i] - mean[mo + i];
            sum[so + i] = Math.fma(d, d, sum[so + i]);
        }
    }
}
