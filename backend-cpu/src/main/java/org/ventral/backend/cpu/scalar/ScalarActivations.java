package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.FloatMath;

/** {@link ActivationSpans} in plain Java; also finishes what the vector loops leave over. */
public final class ScalarActivations implements ActivationSpans {
    @Override
    public void forward(ActivationFunction kind, float alpha, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) y[yo + i] = value(kind, alpha, x[xo + i]);
    }

    @Override
    public void backward(ActivationFunction kind, float alpha, float[] v, int vo, float[] g, int go, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) dx[dxo + i] = gradient(kind, alpha, v[vo + i], g[go + i]);
    }

    private static float value(ActivationFunction kind, float alpha, float x) {
        return switch (kind) {
            case RELU -> x <= 0f ? 0f : x;
            case LEAKY_RELU -> x <= 0f ? alpha * x : x;
            case ELU -> x <= 0f ? alpha * FloatMath.expm1(x) : x;
            case GELU -> FloatMath.gelu(x);
            case GELU_TANH -> FloatMath.geluTanh(x);
            case SILU -> FloatMath.silu(x);
            case SIGMOID -> FloatMath.sigmoid(x);
            case TANH -> FloatMath.tanh(x);
            case SOFTPLUS -> FloatMath.softplus(x);
        };
    }

    private static float gradient(ActivationFunction kind, float alpha, float v, float g) {
        return switch (kind) {
            case RELU -> v <= 0f ? 0f : g;
            case LEAKY_RELU -> v <= 0f ? alpha * g : g;
            case ELU -> v <= 0f ? g * (alpha * FloatMath.exp(v)) : g;
            case GELU -> g * FloatMath.geluSlope(v);
            case GELU_TANH -> g * FloatMath.geluTanhSlope(v);
            case SILU -> g * FloatMath.siluSlope(v);
            case SIGMOID -> g * (v * (1f - v));
            case TANH -> g * Math.fma(-v, v, 1f);
            case SOFTPLUS -> g * FloatMath.sigmoid(v);
        };
    }
}
