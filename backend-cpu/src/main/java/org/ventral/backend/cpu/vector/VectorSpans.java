package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.ventral.backend.cpu.vector.VectorMath.FLOATS;
import static org.ventral.backend.cpu.vector.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.scalar.ScalarSpans;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * {@link Spans} with the Vector API. Each function has a method with one loop over whole vectors; the elements left over, and the functions without
 * such a loop, go to {@link ScalarSpans}, which computes the same bits.
 */
public final class VectorSpans implements Spans {
    private static final ScalarSpans REST = new ScalarSpans();

    private VectorSpans() {}

    /** The loops; call only where the Vector API is present. */
    public static VectorSpans create() {
        return new VectorSpans();
    }

    @Override
    public void unary(UnaryKind kind, float[] x, int xo, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        int done = body == 0 ? 0 : switch (kind) {
            case NEG -> neg(x, xo, y, yo, body);
            case ABS -> abs(x, xo, y, yo, body);
            case SQUARE -> square(x, xo, y, yo, body);
            case SQRT -> sqrt(x, xo, y, yo, body);
            case RSQRT -> rsqrt(x, xo, y, yo, body);
            case RECIPROCAL -> reciprocal(x, xo, y, yo, body);
            case EXP -> exp(x, xo, y, yo, body);
            case EXPM1 -> expm1(x, xo, y, yo, body);
            case LOG -> log(x, xo, y, yo, body);
            case TANH -> tanh(x, xo, y, yo, body);
            case SIGMOID -> sigmoid(x, xo, y, yo, body);
            case ERF -> erf(x, xo, y, yo, body);
            default -> 0;
        };
        if (done < n) REST.unary(kind, x, xo + done, y, yo + done, n - done);
    }

    @Override
    public void binary(BinaryKind kind, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        int done = body == 0 ? 0 : switch (kind) {
            case ADD -> add(a, ao, b, bo, y, yo, body);
            case SUB -> sub(a, ao, b, bo, y, yo, body);
            case MUL -> mul(a, ao, b, bo, y, yo, body);
            case DIV -> div(a, ao, b, bo, y, yo, body);
            case MAX -> max(a, ao, b, bo, y, yo, body);
            case MIN -> min(a, ao, b, bo, y, yo, body);
            default -> 0;
        };
        if (done < n) REST.binary(kind, a, ao + done, b, bo + done, y, yo + done, n - done);
    }

    @Override
    public void binary(BinaryKind kind, float[] a, int ao, float b, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        int done = body == 0 ? 0 : switch (kind) {
            case ADD -> add(a, ao, b, y, yo, body);
            case SUB -> add(a, ao, -b, y, yo, body);
            case MUL -> mul(a, ao, b, y, yo, body);
            case DIV -> div(a, ao, b, y, yo, body);
            case MAX -> max(a, ao, b, y, yo, body);
            case MIN -> min(a, ao, b, y, yo, body);
            case POW -> b == 2f ? square(a, ao, y, yo, body) : 0;      // the double square, rounded, is the float square
            default -> 0;
        };
        if (done < n) REST.binary(kind, a, ao + done, b, y, yo + done, n - done);
    }

    @Override
    public void binary(BinaryKind kind, float a, float[] b, int bo, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        int done = body == 0 ? 0 : switch (kind) {
            case ADD -> add(b, bo, a, y, yo, body);
            case SUB -> subFrom(a, b, bo, y, yo, body);
            case MUL -> mul(b, bo, a, y, yo, body);
            case DIV -> divFrom(a, b, bo, y, yo, body);
            case MAX -> max(b, bo, a, y, yo, body);
            case MIN -> min(b, bo, a, y, yo, body);
            default -> 0;
        };
        if (done < n) REST.binary(kind, a, b, bo + done, y, yo + done, n - done);
    }

    @Override
    public void addScaled(float a, float[] x, int xo, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        addScaledBody(a, x, xo, y, yo, body);
        if (body < n) REST.addScaled(a, x, xo + body, y, yo + body, n - body);
    }

    private static void addScaledBody(float a, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, x, xo + i).fma(broadcast(FLOATS, a), fromArray(FLOATS, y, yo + i)).intoArray(y, yo + i);
    }

    private static int neg(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.neg().intoArray(y, yo + i);
        }
        return n;
    }

    private static int abs(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.abs().intoArray(y, yo + i);
        }
        return n;
    }

    private static int square(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.mul(v).intoArray(y, yo + i);
        }
        return n;
    }

    private static int sqrt(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.sqrt().intoArray(y, yo + i);
        }
        return n;
    }

    private static int rsqrt(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            broadcast(FLOATS, 1f).div(v.sqrt()).intoArray(y, yo + i);
        }
        return n;
    }

    private static int reciprocal(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            broadcast(FLOATS, 1f).div(v).intoArray(y, yo + i);
        }
        return n;
    }

    private static int exp(float[] x, int xo, float[] y, int yo, int n) {
        VectorMath.exp(1f, 0f, x, xo, y, yo, n);
        return n;
    }

    private static int expm1(float[] x, int xo, float[] y, int yo, int n) {
        VectorMath.expm1(x, xo, y, yo, n);
        return n;
    }

    private static int log(float[] x, int xo, float[] y, int yo, int n) {
        VectorMath.log(x, xo, y, yo, n);
        return n;
    }

    private static int tanh(float[] x, int xo, float[] y, int yo, int n) {
        VectorMath.tanh(x, xo, y, yo, n);
        return n;
    }

    private static int sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        VectorMath.sigmoid(x, xo, y, yo, n);
        return n;
    }

    private static int erf(float[] x, int xo, float[] y, int yo, int n) {
        VectorMath.erf(x, xo, y, yo, n);
        return n;
    }

    private static int add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, a, ao + i).add(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, a, ao + i).sub(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, a, ao + i).mul(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, a, ao + i).div(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, a, ao + i).max(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            fromArray(FLOATS, a, ao + i).min(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int add(float[] a, int ao, float b, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, a, ao + i).add(b).intoArray(y, yo + i);
        return n;
    }

    private static int mul(float[] a, int ao, float b, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, a, ao + i).mul(b).intoArray(y, yo + i);
        return n;
    }

    private static int div(float[] a, int ao, float b, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, a, ao + i).div(b).intoArray(y, yo + i);
        return n;
    }

    private static int max(float[] a, int ao, float b, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, a, ao + i).max(b).intoArray(y, yo + i);
        return n;
    }

    private static int min(float[] a, int ao, float b, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, a, ao + i).min(b).intoArray(y, yo + i);
        return n;
    }

    private static int subFrom(float a, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) broadcast(FLOATS, a).sub(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    private static int divFrom(float a, float[] b, int bo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) broadcast(FLOATS, a).div(fromArray(FLOATS, b, bo + i)).intoArray(y, yo + i);
        return n;
    }

    @Override
    public double sum(float[] x, int xo, int n) {
        double sum = 0;
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += SUM_BLOCK) sum += blockSum(x, xo + i, Math.min(SUM_BLOCK, body - i));
        return body < n ? sum + REST.sum(x, xo + body, n - body) : sum;
    }

    private static double blockSum(float[] x, int xo, int n) {
        int wide = n & -4 * LANES;
        double sum = wide > 0 ? wideSum(x, xo, wide) : 0;
        return wide < n ? sum + narrowSum(x, xo + wide, n - wide) : sum;
    }

    /** Four sums at a time: an addition takes four cycles, and two can start in each. */
    private static float wideSum(float[] x, int xo, int n) {
        FloatVector s0 = broadcast(FLOATS, 0f), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < n; i += 4 * LANES) {
            s0 = s0.add(fromArray(FLOATS, x, xo + i));
            s1 = s1.add(fromArray(FLOATS, x, xo + i + LANES));
            s2 = s2.add(fromArray(FLOATS, x, xo + i + 2 * LANES));
            s3 = s3.add(fromArray(FLOATS, x, xo + i + 3 * LANES));
        }
        return VectorMath.sum(s0.add(s1).add(s2.add(s3)));
    }

    private static float narrowSum(float[] x, int xo, int n) {
        FloatVector s = broadcast(FLOATS, 0f);
        for (int i = 0; i < n; i += LANES) s = s.add(fromArray(FLOATS, x, xo + i));
        return VectorMath.sum(s);
    }

    @Override
    public double dot(float[] a, int ao, float[] b, int bo, int n) {
        double sum = 0;
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += SUM_BLOCK) sum += blockDot(a, ao + i, b, bo + i, Math.min(SUM_BLOCK, body - i));
        return body < n ? sum + REST.dot(a, ao + body, b, bo + body, n - body) : sum;
    }

    private static double blockDot(float[] a, int ao, float[] b, int bo, int n) {
        int wide = n & -4 * LANES;
        double sum = wide > 0 ? wideDot(a, ao, b, bo, wide) : 0;
        return wide < n ? sum + narrowDot(a, ao + wide, b, bo + wide, n - wide) : sum;
    }

    private static float wideDot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector s0 = broadcast(FLOATS, 0f), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < n; i += 4 * LANES) {
            s0 = fromArray(FLOATS, a, ao + i).fma(fromArray(FLOATS, b, bo + i), s0);
            s1 = fromArray(FLOATS, a, ao + i + LANES).fma(fromArray(FLOATS, b, bo + i + LANES), s1);
            s2 = fromArray(FLOATS, a, ao + i + 2 * LANES).fma(fromArray(FLOATS, b, bo + i + 2 * LANES), s2);
            s3 = fromArray(FLOATS, a, ao + i + 3 * LANES).fma(fromArray(FLOATS, b, bo + i + 3 * LANES), s3);
        }
        return VectorMath.sum(s0.add(s1).add(s2.add(s3)));
    }

    private static float narrowDot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector s = broadcast(FLOATS, 0f);
        for (int i = 0; i < n; i += LANES) s = fromArray(FLOATS, a, ao + i).fma(fromArray(FLOATS, b, bo + i), s);
        return VectorMath.sum(s);
    }

    @Override
    public float max(float[] x, int xo, int n) {
        int body = n & -4 * LANES;
        float max = body > 0 ? maxBody(x, xo, body) : Float.NEGATIVE_INFINITY;
        return body < n ? Math.max(max, REST.max(x, xo + body, n - body)) : max;
    }

    private static float maxBody(float[] x, int xo, int n) {
        FloatVector m0 = broadcast(FLOATS, Float.NEGATIVE_INFINITY), m1 = m0, m2 = m0, m3 = m0;
        for (int i = 0; i < n; i += 4 * LANES) {
            m0 = m0.max(fromArray(FLOATS, x, xo + i));
            m1 = m1.max(fromArray(FLOATS, x, xo + i + LANES));
            m2 = m2.max(fromArray(FLOATS, x, xo + i + 2 * LANES));
            m3 = m3.max(fromArray(FLOATS, x, xo + i + 3 * LANES));
        }
        float[] lanes = new float[LANES];
        m0.max(m1).max(m2.max(m3)).intoArray(lanes, 0);
        return REST.max(lanes, 0, LANES);
    }

    @Override
    public float min(float[] x, int xo, int n) {
        int body = n & -4 * LANES;
        float min = body > 0 ? minBody(x, xo, body) : Float.POSITIVE_INFINITY;
        return body < n ? Math.min(min, REST.min(x, xo + body, n - body)) : min;
    }

    private static float minBody(float[] x, int xo, int n) {
        FloatVector m0 = broadcast(FLOATS, Float.POSITIVE_INFINITY), m1 = m0, m2 = m0, m3 = m0;
        for (int i = 0; i < n; i += 4 * LANES) {
            m0 = m0.min(fromArray(FLOATS, x, xo + i));
            m1 = m1.min(fromArray(FLOATS, x, xo + i + LANES));
            m2 = m2.min(fromArray(FLOATS, x, xo + i + 2 * LANES));
            m3 = m3.min(fromArray(FLOATS, x, xo + i + 3 * LANES));
        }
        float[] lanes = new float[LANES];
        m0.min(m1).min(m2.min(m3)).intoArray(lanes, 0);
        return REST.min(lanes, 0, LANES);
    }
}
