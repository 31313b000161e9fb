package org.ventral.backend.cpu.scalar;

import org.ventral.backend.cpu.loops.WinogradTiles;

/** {@link WinogradTiles} in plain Java. */
public final class ScalarWinogradTiles implements WinogradTiles {
    private static final float SIXTH = 1 / 6f;

    @Override
    public void input(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int c = 0; c < channels; c++) {
            float d0 = in[o0 + c], d1 = in[o1 + c], d2 = in[o2 + c], d3 = in[o3 + c], d4 = in[o4 + c], d5 = in[o5 + c];
            float even = d4 - 4 * d2, odd = d3 - 4 * d1, sum = d4 - d2, difference = 2 * (d3 - d1);
            out[outAt + c] = 4 * d0 - 5 * d2 + d4;
            out[outAt + outStep + c] = even + odd;
            out[outAt + 2 * outStep + c] = even - odd;
            out[outAt + 3 * outStep + c] = sum + difference;
            out[outAt + 4 * outStep + c] = sum - difference;
            out[outAt + 5 * outStep + c] = 4 * d1 - 5 * d3 + d5;
        }
    }

    @Override
    public void output(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int c = 0; c < channels; c++) {
            float m1 = in[o1 + c], m2 = in[o2 + c], m3 = in[o3 + c], m4 = in[o4 + c];
            float sum = m1 + m2, difference = m1 - m2, sum2 = m3 + m4, difference2 = m3 - m4;
            out[outAt + c] = in[o0 + c] + sum + sum2;
            out[outAt + outStep + c] = difference + 2 * difference2;
            out[outAt + 2 * outStep + c] = sum + 4 * sum2;
            out[outAt + 3 * outStep + c] = difference + 8 * difference2 + in[o5 + c];
        }
    }

    @Override
    public void filter(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2];
        for (int c = 0; c < channels; c++) {
            float a = in[o0 + c], b = in[o1 + c] * SIXTH, d = in[o2 + c], outer = (a + d) * SIXTH, wide = a * (1 / 24f) + d * SIXTH, half = b * 0.5f;
            out[outAt + c] = a * 0.25f;
            out[outAt + outStep + c] = -(outer + b);
            out[outAt + 2 * outStep + c] = b - outer;
            out[outAt + 3 * outStep + c] = wide + half;
            out[outAt + 4 * outStep + c] = wide - half;
            out[outAt + 5 * outStep + c] = d;
        }
    }

    @Override
    public void spread(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3];
        for (int c = 0; c < channels; c++) {
            float d0 = in[o0 + c], d1 = in[o1 + c], d2 = in[o2 + c], d3 = in[o3 + c], even = d0 + d2, odd = d1 + d3, even2 = 4 * d2 + d0, odd2 = 8 * d3 + 2 * d1;
            out[outAt + c] = d0;
            out[outAt + outStep + c] = even + odd;
            out[outAt + 2 * outStep + c] = even - odd;
            out[outAt + 3 * outStep + c] = even2 + odd2;
            out[outAt + 4 * outStep + c] = even2 - odd2;
            out[outAt + 5 * outStep + c] = d3;
        }
    }

    @Override
    public void gather(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels) {
        int o0 = inAt + offsets[0], o1 = inAt + offsets[1], o2 = inAt + offsets[2], o3 = inAt + offsets[3], o4 = inAt + offsets[4], o5 = inAt + offsets[5];
        for (int c = 0; c < channels; c++) {
            float m1 = in[o1 + c], m2 = in[o2 + c], m3 = in[o3 + c], m4 = in[o4 + c], near = (m1 + m2) * SIXTH, far = m3 + m4;
            out[outAt + c] = in[o0 + c] * 0.25f - near + far * (1 / 24f);
            out[outAt + outStep + c] = (m2 - m1) * SIXTH + (m3 - m4) * (1 / 12f);
            out[outAt + 2 * outStep + c] = far * SIXTH - near + in[o5 + c];
        }
    }
}
