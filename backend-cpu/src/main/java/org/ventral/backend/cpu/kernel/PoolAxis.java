package org.ventral.backend.cpu.kernel;

/**
 * One spatial axis of a pooling: window {@code o} looks at elements {@code o · stride − before + k · dilation} for {@code 0 ≤ k < kernel}, as far as they exist.
 *
 * @param in       input length
 * @param kernel   elements of a window
 * @param stride   distance of neighbouring windows
 * @param before   padding in front
 * @param after    padding behind; matters only where padding counts as zeros
 * @param dilation distance of neighbouring elements of a window
 * @param out      number of windows, which the caller knows how to round
 */
public record PoolAxis(int in, int kernel, int stride, int before, int after, int dilation, int out) {
    /** An axis of length one that a pooling with fewer spatial axes leaves alone. */
    public static final PoolAxis UNIT = new PoolAxis(1, 1, 1, 0, 0, 1, 1);

    public PoolAxis {
        if (in < 0 || kernel < 1 || stride < 1 || before < 0 || after < 0 || dilation < 1 || out < 0)
            throw new IllegalArgumentException("Pool: an axis needs in, padding and out >= 0, kernel, stride and dilation >= 1; got in " + in + ", kernel " + kernel
                + ", stride " + stride + ", padding " + before + " and " + after + ", dilation " + dilation + ", out " + out);
    }

    int start(int window) {
        return window * stride - before;
    }

    /** The first element of a window that exists. */
    int first(int window) {
        int start = start(window);
        return start >= 0 ? start : start + Math.ceilDiv(-start, dilation) * dilation;
    }

    /** The end of a window: past its last element, or past the input. */
    int end(int window) {
        return Math.min(start(window) + (kernel - 1) * dilation + 1, in);
    }

    /** How many elements an average is over; padding counts up to {@code after}, never beyond. */
    int counted(int window, boolean padding) {
        int start = start(window), end = start + kernel;
        return padding ? Math.min(end, in + after) - start : Math.min(end, in) - Math.max(start, 0);
    }
}
