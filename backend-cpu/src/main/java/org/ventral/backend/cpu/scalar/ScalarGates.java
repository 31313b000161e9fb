package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.GateSpans;

/** The loops of a gated recurrent unit in plain Java. */
public final class ScalarGates implements GateSpans {
    @Override
    public void reset(int n, float[] gates, int go, float[] before, int bo) {
        for (int j = 0; j < n; j++) gates[go + 3 * n + j] = gates[go + j] * before[bo + j];
    }

    @Override
    public void candidate(int n, float[] gates, int go, float[] x, int xo) {
        for (int j = 0; j < n; j++) gates[go + 2 * n + j] = x[xo + j] + gates[go + j] * gates[go + 3 * n + j];
    }

    @Override
    public void mix(int n, float[] gates, int go, float[] before, int bo, float[] h, int ho) {
        for (int j = 0; j < n; j++) {
            float c = gates[go + 2 * n + j];
            h[ho + j] = c + gates[go + n + j] * (before[bo + j] - c);
        }
    }

    @Override
    public void backMix(int n, float[] gates, int go, float[] before, int bo, float[] dh, int dho, float[] da, int dao) {
        for (int j = 0; j < n; j++) {
            float k = gates[go + n + j], c = gates[go + 2 * n + j], g = dh[dho + j];
            da[dao + n + j] = g * (before[bo + j] - c) * (k - k * k);
            da[dao + 2 * n + j] = (g - g * k) * (1 - c * c);
            dh[dho + j] = g * k;
        }
    }

    @Override
    public void backAfter(int n, float[] gates, int go, float[] da, int dao, float[] du, int duo) {
        for (int j = 0; j < n; j++) {
            float r = gates[go + j], c = da[dao + 2 * n + j], ofReset = c * gates[go + 3 * n + j] * (r - r * r);
            da[dao + j] = ofReset;
            du[duo + j] = ofReset;
            du[duo + n + j] = da[dao + n + j];
            du[duo + 2 * n + j] = c * r;
        }
    }

    @Override
    public void backBefore(int n, float[] gates, int go, float[] before, int bo, float[] dm, int dmo, float[] da, int dao, float[] dh, int dho) {
        for (int j = 0; j < n; j++) {
            float r = gates[go + j], m = dm[dmo + j];
            da[dao + j] = m * before[bo + j] * (r - r * r);
            dh[dho + j] += m * r;
        }
    }
}
