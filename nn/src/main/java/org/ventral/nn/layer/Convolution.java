package org.ventral.nn.layer;

import java.util.Arrays;
import org.ventral.nn.Fans;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;

/**
 * What the convolution layers of 1, 2 and 3 spatial axes share: {@code [N, in, spatial…] → [N, out, spatial…]} (eq. 7.24).
 *
 * <p>Parameters: {@code weight [out, in/groups, kernel…]} and, unless it was built without, {@code bias [out]}.
 */
public abstract sealed class Convolution extends Module permits Conv1d, Conv2d, Conv3d {
    private final int in, out;
    private final long[] kernel;
    private final Conv form;
    private final Parameter weight, bias;

    Convolution(Builder<?> from, Rng rng) {
        in = from.in;
        out = from.out;
        kernel = from.kernel;
        form = from.form();
        if (in % form.groups() != 0 || out % form.groups() != 0)
            throw new IllegalArgumentException("%s: %d channels in and %d out cannot be cut into %d groups".formatted(kind(), in, out, form.groups()));
        Shape shape = Shape.of(out, in / form.groups()).concat(Shape.of(kernel));
        Fans fans = Fans.of(shape);
        weight = parameter("weight", from.weightInit.create(shape, fans, rng.split("weight")));
        bias = from.bias ? parameter("bias", from.biasInit.create(Shape.of(out), fans, rng.split("bias"))) : null;
    }

    /** The weight {@code [out, in/groups, kernel…]}. */
    public final Parameter weight() {
        return weight;
    }

    @Override public final Tensor forward(Tensor x) {
        return bias == null ? x.conv(weight.value(), form) : x.conv(weight.value(), bias.value(), form);
    }

    @Override protected final String settings() {
        StringBuilder text = new StringBuilder(in + ", " + out + ", kernel " + Sizes.text(kernel));
        if (!Sizes.all(form.stride(), 1)) text.append(", stride ").append(Sizes.text(form.stride()));
        if (!form.padBefore().equals(form.padAfter()))
            text.append(", padding ").append(Sizes.text(form.padBefore())).append(" before and ").append(Sizes.text(form.padAfter())).append(" after");
        else if (!Sizes.all(form.padBefore(), 0)) text.append(", padding ").append(Sizes.text(form.padBefore()));
        if (!Sizes.all(form.dilation(), 1)) text.append(", dilation ").append(Sizes.text(form.dilation()));
        if (form.groups() != 1) text.append(", groups ").append(form.groups());
        return text.append(bias == null ? ", no bias" : "").toString();
    }

    /**
     * The settings of a convolution layer. Sizes are given once for all spatial axes, or one for each.
     *
     * @param <B> the builder of the layer
     */
    public abstract static sealed class Builder<B extends Builder<B>> permits Conv1d.Builder, Conv2d.Builder, Conv3d.Builder {
        private enum Padding { COUNTS, SAME }

        private final int in, out;
        private final long[] kernel;
        private long[] stride = {1}, padding = {0}, dilation = {1};
        private Padding paddingKind = Padding.COUNTS;
        private int groups = 1;
        private boolean bias = true;
        private Init weightInit = Init.fanInUniform(), biasInit = Init.fanInUniform();

        Builder(int in, int out, int axes, long[] kernel) {
            if (in < 1 || out < 1) throw new IllegalArgumentException("Conv" + axes + "d: channels must be at least 1, got " + in + " in and " + out + " out");
            this.in = in;
            this.out = out;
            this.kernel = Sizes.spread("Conv" + axes + "d", "kernel", axes, kernel);
        }

        abstract B self();

        /** Step of the window; 1 by default. */
        public B stride(long... steps) {
            stride = steps.clone();
            return self();
        }

        /** Zeros on both sides of each axis; none by default. */
        public B padding(long... counts) {
            padding = counts.clone();
            paddingKind = Padding.COUNTS;
            return self();
        }

        /** Zeros such that the output has the size of the input; of an odd number, the larger half goes behind. Needs stride 1. */
        public B samePadding() {
            paddingKind = Padding.SAME;
            return self();
        }

        /** No zeros, as by default: only windows that lie inside the input count. */
        public B validPadding() {
            return padding(0);
        }

        /** Distance between the elements of a window; 1 by default. */
        public B dilation(long... distances) {
            dilation = distances.clone();
            return self();
        }

        /** How many parts the channels are cut into, each convolved by itself; 1 by default. */
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

        private Conv form() {
            Conv form = Conv.of(kernel.length).stride(stride).dilation(dilation).groups(groups);
            if (paddingKind == Padding.COUNTS) return form.padding(padding);
            if (!Sizes.all(form.stride(), 1))
                throw new IllegalArgumentException("Conv%dd: same padding needs stride 1, got %s; give the padding in numbers"
                        .formatted(kernel.length, Arrays.toString(stride)));
            return form.samePadding(kernel);
        }
    }
}
