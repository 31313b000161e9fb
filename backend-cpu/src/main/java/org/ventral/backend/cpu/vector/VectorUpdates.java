package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.ventral.backend.cpu.vector.VectorMath.FLOATS;
import static org.ventral.backend.cpu.vector.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;
import org.ventral.backend.cpu.loops.AdamStep;
import org.ventral.backend.cpu.loops.UpdateSpans;
import org.ventral.backend.cpu.scalar.ScalarUpdates;

/** {@link UpdateSpans} with the Vector API; {@link ScalarUpdates} takes what is left over. All of them run at the speed of memory. */
public final class VectorUpdates implements UpdateSpans {
    private static final ScalarUpdates REST = new ScalarUpdates();

    private VectorUpdates() {}

    /** The loops; call only where the Vector API is present. */
    public static VectorUpdates create() {
        return new VectorUpdates();
    }

    @Override
    public void sgd(float rate, float decay, float[] p, int po, float[] g, int go, int n) {
        int body = FLOATS.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            theta.fma(broadcast(FLOATS, decay), fromArray(FLOATS, g, go + i)).fma(broadcast(FLOATS, -rate), theta).intoArray(p, po + i);
        }
        if (body < n) REST.sgd(rate, decay, p, po + body, g, go + body, n - body);
    }

    @Override
    public void momentum(float rate, float gamma, float decay, boolean nesterov, float[] p, int po, float[] g, int go, float[] d, int dof, int n) {
        int body = FLOATS.loopBound(n);
        if (nesterov) nesterovMomentum(rate, gamma, decay, p, po, g, go, d, dof, body);
        else plainMomentum(rate, gamma, decay, p, po, g, go, d, dof, body);
        if (body < n) REST.momentum(rate, gamma, decay, nesterov, p, po + body, g, go + body, d, dof + body, n - body);
    }

    private static void plainMomentum(float rate, float gamma, float decay, float[] p, int po, float[] g, int go, float[] d, int dof, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            FloatVector delta = fromArray(FLOATS, d, dof + i).fma(broadcast(FLOATS, gamma), theta.fma(broadcast(FLOATS, decay), fromArray(FLOATS, g, go + i)).mul(-rate));
            delta.intoArray(d, dof + i);
            theta.add(delta).intoArray(p, po + i);
        }
    }

    private static void nesterovMomentum(float rate, float gamma, float decay, float[] p, int po, float[] g, int go, float[] d, int dof, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            FloatVector descent = theta.fma(broadcast(FLOATS, decay), fromArray(FLOATS, g, go + i)).mul(-rate);
            FloatVector delta = fromArray(FLOATS, d, dof + i).fma(broadcast(FLOATS, gamma), descent);
            delta.intoArray(d, dof + i);
            theta.add(delta.fma(broadcast(FLOATS, gamma), descent)).intoArray(p, po + i);
        }
    }

    @Override
    public void velocity(float rate, float mu, float dampening, float decay, boolean nesterov, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
        int body = FLOATS.loopBound(n);
        if (nesterov) nesterovVelocity(rate, mu, 1f - dampening, decay, p, po, g, go, v, vo, body);
        else plainVelocity(rate, mu, 1f - dampening, decay, p, po, g, go, v, vo, body);
        if (body < n) REST.velocity(rate, mu, dampening, decay, nesterov, p, po + body, g, go + body, v, vo + body, n - body);
    }

    private static void plainVelocity(float rate, float mu, float weight, float decay, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            FloatVector velocity = fromArray(FLOATS, v, vo + i).fma(broadcast(FLOATS, mu), theta.fma(broadcast(FLOATS, decay), fromArray(FLOATS, g, go + i)).mul(weight));
            velocity.intoArray(v, vo + i);
            velocity.fma(broadcast(FLOATS, -rate), theta).intoArray(p, po + i);
        }
    }

    private static void nesterovVelocity(float rate, float mu, float weight, float decay, float[] p, int po, float[] g, int go, float[] v, int vo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            FloatVector slope = theta.fma(broadcast(FLOATS, decay), fromArray(FLOATS, g, go + i));
            FloatVector velocity = fromArray(FLOATS, v, vo + i).fma(broadcast(FLOATS, mu), slope.mul(weight));
            velocity.intoArray(v, vo + i);
            velocity.fma(broadcast(FLOATS, mu), slope).fma(broadcast(FLOATS, -rate), theta).intoArray(p, po + i);
        }
    }

    @Override
    public void adam(AdamStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        int body = FLOATS.loopBound(n);
        if (step.epsilonInside()) adamInside(step, p, po, g, go, m, mo, v, vo, body);
        else adamOutside(step, p, po, g, go, m, mo, v, vo, body);
        if (body < n) REST.adam(step, p, po + body, g, go + body, m, mo + body, v, vo + body, n - body);
    }

    private static void adamOutside(AdamStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        float beta1 = step.beta1(), beta2 = step.beta2(), rate = -step.rate(), epsilon = step.epsilon(), unbias = step.unbias(), l2 = step.l2(), keep = step.keep();
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            FloatVector slope = theta.fma(broadcast(FLOATS, l2), fromArray(FLOATS, g, go + i));
            FloatVector mean = fromArray(FLOATS, m, mo + i).fma(broadcast(FLOATS, beta1), slope.mul(1f - beta1));
            FloatVector square = fromArray(FLOATS, v, vo + i).fma(broadcast(FLOATS, beta2), slope.mul(slope).mul(1f - beta2));
            mean.intoArray(m, mo + i);
            square.intoArray(v, vo + i);
            FloatVector divisor = square.mul(unbias).sqrt().add(epsilon);
            theta.fma(broadcast(FLOATS, keep), mean.mul(rate).div(divisor)).intoArray(p, po + i);
        }
    }

    private static void adamInside(AdamStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n) {
        float beta1 = step.beta1(), beta2 = step.beta2(), rate = -step.rate(), epsilon = step.epsilon(), unbias = step.unbias(), l2 = step.l2(), keep = step.keep();
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = fromArray(FLOATS, p, po + i);
            FloatVector slope = theta.fma(broadcast(FLOATS, l2), fromArray(FLOATS, g, go + i));
            FloatVector mean = fromArray(FLOATS, m, mo + i).fma(broadcast(FLOATS, beta1), slope.mul(1f - beta1));
            FloatVector square = fromArray(FLOATS, v, vo + i).fma(broadcast(FLOATS, beta2), slope.mul(slope).mul(1f - beta2));
            mean.intoArray(m, mo + i);
            square.intoArray(v, vo + i);
            FloatVector divisor = square.fma(broadcast(FLOATS, unbias), broadcast(FLOATS, epsilon)).sqrt();
            theta.fma(broadcast(FLOATS, keep), mean.mul(rate).div(divisor)).intoArray(p, po + i);
        }
    }
}
