package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Group normalization (Wu and He, 2018): the channels of {@code [N, C, …]} are cut into groups of neighbours, and each group of each sample is
 * standardized over its channels and all further axes, as in eqs. 7.108–7.110; then each channel is scaled and shifted (eq. 7.111). One group
 * is layer normalization of the whole sample, C groups are instance normalization; unlike {@link BatchNorm} it does not depend on the batch.
 *
 * <p>Parameters, unless it was built without: {@code weight [C]} and {@code bias [C]}.
 */
public final class GroupNorm extends Module {
    private static final double EPSILON = 1e-5;

    private final int groups, channels;
    private final double epsilon;
    private final Parameter weight, bias;

    private GroupNorm(int groups, int channels, double epsilon, boolean affine) {
        Channels.atLeastOne("GroupNorm", channels);
        if (groups < 1 || channels % groups != 0)
            throw new IllegalArgumentException("GroupNorm: %d channels cannot be cut into %d groups".formatted(channels, groups));
        this.groups = groups;
        this.channels = channels;
        this.epsilon = new org.ventral.tensor.op.LayerNorm(1, epsilon).epsilon();
        weight = affine ? parameter("weight", Tensor.ones(channels)) : null;
        bias = affine ? parameter("bias", Tensor.zeros(channels)) : null;
    }

    /** A layer with ε 1e-5, weight and bias. */
    public static GroupNorm of(int groups, int channels) {
        return new GroupNorm(groups, channels, EPSILON, true);
    }

    /**
     * A layer with settings.
     *
     * @param epsilon added to the variance
     * @param affine  whether there are a weight and a bias
     */
    public static GroupNorm of(int groups, int channels, double epsilon, boolean affine) {
        return new GroupNorm(groups, channels, epsilon, affine);
    }

    /**
     * The normalized samples.
     *
     * @throws ShapeException if {@code x} is not {@code [N, C, …]}
     */
    @Override public Tensor forward(Tensor x) {
        Channels.require("GroupNorm", x, channels, 2, Integer.MAX_VALUE);
        return Channels.affine(Channels.standardizeGroups(x, groups, epsilon), weight, bias);
    }

    @Override protected String settings() {
        return groups + ", " + channels + (epsilon == EPSILON ? "" : ", epsilon " + epsilon) + (weight == null ? ", not affine" : "");
    }
}
