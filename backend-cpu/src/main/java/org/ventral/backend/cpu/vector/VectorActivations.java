package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LE;
import static org.ventral.backend.cpu.vector.VectorMath.FLOATS;
import static org.ventral.backend.cpu.vector.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.scalar.ScalarActivations;

/**
 * {@link ActivationSpans} with the Vector API: one method with one loop for each function and direction; {@link ScalarActivations} takes what is left over.
 * Formulas made of others run as several loops with strips between them that stay in the first-level cache (scratch slot M).
 */
public final class VectorActivations implements ActivationSpans {
    private static final ScalarActivations REST = new ScalarActivations();

    private static final int STRIP = 1024;

    private VectorActivations() {}

    /** The loops; call only where the Vector API is present. */
    public static VectorActivations create() {
        return new VectorActivations();
    }

    @Override
    public void forward(ActivationFunction kind, float alpha, float[] x, int xo, float[] y, int yo, int n) {
        int body = FLOATS.loopBound(n);
        if (body > 0)
            switch (kind) {
                case RELU -> relu(x, xo, y, yo, body);
                case LEAKY_RELU -> leakyRelu(alpha, x, xo, y, yo, body);
                case ELU -> elu(alpha, x, xo, y, yo, body);
                case GELU -> VectorMath.gelu(x, xo, y, yo, body);
                case GELU_TANH -> geluTanh(x, xo, y, yo, body);
                case SILU -> silu(x, xo, y, yo, body);
                case SIGMOID -> VectorMath.sigmoid(x, xo, y, yo, body);
                case TANH -> VectorMath.tanh(x, xo, y, yo, body);
                case SOFTPLUS -> softplus(x, xo, y, yo, body);
            }
        if (body < n) REST.forward(kind, alpha, x, xo + body, y, yo + body, n - body);
    }

    @Override
    public void backward(ActivationFunction kind, float alpha, float[] v, int vo, float[] g, int go, float[] dx, int dxo, int n) {
        int body = FLOATS.loopBound(n);
        if (body > 0)
            switch (kind) {
                case RELU -> reluBack(v, vo, g, go, dx, dxo, body);
                case LEAKY_RELU -> leakyReluBack(alpha, v, vo, g, go, dx, dxo, body);
                case ELU -> eluBack(alpha, v, vo, g, go, dx, dxo, body);
                case GELU -> geluBack(v, vo, g, go, dx, dxo, body);
                case GELU_TANH -> geluTanhBack(v, vo, g, go, dx, dxo, body);
                case SILU -> siluBack(v, vo, g, go, dx, dxo, body);
                case SIGMOID -> sigmoidBack(v, vo, g, go, dx, dxo, body);
                case TANH -> tanhBack(v, vo, g, go, dx, dxo, body);
                case SOFTPLUS -> softplusBack(v, vo, g, go, dx, dxo, body);
            }
        if (body < n) REST.backward(kind, alpha, v, vo + body, g, go + body, dx, dxo + body, n - body);
    }

    private static void relu(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.blend(0f, v.compare(LE, 0f)).intoArray(y, yo + i);
        }
    }

    private static void reluBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), g = fromArray(FLOATS, dy, dyo + i);
            g.blend(0f, v.compare(LE, 0f)).intoArray(dx, dxo + i);
        }
    }

    private static void leakyRelu(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.blend(v.mul(alpha), v.compare(LE, 0f)).intoArray(y, yo + i);
        }
    }

    private static void leakyReluBack(float alpha, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), g = fromArray(FLOATS, dy, dyo + i);
            g.blend(g.mul(alpha), v.compare(LE, 0f)).intoArray(dx, dxo + i);
        }
    }

    private static void elu(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.M, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.expm1(x, xo + i, strip, 0, m);
            eluRest(alpha, x, xo + i, strip, y, yo + i, m);
        }
    }

    private static void eluRest(float alpha, float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.blend(fromArray(FLOATS, e, i).mul(alpha), v.compare(LE, 0f)).intoArray(y, yo + i);
        }
    }

    private static void eluBack(float alpha, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.M, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.exp(1f, 0f, x, xo + i, strip, 0, m);
            eluBackRest(alpha, x, xo + i, strip, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void eluBackRest(float alpha, float[] x, int xo, float[] e, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), g = fromArray(FLOATS, dy, dyo + i);
            g.blend(g.mul(fromArray(FLOATS, e, i).mul(alpha)), v.compare(LE, 0f)).intoArray(dx, dxo + i);
        }
    }

    private static void geluTanh(float[] x, int xo, float[] y, int yo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.M, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.geluTanhArgument(x, xo + i, strip, 0, m);
            VectorMath.tanh(strip, 0, strip, 0, m);
            halfAndHalf(x, xo + i, strip, y, yo + i, m);
        }
    }

    /** y = ½ x (1 + t). */
    private static void halfAndHalf(float[] x, int xo, float[] t, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector h = fromArray(FLOATS, x, xo + i).mul(0.5f);
            h.fma(fromArray(FLOATS, t, i), h).intoArray(y, yo + i);
        }
    }

    private static void silu(float[] x, int xo, float[] y, int yo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.M, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.exp(-1f, 0f, x, xo + i, strip, 0, m);
            siluRest(x, xo + i, strip, y, yo + i, m);
        }
    }

    private static void siluRest(float[] x, int xo, float[] e, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, x, xo + i).div(fromArray(FLOATS, e, i).add(1f)).intoArray(y, yo + i);
    }

    private static void sigmoidBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), g = fromArray(FLOATS, dy, dyo + i);
            g.mul(v.mul(broadcast(FLOATS, 1f).sub(v))).intoArray(dx, dxo + i);
        }
    }

    private static void tanhBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), g = fromArray(FLOATS, dy, dyo + i);
            g.mul(v.neg().fma(v, broadcast(FLOATS, 1f))).intoArray(dx, dxo + i);
        }
    }

    private static void geluBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strips = Scratch.floats(Scratch.Slot.M, 2 * STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.normalTail(x, xo + i, strips, 0, strips, STRIP, m);
            VectorMath.geluBack(x, xo + i, strips, 0, strips, STRIP, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void geluTanhBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strips = Scratch.floats(Scratch.Slot.M, 2 * STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.geluTanhArgument(x, xo + i, strips, 0, m);
            tail(2f, strips, 0, strips, m);
            VectorMath.geluTanhWeight(x, xo + i, strips, STRIP, m);
            VectorMath.sigmoidBack(x, xo + i, strips, STRIP, strips, 0, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void siluBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.M, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            tail(1f, x, xo + i, strip, m);
            VectorMath.sigmoidBack(x, xo + i, x, xo + i, strip, 0, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void softplus(float[] x, int xo, float[] y, int yo, int n) {
        float[] strips = Scratch.floats(Scratch.Slot.M, 2 * STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            tail(1f, x, xo + i, strips, m);
            plusOne(strips, STRIP, m);
            VectorMath.log(strips, STRIP, strips, STRIP, m);
            softplusRest(x, xo + i, strips, STRIP, y, yo + i, m);
        }
    }

    /** Copies the first elements of the array to place {@code to}, each with 1 added. */
    private static void plusOne(float[] e, int to, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, e, i).add(1f).intoArray(e, to + i);
    }

    /** y = max(x, 0) + log(1 + e), where the logarithm lacks what rounding took from 1 + e. */
    private static void softplusRest(float[] x, int xo, float[] e, int log, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), tail = fromArray(FLOATS, e, i), u = tail.add(1f);
            FloatVector lost = tail.sub(u.sub(1f));
            v.blend(0f, v.compare(LE, 0f)).add(fromArray(FLOATS, e, log + i).add(lost.div(u))).intoArray(y, yo + i);
        }
    }

    private static void softplusBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.M, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            VectorMath.sigmoid(x, xo + i, strip, 0, m);
            product(dy, dyo + i, strip, dx, dxo + i, m);
        }
    }

    private static void product(float[] a, int ao, float[] strip, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, a, ao + i).mul(fromArray(FLOATS, strip, i)).intoArray(y, yo + i);
    }

    /** e^-|factor · x| to the front of the strip. */
    private static void tail(float factor, float[] x, int xo, float[] strip, int n) {
        magnitude(factor, x, xo, strip, n);
        VectorMath.exp(-1f, 0f, strip, 0, strip, 0, n);
    }

    private static void magnitude(float factor, float[] x, int xo, float[] strip, int n) {
        for (int i = 0; i < n; i += LANES) fromArray(FLOATS, x, xo + i).mul(factor).abs().intoArray(strip, i);
    }
}
