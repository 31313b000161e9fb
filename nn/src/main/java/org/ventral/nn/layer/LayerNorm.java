package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Layer normalization (eqs. 7.108–7.111; Ba, Kiros and Hinton, 2016): each sample is standardized over its last axes, whatever the batch, then
 * each of its elements scaled and shifted. That makes it fit for sequences, whose lengths differ.
 *
 * <p>Parameters, unless it was built without: {@code weight [D…]} and {@code bias [D…]}, where {@code [D…]} are the sizes of the axes that are
 * normalized over.
 */
public final class LayerNorm extends Module {
    private static final double EPSILON = 1e-5;

    private final Shape shape;
    private final double epsilon;
    private final Parameter weight, bias;

    private LayerNorm(Builder from) {
        shape = from.shape;
        epsilon = from.epsilon;
        weight = from.affine ? parameter("weight", Tensor.ones(shape.toArray())) : null;
        bias = from.affine && from.bias ? parameter("bias", Tensor.zeros(shape.toArray())) : null;
    }

    /** A layer over the last axes, which have these sizes, with ε 1e-5, weight and bias. */
    public static LayerNorm of(long... sizes) {
        return builder(sizes).build();
    }

    /** A layer with settings, over the last axes, which have these sizes. */
    public static Builder builder(long... sizes) {
        return new Builder(Shape.of(sizes));
    }

    /**
     * The normalized samples.
     *
     * @throws ShapeException if the last sizes of {@code x} are not those of the layer
     */
    @Override public Tensor forward(Tensor x) {
        Tensor scale = weight != null ? weight.value() : Channels.full(1, shape, x);
        Tensor shift = bias != null ? bias.value() : Channels.full(0, shape, x);
        return x.layerNorm(scale, shift, epsilon);
    }

    @Override protected String settings() {
        return Sizes.text(shape.toArray()) + (epsilon == EPSILON ? "" : ", epsilon " + epsilon) + (weight == null ? ", not affine" : bias == null ? ", no bias" : "");
    }

    /** The settings of a {@link LayerNorm}. */
    public static final class Builder {
        private final Shape shape;
        private double epsilon = EPSILON;
        private boolean affine = true, bias = true;

        private Builder(Shape shape) {
            if (shape.rank() == 0 || shape.isEmpty()) throw new IllegalArgumentException("LayerNorm: needs sizes of at least one axis, none of them 0, got " + shape);
            this.shape = shape;
        }

        /** Added to the variance; 1e-5 by default. */
        public Builder epsilon(double number) {
            epsilon = new org.ventral.tensor.op.LayerNorm(1, number).epsilon();
            return this;
        }

        /** Whether there are a weight and a bias; by default there are. */
        public Builder affine(boolean wanted) {
            affine = wanted;
            return this;
        }

        /** Whether there is a bias beside the weight; by default there is. */
        public Builder bias(boolean wanted) {
            bias = wanted;
            return this;
        }

        /** The layer. */
        public LayerNorm build() {
            return new LayerNorm(this);
        }
    }
}
