package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** Convolution over 3 spatial axes, {@code [N, in, D, H, W] → [N, out, D, H, W]}, with weights {@code [out, in/groups, kd, kh, kw]}. */
public final class Conv3d extends Convolution {
    private Conv3d(Builder from, Rng rng) {
        super(from, rng);
    }

    /** A layer with stride 1, without padding, with a bias. */
    public static Conv3d of(int in, int out, long kernel, Rng rng) {
        return builder(in, out, kernel).build(rng);
    }

    /** A layer with settings; the kernel's size is given once, or for each axis. */
    public static Builder builder(int in, int out, long... kernel) {
        return new Builder(in, out, kernel);
    }

    /** The settings of a {@link Conv3d}. */
    public static final class Builder extends Convolution.Builder<Builder> {
        private Builder(int in, int out, long[] kernel) {
            super(in, out, 3, kernel);
        }

        @Override Builder self() {
            return this;
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Conv3d build(Rng rng) {
            return new Conv3d(this, rng);
        }
    }
}
