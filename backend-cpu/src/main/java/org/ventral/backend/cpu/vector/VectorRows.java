package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static org.ventral.backend.cpu.vector.VectorMath.FLOATS;
import static org.ventral.backend.cpu.vector.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.scalar.ScalarRows;

/**
 * {@link RowSpans} with the Vector API. Each method with a loop has exactly one: a softmax in one method of three loops ran at a third of the speed of three
 * methods. {@link ScalarRows} takes what is left over. Scratch slot: M.
 */
public final class VectorRows implements RowSpans {
    private static final ScalarRows REST = new ScalarRows();

    private VectorRows() {}

    /** The loops; call only where the Vector API is present. */
    public static VectorRows create() {
        return new VectorRows();
    }

    @Override
    public float peak(float[] x, int xo, int n) {
        int body = n & -4 * LANES;
        float peak = body > 0 ? peakBody(x, xo, body) : Float.NEGATIVE_INFINITY;
        return body < n ? Math.max(peak, REST.peak(x, xo + body, n - body)) : peak;
    }

    private static float peakBody(float[] x, int xo, int n) {
        FloatVector m0 = broadcast(FLOATS, Float.NEGATIVE_INFINITY), m1 = m0, m2 = m0, m3 = m0;
        for (int i = 0; i < n; i += 4 * LANES) {                       // not max, which takes several times as long to get NaN and zeros right
            FloatVector v0 = fromArray(FLOATS, x, xo + i), v1 = fromArray(FLOATS, x, xo + i + LANES);
            FloatVector v2 = fromArray(FLOATS, x, xo + i + 2 * LANES), v3 = fromArray(FLOATS, x, xo + i + 3 * LANES);
            m0 = m0.blend(v0, v0.compare(GT, m0));
            m1 = m1.blend(v1, v1.compare(GT, m1));
            m2 = m2.blend(v2, v2.compare(GT, m2));
            m3 = m3.blend(v3, v3.compare(GT, m3));
        }
        m0 = m0.blend(m1, m1.compare(GT, m0));
        m2 = m2.blend(m3, m3.compare(GT, m2));
        return VectorMath.largest(m0.blend(m2, m2.compare(GT, m0)));
    }

    @Override
    public double expSum(float[] x, int xo, float shift, float[] y, int yo, int n) {
        double sum = 0;
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += Spans.SUM_BLOCK) sum += VectorMath.expOrZero(shift, x, xo + i, y, yo + i, Math.min(Spans.SUM_BLOCK, body - i));
        return body < n ? sum + REST.expSum(x, xo + body, shift, y, yo + body, n - body) : sum;
    }

    @Override
    public double expSum(float[] x, int xo, float shift, int n) {
        double sum = 0;
        int body = FLOATS.loopBound(n);
        float[] strip = Scratch.floats(Scratch.Slot.M, Spans.SUM_BLOCK);
        for (int i = 0; i < body; i += Spans.SUM_BLOCK) sum += VectorMath.expOrZero(shift, x, xo + i, strip, 0, Math.min(Spans.SUM_BLOCK, body - i));
        return body < n ? sum + REST.expSum(x, xo + body, shift, n - body) : sum;
    }

    @Override
    public void expScaled(float[] x, int xo, float shift, float scale, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += Spans.SUM_BLOCK) {
            int m = Math.min(Spans.SUM_BLOCK, body - i);
            VectorMath.expOrZero(shift, x, xo + i, y, yo + i, m);
            scale(scale, y, yo + i, m);
        }
        if (body < n) REST.expScaled(x, xo + body, shift, scale, y, yo + body, n - body);
    }

    private static void scale(float scale, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, y, yo + i).mul(scale).intoArray(y, yo + i);
    }

    @Override
    public void softmaxGradient(float[] y, int yo, float[] g, int go, float dot, float[] dx, int dxo, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES) fromArray(FLOATS, y, yo + i).mul(fromArray(FLOATS, g, go + i).sub(dot)).intoArray(dx, dxo + i);
        if (body < n) REST.softmaxGradient(y, yo + body, g, go + body, dot, dx, dxo + body, n - body);
    }

    @Override
    public void logSoftmaxGradient(float[] y, int yo, float[] g, int go, float sum, float[] dx, int dxo, int n) {
        int body = FLOATS.loopBound(n);
        float[] strip = Scratch.floats(Scratch.Slot.M, Spans.SUM_BLOCK);
        for (int i = 0; i < body; i += Spans.SUM_BLOCK) {
            int m = Math.min(Spans.SUM_BLOCK, body - i);
            VectorMath.expOrZero(0f, y, yo + i, strip, 0, m);
            subtractScaled(strip, sum, g, go + i, dx, dxo + i, m);
        }
        if (body < n) REST.logSoftmaxGradient(y, yo + body, g, go + body, sum, dx, dxo + body, n - body);
    }

    private static void subtractScaled(float[] e, float sum, float[] g, int go, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, e, i).fma(broadcast(FLOATS, -sum), fromArray(FLOATS, g, go + i)).intoArray(dx, dxo + i);
    }

    @Override
    public double squaredDeviations(float[] x, int xo, float mean, int n) {
        double sum = 0;
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += Spans.SUM_BLOCK) sum += squaresBlock(x, xo + i, mean, Math.min(Spans.SUM_BLOCK, body - i));
        return body < n ? sum + REST.squaredDeviations(x, xo + body, mean, n - body) : sum;
    }

    private static double squaresBlock(float[] x, int xo, float mean, int n) {
        int wide = n & -4 * LANES;
        double sum = wide > 0 ? wideSquares(x, xo, mean, wide) : 0;
        return wide < n ? sum + narrowSquares(x, xo + wide, mean, n - wide) : sum;
    }

    private static float wideSquares(float[] x, int xo, float mean, int n) {
        FloatVector s0 = broadcast(FLOATS, 0f), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < n; i += 4 * LANES) {
            FloatVector d0 = fromArray(FLOATS, x, xo + i).sub(mean), d1 = fromArray(FLOATS, x, xo + i + LANES).sub(mean);
            FloatVector d2 = fromArray(FLOATS, x, xo + i + 2 * LANES).sub(mean), d3 = fromArray(FLOATS, x, xo + i + 3 * LANES).sub(mean);
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
        }
        return VectorMath.sum(s0.add(s1).add(s2.add(s3)));
    }

    private static float narrowSquares(float[] x, int xo, float mean, int n) {
        FloatVector s = broadcast(FLOATS, 0f);
        for (int i = 0; i < n; i += LANES) {
            FloatVector d = fromArray(FLOATS, x, xo + i).sub(mean);
            s = d.fma(d, s);
        }
        return VectorMath.sum(s);
    }

    @Override
    public double dotCentred(float[] g, int go, float[] x, int xo, float mean, int n) {
        double sum = 0;
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += Spans.SUM_BLOCK) sum += dotBlock(g, go + i, x, xo + i, mean, Math.min(Spans.SUM_BLOCK, body - i));
        return body < n ? sum + REST.dotCentred(g, go + body, x, xo + body, mean, n - body) : sum;
    }

    private static double dotBlock(float[] g, int go, float[] x, int xo, float mean, int n) {
        int wide = n & -4 * LANES;
        double sum = wide > 0 ? wideDot(g, go, x, xo, mean, wide) : 0;
        return wide < n ? sum + narrowDot(g, go + wide, x, xo + wide, mean, n - wide) : sum;
    }

    private static float wideDot(float[] g, int go, float[] x, int xo, float mean, int n) {
        FloatVector s0 = broadcast(FLOATS, 0f), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < n; i += 4 * LANES) {
            s0 = fromArray(FLOATS, x, xo + i).sub(mean).fma(fromArray(FLOATS, g, go + i), s0);
            s1 = fromArray(FLOATS, x, xo + i + LANES).sub(mean).fma(fromArray(FLOATS, g, go + i + LANES), s1);
            s2 = fromArray(FLOATS, x, xo + i + 2 * LANES).sub(mean).fma(fromArray(FLOATS, g, go + i + 2 * LANES), s2);
            s3 = fromArray(FLOATS, x, xo + i + 3 * LANES).sub(mean).fma(fromArray(FLOATS, g, go + i + 3 * LANES), s3);
        }
        return VectorMath.sum(s0.add(s1).add(s2.add(s3)));
    }

    private static float narrowDot(float[] g, int go, float[] x, int xo, float mean, int n) {
        FloatVector s = broadcast(FLOATS, 0f);
        for (int i = 0; i < n; i += LANES) s = fromArray(FLOATS, x, xo + i).sub(mean).fma(fromArray(FLOATS, g, go + i), s);
        return VectorMath.sum(s);
    }

    @Override
    public void centreScale(float[] x, int xo, float mean, float factor, float shift, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES) fromArray(FLOATS, x, xo + i).sub(mean).fma(broadcast(FLOATS, factor), broadcast(FLOATS, shift)).intoArray(y, yo + i);
        if (body < n) REST.centreScale(x, xo + body, mean, factor, shift, y, yo + body, n - body);
    }

    @Override
    public void centreScaleAffine(float[] x, int xo, float mean, float factor, float[] scale, int so, float[] shift, int to, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES)
            fromArray(FLOATS, x, xo + i).sub(mean).mul(factor).fma(fromArray(FLOATS, scale, so + i), fromArray(FLOATS, shift, to + i)).intoArray(y, yo + i);
        if (body < n) REST.centreScaleAffine(x, xo + body, mean, factor, scale, so + body, shift, to + body, y, yo + body, n - body);
    }

    @Override
    public void centreScaleColumns(float[] x, int xo, float[] mean, int mo, float[] factor, int fo, float[] shift, int to, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES)
            fromArray(FLOATS, x, xo + i).sub(fromArray(FLOATS, mean, mo + i)).fma(fromArray(FLOATS, factor, fo + i), fromArray(FLOATS, shift, to + i)).intoArray(y, yo + i);
        if (body < n) REST.centreScaleColumns(x, xo + body, mean, mo + body, factor, fo + body, shift, to + body, y, yo + body, n - body);
    }

    @Override
    public void centredGradient(float[] g, int go, float[] x, int xo, float mean, float factor, float offset, float slope, float[] dx, int dxo, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES)
            fromArray(FLOATS, x, xo + i).sub(mean).fma(broadcast(FLOATS, -slope), fromArray(FLOATS, g, go + i).sub(offset)).mul(factor).intoArray(dx, dxo + i);
        if (body < n) REST.centredGradient(g, go + body, x, xo + body, mean, factor, offset, slope, dx, dxo + body, n - body);
    }

    @Override
    public void centredGradientColumns(float[] g, int go, float[] x, int xo, float[] c, int stride, float[] dx, int dxo, int n) {
        int body = FLOATS.loopBound(n);
        gradientColumns(g, go, x, xo, c, stride, dx, dxo, body);
        if (body < n) REST.centredGradientColumns(g, go + body, x, xo + body, c, body, stride, dx, dxo + body, n - body);
    }

    private static void gradientColumns(float[] g, int go, float[] x, int xo, float[] c, int stride, float[] dx, int dxo, int n) {
        int offset = 2 * stride, slope = 3 * stride;
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, x, xo + i).sub(fromArray(FLOATS, c, i))
                .fma(fromArray(FLOATS, c, slope + i).neg(), fromArray(FLOATS, g, go + i).sub(fromArray(FLOATS, c, offset + i)))
                .mul(fromArray(FLOATS, c, stride + i)).intoArray(dx, dxo + i);
    }

    @Override
    public void accumulateCentred(float[] g, int go, float[] x, int xo, float mean, float factor, float[] sum, int so, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES)
            fromArray(FLOATS, x, xo + i).sub(mean).mul(factor).fma(fromArray(FLOATS, g, go + i), fromArray(FLOATS, sum, so + i)).intoArray(sum, so + i);
        if (body < n) REST.accumulateCentred(g, go + body, x, xo + body, mean, factor, sum, so + body, n - body);
    }

    @Override
    public void accumulateCentredColumns(float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] sum, int so, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES)
            fromArray(FLOATS, x, xo + i).sub(fromArray(FLOATS, mean, mo + i)).fma(fromArray(FLOATS, g, go + i), fromArray(FLOATS, sum, so + i)).intoArray(sum, so + i);
        if (body < n) REST.accumulateCentredColumns(g, go + body, x, xo + body, mean, mo + body, sum, so + body, n - body);
    }

    @Override
    public void accumulateSquaresColumns(float[] x, int xo, float[] mean, int mo, float[] sum, int so, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector d = fromArray(FLOATS, x, xo + i).sub(fromArray(FLOATS, mean, mo + i));
            d.fma(d, fromArray(FLOATS, sum, so + i)).intoArray(sum, so + i);
        }
        if (body < n) REST.accumulateSquaresColumns(x, xo + body, mean, mo + body, sum, so + body, n - body);
    }
}
