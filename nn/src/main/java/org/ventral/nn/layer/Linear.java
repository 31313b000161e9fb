package org.ventral.nn.layer;

import org.ventral.nn.Fans;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * A fully connected layer, {@code y = x Wᵀ + b} (eq. 7.105): {@code [..., in] → [..., out]}.
 *
 * <p>Parameters: {@code weight [out, in]} and, unless it was built without, {@code bias [out]}.
 */
public final class Linear extends Module {
    private final int in, out;
    private final Parameter weight, bias;

    private Linear(Builder from, Rng rng) {
        in = from.in;
        out = from.out;
        Shape shape = Shape.of(out, in);
        Fans fans = Fans.of(shape);
        weight = parameter("weight", from.weightInit.create(shape, fans, rng.split("weight")));
        bias = from.bias ? parameter("bias", from.biasInit.create(Shape.of(out), fans, rng.split("bias"))) : null;
    }

    /** A layer with a bias; both parameters begin as {@link Init#fanInUniform()}. */
    public static Linear of(int in, int out, Rng rng) {
        return builder(in, out).build(rng);
    }

    /** A layer with settings. */
    public static Builder builder(int in, int out) {
        return new Builder(in, out);
    }

    /** The weight {@code [out, in]}. */
    public Parameter weight() {
        return weight;
    }

    @Override public Tensor forward(Tensor x) {
        return bias == null ? x.linear(weight.value()) : x.linear(weight.value(), bias.value());
    }

    @Override protected String settings() {
        return in + ", " + out + (bias == null ? ", no bias" : "");
    }

    /** The settings of a {@link Linear}. */
    public static final class Builder {
        private final int in, out;
        private boolean bias = true;
        private Init weightInit = Init.fanInUniform(), biasInit = Init.fanInUniform();

        private Builder(int in, int out) {
            if (in < 1 || out < 1) throw new IllegalArgumentException("Linear: sizes must be at least 1, got " + in + " in and " + out + " out");
            this.in = in;
            this.out = out;
        }

        /** Whether there is a bias; by default there is. */
        public Builder bias(boolean wanted) {
            bias = wanted;
            return this;
        }

        /** How the weight begins; {@link Init#fanInUniform()} by default. */
        public Builder weightInit(Init init) {
            weightInit = init;
            return this;
        }

        /** How the bias begins; {@link Init#fanInUniform()} by default. */
        public Builder biasInit(Init init) {
            biasInit = init;
            return this;
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Linear build(Rng rng) {
            return new Linear(this, rng);
        }
    }
}
