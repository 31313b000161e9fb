package org.ventral.backend.cpu.kernel;

/**
 * One spatial axis of a convolution: {@code out = ⌊(in + before + after − dilation · (kernel − 1) − 1) / stride⌋ + 1} positions.
 * Tap {@code k} of output {@code o} reads input {@code o · stride − before + k · dilation}, or a zero where that lies outside.
 *
 * @param in       input length
 * @param kernel   number of taps, at least 1
 * @param stride   distance of neighbouring outputs in the input, at least 1
 * @param before   zeros before the first element, at least 0
 * @param after    zeros after the last element, at least 0
 * @param dilation distance of neighbouring taps in the input, at least 1
 */
public record ConvAxis(int in, int kernel, int stride, int before, int after, int dilation) {
    /** An axis of length one that a convolution with fewer spatial axes leaves alone. */
    public static final ConvAxis UNIT = new ConvAxis(1, 1, 1, 0, 0, 1);

    public ConvAxis {
        if (in < 0 || kernel < 1 || stride < 1 || before < 0 || after < 0 || dilation < 1)
            throw new IllegalArgumentException("Conv: an axis needs in >= 0, kernel, stride and dilation >= 1, padding >= 0; got in " + in + ", kernel " + kernel
                + ", stride " + stride + ", padding " + before + " and " + after + ", dilation " + dilation);
        if (in > 0 && in + before + after < reach(kernel, dilation))
            throw new IllegalArgumentException("Conv: kernel " + kernel + " with dilation " + dilation + " does not fit into " + in + " elements with padding " + before + " and " + after);
    }

    /** Number of outputs. */
    public int out() {
        int room = in + before + after - reach(kernel, dilation);
        return room < 0 ? 0 : room / stride + 1;
    }

    /** True if every tap of every output is its own input element, in order: nothing to pad, skip or repeat. */
    boolean plain() {
        return stride == 1 && before == 0 && after == 0;
    }

    private static int reach(int kernel, int dilation) {
        return dilation * (kernel - 1) + 1;
    }
}
