package org.ventral.nn.layer;

import java.util.Arrays;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;

/**
 * What the convolution layers of 1, 2 and 3 spatial axes share: {@code [N, in, spatial…] → [N, out, spatial…]} (eq. 7.24).
 *
 * <p>Parameters: {@code weight [out, in/groups, kernel…]} and, unless it was built without, {@code bias [out]}.
 */
public abstract sealed class Convolution extends WindowModule permits Conv1d, Conv2d, Conv3d {
    private final Conv form;

    Convolution(Builder<?> from, Rng rng) {
        form = from.form();
        super(from, false, rng);
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
    public abstract static sealed class Builder<B extends Builder<B>> extends WindowModule.Builder<B> permits Conv1d.Builder, Conv2d.Builder, Conv3d.Builder {
        private enum Padding { COUNTS, SAME }

        private Padding paddingKind = Padding.COUNTS;

        Builder(int in, int out, int axes, long[] kernel) {
            super("Conv" + axes + "d", in, out, axes, kernel);
        }

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
