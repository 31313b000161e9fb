package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** Convolution over 1 spatial axis, {@code [N, in, L] → [N, out, L]}, with weights {@code [out, in/groups, k]}. */
public final class Conv1d extends Convolution {
    private Conv1d(Builder from, Rng rng) {
        super(from, rng);
    }

    /** A layer with stride 1, without padding, with a bias. */
    public static Conv1d of(int in, int out, long kernel, Rng rng) {
        return builder(in, out, kernel).build(rng);
    }

    /** A layer with settings; the kernel's size is given once, or for each axis. */
    public static Builder builder(int in, int out, long... kernel) {
        return new Builder(in, out, kernel);
    }

    /** The settings of a {@link Conv1d}. */
    public static final class Builder extends Convolution.Builder<Builder> {
        private Builder(int in, int out, long[] kernel) {
            super(in, out, 1, kernel);
        }

        @Override Builder self() {
            return this;
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Conv1d build(Rng rng) {
            return new Conv1d(this, rng);
        }
    }
}
