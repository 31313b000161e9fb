package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** Transposed convolution over 2 spatial axes, {@code [N, in, H, W] → [N, out, H, W]}. */
public final class ConvTranspose2d extends TransposedConvolution {
    private ConvTranspose2d(Builder<ConvTranspose2d> from, Rng rng) {
        super(from, rng);
    }

    /** A layer with stride 1, without padding, with a bias. */
    public static ConvTranspose2d of(int in, int out, long kernel, Rng rng) {
        return builder(in, out, kernel).build(rng);
    }

    /** A layer with settings; the kernel's size is given once, or for each axis. */
    public static Builder<ConvTranspose2d> builder(int in, int out, long... kernel) {
        return new Builder<>(in, out, 2, kernel, ConvTranspose2d::new);
    }
}
