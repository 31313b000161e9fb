package org.ventral.nn.layer;

/** Instance normalization of {@code [N, C, L]}, the same shape out. */
public final class InstanceNorm1d extends InstanceNorm {
    private InstanceNorm1d(Builder<InstanceNorm1d> from) {
        super(from);
    }

    /** A layer with ε 1e-5, without parameters or running averages. */
    public static InstanceNorm1d of(int channels) {
        return builder(channels).build();
    }

    /** A layer with settings. */
    public static Builder<InstanceNorm1d> builder(int channels) {
        return new Builder<>("InstanceNorm1d", channels, InstanceNorm1d::new);
    }

    @Override int axes() {
        return 3;
    }
}
