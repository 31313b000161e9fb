package org.ventral.nn.layer;

/** Instance normalization of {@code [N, C, D, H, W]}, the same shape out. */
public final class InstanceNorm3d extends InstanceNorm {
    private InstanceNorm3d(Builder<InstanceNorm3d> from) {
        super(from);
    }

    /** A layer with ε 1e-5, without parameters or running averages. */
    public static InstanceNorm3d of(int channels) {
        return builder(channels).build();
    }

    /** A layer with settings. */
    public static Builder<InstanceNorm3d> builder(int channels) {
        return new Builder<>("InstanceNorm3d", channels, InstanceNorm3d::new);
    }

    @Override int axes() {
        return 5;
    }
}
