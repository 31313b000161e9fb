package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.CellSpans;

/** The loops of a long short-term memory in plain Java. */
public final class ScalarCells implements CellSpans {
    @Override
    public void remember(int n, float[] gates, int go, float[] before, int bo, float[] c, int co) {
        for (int j = 0; j < n; j++) c[co + j] = gates[go + n + j] * before[bo + j] + gates[go + j] * gates[go + 2 * n + j];
    }

    @Override
    public void show(int n, float[] gates, int go, float[] shown, int so, float[] h, int ho) {
        for (int j = 0; j < n; j++) h[ho + j] = gates[go + 3 * n + j] * shown[so + j];
    }

    @Override
    public void back(int n, float curved, float[] gates, int go, float[] before, int bo, float[] shown, int so, float[] dh, int dho, float[] dc, int dco, float[] da, int dao) {
        for (int j = 0; j < n; j++) {
            float i = gates[go + j], f = gates[go + n + j], candidate = gates[go + 2 * n + j], o = gates[go + 3 * n + j];
            float s = shown[so + j], g = dh[dho + j], c = dc[dco + j] + g * (o * (1 - curved * s * s));
            da[dao + j] = c * candidate * (i - i * i);
            da[dao + n + j] = c * before[bo + j] * (f - f * f);
            da[dao + 2 * n + j] = c * i * (1 - candidate * candidate);
            da[dao + 3 * n + j] = g * s * (o - o * o);
            dc[dco + j] = c * f;
        }
    }
}
