package org.ventral.nn.vision.explain;

import java.util.List;
import org.ventral.nn.analysis.Layer;
import org.ventral.nn.analysis.LayeredGraph;
import org.ventral.nn.signal.Kernels;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;

/**
 * The image that a unit answers to most, found by gradient ascent from noise (Erhan, Bengio, Courville and Vincent, 2009; section 7.3.3).
 *
 * <p>Without restraint that is noise which no image has. What keeps it near to images: a decay towards the background, steps from slightly moved images so that no
 * single pixel counts, bounds that images have (Yosinski, Clune, Nguyen, Fuchs and Lipson, 2015), and ascent from coarse to fine: the gradient is smoothed, widely at
 * first and less and less, so that a figure is there before its details are, and the stripes that strides and pooling leave in a gradient do not add up.
 */
public final class ActivationMaximisation {
    /** Deviations in pixels that leave an image as it is. */
    private static final double LEAST_DEVIATION = 0.2;

    private final LayeredGraph network;
    private final Builder with;

    private ActivationMaximisation(LayeredGraph network, Builder with) {
        this.network = network;
        this.with = with;
    }

    /** With the usual settings to begin with. */
    public static Builder builder(LayeredGraph network) {
        return new Builder(network);
    }

    /**
     * The image, shaped as the network's input: a batch of one.
     *
     * @param channel the channel of a layer of maps, whose mean activation is to be large, or the unit of another layer
     * @throws IllegalArgumentException if the layer has fewer
     */
    public Tensor image(Layer layer, int channel) {
        long channels = layer.shape().size(1);
        if (channel < 0 || channel >= channels) throw new IllegalArgumentException("layer %s has channels 0 to %d, not %d".formatted(layer.name(), channels - 1, channel));
        Rng rng = Rng.of(with.seed).split(layer.name()).split(channel);
        long[] shape = network.input().shape().toArray();
        double range = with.high - with.low;
        Tensor image = Tensor.normal(rng, with.background, 0.05 * range, shape).clip(with.low, with.high);
        for (int step = 0; step < with.steps; step++) {
            long down = jitter(rng), right = jitter(rng);
            Tensor moved = roll(image, down, right).contiguous();
            double done = with.steps == 1 ? 1 : step / (with.steps - 1.0);
            Tensor gradient = smoothed(roll(gradient(moved, layer, channel), -down, -right), with.coarse + done * (with.fine - with.coarse));
            double size = Math.sqrt(gradient.square().mean().item());
            // Where nothing answers at all, another noise may.
            Tensor ascent = size > 0 ? gradient.mul(with.rate * range / size) : Tensor.normal(rng, 0, 0.05 * range, shape);
            image = image.add(ascent).sub(with.background).mul(1 - with.decay).add(with.background).clip(with.low, with.high);
        }
        return image.detach();
    }

    private Tensor gradient(Tensor image, Layer layer, int channel) {
        Tensor tracked = image.detach().requiresGradient();
        return network.run(tracked).of(layer).select(1, channel).mean().gradient(List.of(tracked)).getFirst().detach();
    }

    private long jitter(Rng rng) {
        return with.jitter == 0 ? 0 : rng.nextInt(-with.jitter, with.jitter + 1);
    }

    private static Tensor roll(Tensor image, long down, long right) {
        return image.roll(2, down).roll(3, right);
    }

    /** Each channel by itself, by a normal distribution of the deviation, in pixels; beyond the edge lies more of the edge. */
    private static Tensor smoothed(Tensor image, double deviation) {
        if (deviation < LEAST_DEVIATION) return image;
        int reach = (int) Math.ceil(2.5 * deviation), size = 2 * reach + 1;
        long channels = image.size(1);
        Tensor weight = Kernels.gaussian(size, deviation).reshape(1, 1, size, size).expand(channels, 1, size, size).contiguous();
        List<Long> ones = List.of(1L, 1L), none = List.of(0L, 0L);
        return image.padEdge(2, reach, reach).padEdge(3, reach, reach).contiguous().conv(weight, new Conv(ones, none, none, ones, channels));
    }

    /** The settings of an {@link ActivationMaximisation}. */
    public static final class Builder {
        private final LayeredGraph network;
        private int steps = 150, jitter = 1;
        private double rate = 0.04, decay = 0.02, coarse = 3, fine = 0.8, low, high = 1, background;
        private long seed = 1;

        private Builder(LayeredGraph network) {
            if (network.input().shape().rank() != 4 || network.input().shape().size(0) != 1)
                throw new IllegalArgumentException("activation maximisation is for images [1, C, H, W]; the network takes " + network.input());
            this.network = network;
        }

        /** Steps; 150 by default. */
        public Builder steps(int count) {
            if (count < 1) throw new IllegalArgumentException("steps must be at least 1, got " + count);
            steps = count;
            return this;
        }

        /** Root mean square of the change in a step, as a share of the range; 0.04 by default. */
        public Builder rate(double share) {
            if (!(share > 0)) throw new IllegalArgumentException("rate must be positive, got " + share);
            rate = share;
            return this;
        }

        /** By which share the image falls back to the background in each step, as a penalty on the sum of squares makes it (L2); 0.02 by default. */
        public Builder decay(double share) {
            if (!(share >= 0 && share < 1)) throw new IllegalArgumentException("decay must be from 0 to below 1, got " + share);
            decay = share;
            return this;
        }

        /** The deviation in pixels by which the gradient is smoothed in the first step and in the last; 3 and 0.8 by default, and 0 for not at all. */
        public Builder smoothing(double first, double last) {
            if (!(first >= 0 && last >= 0 && first < 1e4 && last < 1e4)) throw new IllegalArgumentException("smoothing needs deviations from 0 on, got %s and %s".formatted(first, last));
            coarse = first;
            fine = last;
            return this;
        }

        /** By how many pixels at most the image is moved, around its edges, before each step; 1 by default. */
        public Builder jitter(int pixels) {
            if (pixels < 0) throw new IllegalArgumentException("jitter must be at least 0, got " + pixels);
            jitter = pixels;
            return this;
        }

        /** What pixels may be, and what they are where nothing is, as the network takes them; 0 to 1 and 0 by default. */
        public Builder range(double least, double most, double nothing) {
            if (!(least <= nothing && nothing <= most && least < most)) throw new IllegalArgumentException("the range %s to %s does not hold %s".formatted(least, most, nothing));
            low = least;
            high = most;
            background = nothing;
            return this;
        }

        /** Seed of the first noise; 1 by default. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** Ready to go. */
        public ActivationMaximisation build() {
            return new ActivationMaximisation(network, this);
        }
    }
}
