package org.ventral.nn.layer;

/** Batch normalization of {@code [N, C] or [N, C, L]}, the same shape out. */
public final class BatchNorm1d extends BatchNorm {
    private BatchNorm1d(Builder<BatchNorm1d> from) {
        super(from);
    }

    /** A layer with ε 1e-5, momentum 0.1, weight, bias and running averages. */
    public static BatchNorm1d of(int channels) {
        return builder(channels).build();
    }

    /** A layer with settings. */
    public static Builder<BatchNorm1d> builder(int channels) {
        return new Builder<>("BatchNorm1d", channels, BatchNorm1d::new);
    }

    @Override int fewestAxes() {
        return 2;
    }

    @Override int mostAxes() {
        return 3;
    }
}
