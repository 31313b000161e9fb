package org.ventral.nn.layer;

import java.util.function.Function;
import org.ventral.nn.Buffer;
import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.BatchNormInference;

/**
 * What batch normalization over 0 to 3 spatial axes has in common: each channel of {@code [N, C, spatial…]} is standardized, then scaled and
 * shifted, {@code y = weight · (x − μ) / √(σ² + ε) + bias} (eqs. 7.102–7.104, 7.107; Ioffe and Szegedy, 2015).
 *
 * <p>In training, μ and σ² are those of the batch, taken over all axes but the channels, and move the running averages:
 * {@code running ← (1 − momentum) · running + momentum · batch}, with the variance taken without bias (over n − 1). In evaluation the running
 * averages are used, so that what is computed for a sample does not depend on the others. A layer that does not track them uses those of the
 * batch in both modes.
 *
 * <p>Parameters, unless it was built without: {@code weight [C]}, which begins as 1, and {@code bias [C]}, which begins as 0. Buffers, if it
 * tracks: {@code running_mean [C]}, {@code running_var [C]} and the number of batches seen, {@code num_batches_tracked []}, int64.
 *
 * <p>A linear map or convolution in front needs no bias: the mean takes it out again.
 */
public abstract sealed class BatchNorm extends Module permits BatchNorm1d, BatchNorm2d, BatchNorm3d {
    private final long channels;
    private final double epsilon, momentum;
    private final boolean cumulative;
    private final Parameter weight, bias;
    private final Buffer mean, variance, count;

    BatchNorm(Builder<?> from) {
        channels = from.channels;
        epsilon = from.epsilon;
        momentum = from.momentum;
        cumulative = from.cumulative;
        weight = from.affine ? parameter("weight", Tensor.full(from.initialScale, channels)) : null;
        bias = from.affine ? parameter("bias", Tensor.zeros(channels)) : null;
        mean = from.track ? buffer("running_mean", Tensor.zeros(channels)) : null;
        variance = from.track ? buffer("running_var", Tensor.ones(channels)) : null;
        count = from.track ? buffer("num_batches_tracked", Tensor.of(new long[1], new long[0])) : null;
    }

    /** Fewest and most axes that an input can have. */
    abstract int fewestAxes();

    abstract int mostAxes();

    /**
     * The normalized batch.
     *
     * @throws ShapeException if the rank does not fit, if there are other than C channels, or, in training, if a channel has but one value
     */
    @Override public final Tensor forward(Tensor x) {
        Channels.require(kind(), x, channels, fewestAxes(), mostAxes());
        Tensor scale = Channels.orFull(weight, 1, channels, x), shift = Channels.orFull(bias, 0, channels, x);
        boolean tracking = mean != null;
        if (tracking && !isTraining())
            return x.batchNorm(scale, shift, mean.value().cast(x.dtype()), variance.value().cast(x.dtype()), epsilon);
        long values = x.elements() / channels;
        if (isTraining() && values == 1)
            throw new ShapeException("%s: input %s has one value for each channel, which has no variance to train with; make the batch larger", kind(), x.shape());
        var batch = x.batchNorm(scale, shift, epsilon);
        if (tracking) track(batch.mean(), batch.variance(), values);
        return batch.values();
    }

    private void track(Tensor batchMean, Tensor batchVariance, long values) {
        count.update(n -> n.add(1));
        // Two steps, as each number by itself follows the size of the batch: so a trace for any batch knows what to compute.
        Tensor unbiased = batchVariance.detach().mul((double) values).div((double) (values - 1));
        average(mean, batchMean.detach());
        average(variance, unbiased);
    }

    private void average(Buffer running, Tensor batch) {
        if (!cumulative) {
            Channels.move(running, batch, momentum);
            return;
        }
        Tensor now = batch.cast(running.type().dtype()), rate = count.value().cast(running.type().dtype()).reciprocal();
        running.update(old -> old.add(now.sub(old).mul(rate)));
    }

    @Override protected final String settings() {
        StringBuilder text = new StringBuilder(String.valueOf(channels));
        if (epsilon != Builder.EPSILON) text.append(", epsilon ").append(epsilon);
        if (mean == null) text.append(", no running statistics");
        else if (cumulative) text.append(", cumulative average");
        else if (momentum != Builder.MOMENTUM) text.append(", momentum ").append(momentum);
        return text.append(weight == null ? ", not affine" : "").toString();
    }

    /**
     * The settings of a batch normalization.
     *
     * @param <L> the layer
     */
    public static final class Builder<L extends BatchNorm> {
        private static final double EPSILON = 1e-5, MOMENTUM = 0.1;

        private final Function<Builder<L>, L> maker;
        private final int channels;
        private double epsilon = EPSILON, momentum = MOMENTUM, initialScale = 1;
        private boolean cumulative, affine = true, track = true;

        Builder(String layer, int channels, Function<Builder<L>, L> maker) {
            this.channels = Channels.atLeastOne(layer, channels);
            this.maker = maker;
        }

        /** Added to the variance; 1e-5 by default. */
        public Builder<L> epsilon(double number) {
            epsilon = new BatchNormInference(number).epsilon();
            return this;
        }

        /** The weight of the newest batch in the running averages, from 0 to 1; 0.1 by default. (ONNX's momentum is 1 minus this.) */
        public Builder<L> momentum(double weight) {
            if (!(weight >= 0 && weight <= 1)) throw new IllegalArgumentException("BatchNorm: the momentum must be from 0 to 1, got " + weight);
            momentum = weight;
            cumulative = false;
            return this;
        }

        /** Running averages in which all batches ever seen have equal weight; PyTorch's momentum {@code None}. */
        public Builder<L> cumulativeAverage() {
            cumulative = true;
            return this;
        }

        /** Whether there are a weight and a bias; by default there are. */
        public Builder<L> affine(boolean wanted) {
            affine = wanted;
            return this;
        }

        /** Whether running averages are kept for evaluation; by default they are. */
        public Builder<L> trackRunningStatistics(boolean wanted) {
            track = wanted;
            return this;
        }

        /** What the weight begins as: 1 by default, 0 for the last normalization of a residual branch, which so begins as the identity. */
        public Builder<L> initialScale(double number) {
            initialScale = number;
            return this;
        }

        /** The layer. */
        public L build() {
            return maker.apply(this);
        }
    }
}
