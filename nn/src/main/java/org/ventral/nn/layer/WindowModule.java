package org.ventral.nn.layer;

import org.ventral.nn.Fans;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;

/** What convolutions and transposed convolutions have in common: channels, a kernel, groups, a weight and a bias. */
abstract class WindowModule extends Module {
    final int in, out;
    final long[] kernel;
    final Parameter weight, bias;

    /** The first two axes of the weight are {@code [out, in/groups]}, or with {@code transposed} {@code [in, out/groups]}. */
    WindowModule(Builder<?> from, boolean transposed, Rng rng) {
        in = from.in;
        out = from.out;
        kernel = from.kernel;
        if (in % from.groups != 0 || out % from.groups != 0)
            throw new IllegalArgumentException("%s: %d channels in and %d out cannot be cut into %d groups".formatted(kind(), in, out, from.groups));
        Shape shape = (transposed ? Shape.of(in, out / from.groups) : Shape.of(out, in / from.groups)).concat(Shape.of(kernel));
        Fans fans = Fans.of(shape);
        weight = parameter("weight", from.weightInit.create(shape, fans, rng.split("weight")));
        bias = from.bias ? parameter("bias", from.biasInit.create(Shape.of(out), fans, rng.split("bias"))) : null;
    }

    /** The weight, as the class describes it. */
    public final Parameter weight() {
        return weight;
    }

    /**
     * The settings that both have. Sizes are given once for all spatial axes, or one for each.
     *
     * @param <B> the builder of the layer
     */
    abstract static class Builder<B extends Builder<B>> {
        final int in, out;
        final long[] kernel;
        long[] stride = {1}, padding = {0}, dilation = {1};
        int groups = 1;
        private boolean bias = true;
        private Init weightInit = Init.fanInUniform(), biasInit = Init.fanInUniform();

        Builder(String layer, int in, int out, int axes, long[] kernel) {
            if (in < 1 || out < 1) throw new IllegalArgumentException(layer + ": channels must be at least 1, got " + in + " in and " + out + " out");
            this.in = in;
            this.out = out;
            this.kernel = Sizes.spread(layer, "kernel", axes, kernel);
        }

        abstract B self();

        /** Distance between the elements of a window; 1 by default. */
        public B dilation(long... distances) {
            dilation = distances.clone();
            return self();
        }

        /** How many parts the channels are cut into, each mapped by itself; 1 by default. */
        public B groups(int count) {
            if (count < 1) throw new IllegalArgumentException("groups must be at least 1, got " + count);
            groups = count;
            return self();
        }

        /** Whether there is a bias; by default there is. */
        public B bias(boolean wanted) {
            bias = wanted;
            return self();
        }

        /** How the weight begins; {@link Init#fanInUniform()} by default. */
        public B weightInit(Init init) {
            weightInit = init;
            return self();
        }

        /** How the bias begins; {@link Init#fanInUniform()} by default. */
        public B biasInit(Init init) {
            biasInit = init;
            return self();
        }
    }
}
