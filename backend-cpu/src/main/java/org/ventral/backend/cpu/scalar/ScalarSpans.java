package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.Functions;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.UnaryKind;

/** {@link Spans} in plain Java; also finishes what the vector loops leave over. */
public final class ScalarSpans implements Spans {
    @Override
    public void unary(UnaryKind kind, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Functions.apply(kind, x[xo + i]);
    }

    @Override
    public void binary(BinaryKind kind, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Functions.apply(kind, a[ao + i], b[bo + i]);
    }

    @Override
    public void binary(BinaryKind kind, float[] a, int ao, float b, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Functions.apply(kind, a[ao + i], b);
    }

    @Override
    public void binary(BinaryKind kind, float a, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Functions.apply(kind, a, b[bo + i]);
    }

    @Override
    public void addScaled(float a, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = Math.fma(a, x[xo + i], y[yo + i]);
    }

    @Override
    public double sum(float[] x, int xo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += x[xo + i];
        return sum;
    }

    @Override
    public double dot(float[] a, int ao, float[] b, int bo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += (double) a[ao + i] * b[bo + i];
        return sum;
    }

    @Override
    public float max(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) max = Math.max(max, x[xo + i]);
        return max;
    }

    @Override
    public float min(float[] x, int xo, int n) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) min = Math.min(min, x[xo + i]);
        return min;
    }
}
