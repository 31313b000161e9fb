package org.ventral.nn.layer;

/** Batch normalization of {@code [N, C, D, H, W]}, the same shape out. */
public final class BatchNorm3d extends BatchNorm {
    private BatchNorm3d(Builder<BatchNorm3d> from) {
        super(from);
    }

    /** A layer with ε 1e-5, momentum 0.1, weight, bias and running averages. */
    public static BatchNorm3d of(int channels) {
        return builder(channels).build();
    }

    /** A layer with settings. */
    public static Builder<BatchNorm3d> builder(int channels) {
        return new Builder<>("BatchNorm3d", channels, BatchNorm3d::new);
    }

    @Override int fewestAxes() {
        return 5;
    }

    @Override int mostAxes() {
        return 5;
    }
}
