package org.ventral.backend.cpu.vector;

import static org.ventral.backend.cpu.vector.VectorMath.FLOATS;
import static org.ventral.backend.cpu.vector.VectorMath.LANES;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.scalar.ScalarActivations;

/**
 * {@link ActivationSpans} with the Vector API: one method with one loop for each function and direction; {@link ScalarActivations} takes what is left over.
 * The longest formulas run as two loops with a strip between them that stays in the first-level cache (scratch slot L).
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
                case GELU -> gelu(x, xo, y, yo, body);
                case GELU_TANH -> geluTanh(x, xo, y, yo, body);
                case SILU -> silu(x, xo, y, yo, body);
                case SIGMOID -> sigmoid(x, xo, y, yo, body);
                case TANH -> tanh(x, xo, y, yo, body);
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
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            v.blend(0f, v.compare(LE, 0f)).intoArray(y, yo + i);
        }
    }

    private static void reluBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i), g = FloatVector.fromArray(FLOATS, dy, dyo + i);
            g.blend(0f, v.compare(LE, 0f)).intoArray(dx, dxo + i);
        }
    }

    private static void leakyRelu(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            v.blend(v.mul(alpha), v.compare(LE, 0f)).intoArray(y, yo + i);
        }
    }

    private static void leakyReluBack(float alpha, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i), g = FloatVector.fromArray(FLOATS, dy, dyo + i);
            g.blend(g.mul(alpha), v.compare(LE, 0f)).intoArray(dx, dxo + i);
        }
    }

    private static void elu(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            v.blend(VectorMath.expm1(v).mul(alpha), v.compare(LE, 0f)).intoArray(y, yo + i);
        }
    }

    private static void eluBack(float alpha, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i), g = FloatVector.fromArray(FLOATS, dy, dyo + i);
            g.blend(g.mul(VectorMath.exp(v).mul(alpha)), v.compare(LE, 0f)).intoArray(dx, dxo + i);
        }
    }

    private static void geluTanh(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            VectorMath.geluTanh(v).intoArray(y, yo + i);
        }
    }

    private static void silu(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            VectorMath.silu(v).intoArray(y, yo + i);
        }
    }

    private static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            VectorMath.sigmoid(v).intoArray(y, yo + i);
        }
    }

    private static void sigmoidBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i), g = FloatVector.fromArray(FLOATS, dy, dyo + i);
            g.mul(v.mul(VectorMath.all(1f).sub(v))).intoArray(dx, dxo + i);
        }
    }

    private static void tanh(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
            VectorMath.tanh(v).intoArray(y, yo + i);
        }
    }

    private static void tanhBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i), g = FloatVector.fromArray(FLOATS, dy, dyo + i);
            g.mul(v.neg().fma(v, VectorMath.all(1f))).intoArray(dx, dxo + i);
        }
    }

    private static void softplusBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i), g = FloatVector.fromArray(FLOATS, dy, dyo + i);
            g.mul(VectorMath.sigmoid(v)).intoArray(dx, dxo + i);
        }
    }

    private static void gelu(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) VectorMath.gelu(FloatVector.fromArray(FLOATS, x, xo + i)).intoArray(y, yo + i);
    }

    private static void geluBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.L, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            mills(x, xo + i, strip, m);
            geluBackRest(x, xo + i, strip, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void mills(float[] x, int xo, float[] strip, int n) {
        for (int i = 0; i < n; i += LANES) VectorMath.mills(FloatVector.fromArray(FLOATS, x, xo + i)).intoArray(strip, i);
    }

    private static void geluBackRest(float[] x, int xo, float[] strip, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector slope = VectorMath.geluSlope(FloatVector.fromArray(FLOATS, x, xo + i), FloatVector.fromArray(FLOATS, strip, i));
            slope.mul(FloatVector.fromArray(FLOATS, dy, dyo + i)).intoArray(dx, dxo + i);
        }
    }

    private static void geluTanhBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.L, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            geluTanhTail(x, xo + i, strip, m);
            geluTanhBackRest(x, xo + i, strip, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void geluTanhTail(float[] x, int xo, float[] strip, int n) {
        for (int i = 0; i < n; i += LANES) VectorMath.geluTanhTail(FloatVector.fromArray(FLOATS, x, xo + i)).intoArray(strip, i);
    }

    private static void geluTanhBackRest(float[] x, int xo, float[] strip, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector slope = VectorMath.geluTanhSlope(FloatVector.fromArray(FLOATS, x, xo + i), FloatVector.fromArray(FLOATS, strip, i));
            slope.mul(FloatVector.fromArray(FLOATS, dy, dyo + i)).intoArray(dx, dxo + i);
        }
    }

    private static void siluBack(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.L, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            tail(x, xo + i, strip, m);
            siluBackRest(x, xo + i, strip, dy, dyo + i, dx, dxo + i, m);
        }
    }

    private static void siluBackRest(float[] x, int xo, float[] strip, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector slope = VectorMath.siluSlope(FloatVector.fromArray(FLOATS, x, xo + i), FloatVector.fromArray(FLOATS, strip, i));
            slope.mul(FloatVector.fromArray(FLOATS, dy, dyo + i)).intoArray(dx, dxo + i);
        }
    }

    private static void softplus(float[] x, int xo, float[] y, int yo, int n) {
        float[] strip = Scratch.floats(Scratch.Slot.L, STRIP);
        for (int i = 0; i < n; i += STRIP) {
            int m = Math.min(STRIP, n - i);
            tail(x, xo + i, strip, m);
            softplusRest(x, xo + i, strip, y, yo + i, m);
        }
    }

    private static void tail(float[] x, int xo, float[] strip, int n) {
        for (int i = 0; i < n; i += LANES) VectorMath.tail(FloatVector.fromArray(FLOATS, x, xo + i)).intoArray(strip, i);
    }

    private static void softplusRest(float[] x, int xo, float[] strip, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES)
            VectorMath.softplus(FloatVector.fromArray(FLOATS, x, xo + i), FloatVector.fromArray(FLOATS, strip, i)).intoArray(y, yo + i);
    }
}
