package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.AdamStep;
import org.ventral.backend.cpu.loops.UpdateSpans;

/** {@link UpdateSpans} in plain Java; also finishes what the vector loops leave over. */
public final class ScalarUpdates implements UpdateSpans {
    @Override
    public void sgd(float rate, float decay, float[] p, int po, float[] g, int go, int n) {
        for (int i = 0; i < n; i++) {
            float slope = Math.fma(p[po + i], decay, g[go + i]);
            p[po + i] = Math.fma(slope, -rate, p[po + i]);
        }
    }

    @Override
    public void momentum(float rate, float gamma, float decay, boolean nesterov, float[] p, int po, float[] g, int go, float[] d, int dof, int n) {
        for (int i = 0; i < n; i++) {
            float descent = Math.fma(p[po + i], decay, g[go + i]) * -rate;
            float delta = Math.fma(d[dof + i], gamma, descent);
            d[dof + i] = delta;
            p[po + i] += nesterov ? Math.fma(delta, gamma, descent) : delta;
        }
    }

    @Override
    public void velocity(float rate, float mu, float dampening, float decay, boolean nesterov, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
        float weight = 1f - dampening;
        for (int i = 0; i < n; i++) {
            float slope = Math.fma(p[po + i], decay, g[go + i]);
            float velocity = Math.fma(v[vo + i], mu, slope * weight);
            v[vo + i] = velocity;
            p[po + i] = Math.fma(nesterov ? Math.fma(velocity, mu, slope) : velocity, -rate, p[po + i]);
        }
    }

    @Override
    public void adam(AdamStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        float beta1 = step.beta1(), beta2 = step.beta2(), rate = -step.rate(), epsilon = step.epsilon();
        for (int i = 0; i < n; i++) {
            float slope = Math.fma(p[po + i], step.l2(), g[go + i]);
            float mean = Math.fma(m[mo + i], beta1, slope * (1f - beta1));
            float square = Math.fma(v[vo + i], beta2, slope * slope * (1f - beta2));
            m[mo + i] = mean;
            v[vo + i] = square;
            float divisor = step.epsilonInside() ? root(Math.fma(square, step.unbias(), epsilon)) : root(square * step.unbias()) + epsilon;
            p[po + i] = Math.fma(p[po + i], step.keep(), mean * rate / divisor);
        }
    }

    private static float root(float x) {
        return (float) Math.sqrt(x);
    }
}
