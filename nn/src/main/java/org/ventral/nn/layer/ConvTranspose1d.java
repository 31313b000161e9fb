package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** Transposed convolution over 1 spatial axis, {@code [N, in, L] → [N, out, L]}. */
public final class ConvTranspose1d extends TransposedConvolution {
    private ConvTranspose1d(Builder<ConvTranspose1d> from, Rng rng) {
        super(from, rng);
    }

    /** A layer with stride 1, without padding, with a bias. */
    public static ConvTranspose1d of(int in, int out, long kernel, Rng rng) {
        return builder(in, out, kernel).build(rng);
    }

    /** A layer with settings; the kernel's size is given once, or for each axis. */
    public static Builder<ConvTranspose1d> builder(int in, int out, long... kernel) {
        return new Builder<>(in, out, 1, kernel, ConvTranspose1d::new);
    }
}
