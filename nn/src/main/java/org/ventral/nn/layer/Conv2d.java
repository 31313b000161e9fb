package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** Convolution over 2 spatial axes, {@code [N, in, H, W] → [N, out, H, W]}, with weights {@code [out, in/groups, kh, kw]}. */
public final class Conv2d extends Convolution {
    private Conv2d(Builder from, Rng rng) {
        super(from, rng);
    }

    /** A layer with stride 1, without padding, with a bias. */
    public static Conv2d of(int in, int out, long kernel, Rng rng) {
        return builder(in, out, kernel).build(rng);
    }

    /** A layer with settings; the kernel's size is given once, or for each axis. */
    public static Builder builder(int in, int out, long... kernel) {
        return new Builder(in, out, kernel);
    }

    /** The settings of a {@link Conv2d}. */
    public static final class Builder extends Convolution.Builder<Builder> {
        private Builder(int in, int out, long[] kernel) {
            super(in, out, 2, kernel);
        }

        @Override Builder self() {
            return this;
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Conv2d build(Rng rng) {
            return new Conv2d(this, rng);
        }
    }
}
