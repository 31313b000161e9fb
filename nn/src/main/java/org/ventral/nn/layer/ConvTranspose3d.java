package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** Transposed convolution over 3 spatial axes, {@code [N, in, D, H, W] → [N, out, D, H, W]}. */
public final class ConvTranspose3d extends TransposedConvolution {
    private ConvTranspose3d(Builder<ConvTranspose3d> from, Rng rng) {
        super(from, rng);
    }

    /** A layer with stride 1, without padding, with a bias. */
    public static ConvTranspose3d of(int in, int out, long kernel, Rng rng) {
        return builder(in, out, kernel).build(rng);
    }

    /** A layer with settings; the kernel's size is given once, or for each axis. */
    public static Builder<ConvTranspose3d> builder(int in, int out, long... kernel) {
        return new Builder<>(in, out, 3, kernel, ConvTranspose3d::new);
    }
}
