package org.ventral.backend.cpu.kernel;

import java.util.Arrays;

/** Short stretches of strided floats, copied to where a contiguous loop can run over them while they stay in the first-level cache. */
final class Strips {
    /** Floats in a strip: three of them are 12 KiB. */
    static final int LENGTH = 1024;

    private Strips() {}

    /** Copies {@code n} elements, {@code stride} apart, to the front of a strip. */
    static void gather(float[] x, int xo, int stride, float[] strip, int n) {
        gather(x, xo, stride, strip, 0, n);
    }

    /** Copies {@code n} elements, {@code stride} apart, to consecutive places. */
    static void gather(float[] x, int xo, int stride, float[] y, int yo, int n) {
        if (stride == 1) System.arraycopy(x, xo, y, yo, n);
        else if (stride == 0) Arrays.fill(y, yo, yo + n, x[xo]);
        else for (int i = 0; i < n; i++) y[yo + i] = x[xo + i * stride];
    }

    /** Copies the first {@code n} elements of a strip to places {@code stride} apart. */
    static void scatter(float[] strip, float[] y, int yo, int stride, int n) {
        if (stride == 1) System.arraycopy(strip, 0, y, yo, n);
        else for (int i = 0; i < n; i++) y[yo + i * stride] = strip[i];
    }
}
