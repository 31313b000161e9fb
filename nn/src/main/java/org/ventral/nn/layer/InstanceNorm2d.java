package org.ventral.nn.layer;

/** Instance normalization of {@code [N, C, H, W]}, the same shape out. */
public final class InstanceNorm2d extends InstanceNorm {
    private InstanceNorm2d(Builder<InstanceNorm2d> from) {
        super(from);
    }

    /** A layer with ε 1e-5, without parameters or running averages. */
    public static InstanceNorm2d of(int channels) {
        return builder(channels).build();
    }

    /** A layer with settings. */
    public static Builder<InstanceNorm2d> builder(int channels) {
        return new Builder<>("InstanceNorm2d", channels, InstanceNorm2d::new);
    }

    @Override int axes() {
        return 4;
    }
}
