package org.ventral.nn.layer;

/** Batch normalization of {@code [N, C, H, W]}, the same shape out. */
public final class BatchNorm2d extends BatchNorm {
    private BatchNorm2d(Builder<BatchNorm2d> from) {
        super(from);
    }

    /** A layer with ε 1e-5, momentum 0.1, weight, bias and running averages. */
    public static BatchNorm2d of(int channels) {
        return builder(channels).build();
    }

    /** A layer with settings. */
    public static Builder<BatchNorm2d> builder(int channels) {
        return new Builder<>("BatchNorm2d", channels, BatchNorm2d::new);
    }

    @Override int fewestAxes() {
        return 4;
    }

    @Override int mostAxes() {
        return 4;
    }
}
