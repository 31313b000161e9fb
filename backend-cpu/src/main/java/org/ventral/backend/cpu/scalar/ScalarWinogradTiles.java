package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.WinogradTiles;

/** {@link WinogradTiles} in plain Java. */
public final class ScalarWinogradTiles implements WinogradTiles {
    @Override
    public void input(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int tiles) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int t = 0; t < tiles; t++) {
            float d0 = in[o0 + t], d1 = in[o1 + t], d2 = in[o2 + t], d3 = in[o3 + t], d4 = in[o4 + t], d5 = in[o5 + t];
            float even = d4 - 4 * d2, odd = d3 - 4 * d1, sum = d4 - d2, difference = 2 * (d3 - d1);
            out[outAt + t] = 4 * d0 - 5 * d2 + d4;
            out[outAt + outStep + t] = even + odd;
            out[outAt + 2 * outStep + t] = even - odd;
            out[outAt + 3 * outStep + t] = sum + difference;
            out[outAt + 4 * outStep + t] = sum - difference;
            out[outAt + 5 * outStep + t] = 4 * d1 - 5 * d3 + d5;
        }
    }

    @Override
    public void output(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int tiles) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int t = 0; t < tiles; t++) {
            float m1 = in[o1 + t], m2 = in[o2 + t], m3 = in[o3 + t], m4 = in[o4 + t];
            float sum = m1 + m2, difference = m1 - m2, sum2 = m3 + m4, difference2 = m3 - m4;
            out[outAt + t] = in[o0 + t] + sum + sum2;
            out[outAt + outStep + t] = difference + 2 * difference2;
            out[outAt + 2 * outStep + t] = sum + 4 * sum2;
            out[outAt + 3 * outStep + t] = difference + 8 * difference2 + in[o5 + t];
        }
    }
}
