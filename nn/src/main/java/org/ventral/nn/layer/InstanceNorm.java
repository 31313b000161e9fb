package org.ventral.nn.layer;

import java.util.function.Function;
import org.ventral.nn.Buffer;
import org.ventral.nn.Module;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.LayerNorm;

/**
 * What instance normalization over 1 to 3 spatial axes has in common (Ulyanov, Vedaldi and Lempitsky, 2016): eq. 7.104 with the mean and the
 * variance of each channel of each sample by itself, over the spatial axes. It removes contrast and brightness of single images.
 *
 * <p>Parameters, only if asked for: {@code weight [C]} and {@code bias [C]}. If it tracks, which is seldom, it has the buffers of
 * {@link BatchNorm}, moved towards the means of the samples' statistics, and uses them in evaluation.
 */
public abstract sealed class InstanceNorm extends Module permits InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
    private final long channels;
    private final double epsilon, momentum;
    private final Parameter weight, bias;
    private final Buffer mean, variance;

    InstanceNorm(Builder<?> from) {
        channels = from.channels;
        epsilon = from.epsilon;
        momentum = from.momentum;
        weight = from.affine ? parameter("weight", Tensor.ones(channels)) : null;
        bias = from.affine ? parameter("bias", Tensor.zeros(channels)) : null;
        mean = from.track ? buffer("running_mean", Tensor.zeros(channels)) : null;
        variance = from.track ? buffer("running_var", Tensor.ones(channels)) : null;
        if (from.track) buffer("num_batches_tracked", Tensor.of(new long[1], new long[0]));     // PyTorch saves it too, and leaves it 0
    }

    /** Axes of the input. */
    abstract int axes();

    /**
     * The normalized images.
     *
     * @throws ShapeException if the rank does not fit, if there are other than C channels, or, in training, if a channel has but one value
     */
    @Override public final Tensor forward(Tensor x) {
        Channels.require(kind(), x, channels, axes(), axes());
        if (mean != null && !isTraining()) {
            Tensor scale = Channels.orFull(weight, 1, channels, x), shift = Channels.orFull(bias, 0, channels, x);
            return x.batchNorm(scale, shift, mean.value().cast(x.dtype()), variance.value().cast(x.dtype()), epsilon);
        }
        if (isTraining() && x.shape().last(x.rank() - 2).elements() == 1)
            throw new ShapeException("%s: input %s has one value for each channel of a sample, which has no variance", kind(), x.shape());
        if (mean != null) track(x.detach());
        return Channels.affine(Channels.standardizeGroups(x, channels, epsilon), weight, bias);
    }

    private void track(Tensor x) {
        Tensor flat = x.flatten(2, -1);
        Channels.move(mean, flat.mean(0, 2), momentum);
        Channels.move(variance, flat.variance(Axes.of(2), 1, false).mean(0), momentum);
    }

    @Override protected final String settings() {
        return channels + (epsilon == Builder.EPSILON ? "" : ", epsilon " + epsilon) + (mean == null ? "" : ", momentum " + momentum) + (weight == null ? "" : ", affine");
    }

    /**
     * The settings of an instance normalization.
     *
     * @param <L> the layer
     */
    public static final class Builder<L extends InstanceNorm> {
        private static final double EPSILON = 1e-5;

        private final Function<Builder<L>, L> maker;
        private final int channels;
        private double epsilon = EPSILON, momentum = 0.1;
        private boolean affine, track;

        Builder(String layer, int channels, Function<Builder<L>, L> maker) {
            this.channels = Channels.atLeastOne(layer, channels);
            this.maker = maker;
        }

        /** Added to the variance; 1e-5 by default. */
        public Builder<L> epsilon(double number) {
            epsilon = new LayerNorm(1, number).epsilon();
            return this;
        }

        /** The weight of the newest batch in the running averages, from 0 to 1; 0.1 by default. */
        public Builder<L> momentum(double weight) {
            if (!(weight >= 0 && weight <= 1)) throw new IllegalArgumentException("InstanceNorm: the momentum must be from 0 to 1, got " + weight);
            momentum = weight;
            return this;
        }

        /** Whether there are a weight and a bias; by default there are none. */
        public Builder<L> affine(boolean wanted) {
            affine = wanted;
            return this;
        }

        /** Whether running averages are kept for evaluation; by default they are not. */
        public Builder<L> trackRunningStatistics(boolean wanted) {
            track = wanted;
            return this;
        }

        /** The layer. */
        public L build() {
            return maker.apply(this);
        }
    }
}
