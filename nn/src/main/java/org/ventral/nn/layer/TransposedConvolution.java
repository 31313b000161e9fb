package org.ventral.nn.layer;

import java.util.function.BiFunction;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.ConvTranspose;

/**
 * What the transposed convolutions of 1, 2 and 3 spatial axes share: {@code [N, in, spatial…] → [N, out, spatial…]} (figure 7.29). Each element of the
 * input is spread over the output by the kernel, so that images grow:
 * {@code out = (size − 1) stride − 2 padding + dilation (kernel − 1) + 1 + outputPadding} along each axis. A convolution with the same settings maps
 * back to the size of the input.
 *
 * <p>Parameters: {@code weight [in, out/groups, kernel…]} and, unless it was built without, {@code bias [out]}. Both begin as in PyTorch, which
 * takes the second axis of the weight as the one that is summed over.
 */
public abstract sealed class TransposedConvolution extends WindowModule permits ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
    private final ConvTranspose form;

    TransposedConvolution(Builder<?> from, Rng rng) {
        form = from.form();
        super(from, true, rng);
    }

    @Override public final Tensor forward(Tensor x) {
        return bias == null ? x.convTranspose(weight.value(), form) : x.convTranspose(weight.value(), bias.value(), form);
    }

    @Override protected final String settings() {
        StringBuilder text = new StringBuilder(in + ", " + out + ", kernel " + Sizes.text(kernel));
        if (!Sizes.all(form.stride(), 1)) text.append(", stride ").append(Sizes.text(form.stride()));
        if (!Sizes.all(form.padBefore(), 0)) text.append(", padding ").append(Sizes.text(form.padBefore()));
        if (!Sizes.all(form.outputPadding(), 0)) text.append(", output padding ").append(Sizes.text(form.outputPadding()));
        if (!Sizes.all(form.dilation(), 1)) text.append(", dilation ").append(Sizes.text(form.dilation()));
        if (form.groups() != 1) text.append(", groups ").append(form.groups());
        return text.append(bias == null ? ", no bias" : "").toString();
    }

    /**
     * The settings of a transposed convolution. Sizes are given once for all spatial axes, or one for each.
     *
     * @param <L> the layer
     */
    public static final class Builder<L extends TransposedConvolution> extends WindowModule.Builder<Builder<L>> {
        private final BiFunction<Builder<L>, Rng, L> maker;
        private long[] outputPadding = {0};

        Builder(int in, int out, int axes, long[] kernel, BiFunction<Builder<L>, Rng, L> maker) {
            super("ConvTranspose" + axes + "d", in, out, axes, kernel);
            this.maker = maker;
        }

        @Override Builder<L> self() {
            return this;
        }

        /** Step between the places that neighbouring elements are spread around; 1 by default. */
        public Builder<L> stride(long... steps) {
            stride = steps.clone();
            return this;
        }

        /** Elements cut off on both sides of each axis: the padding of the convolution that maps back; none by default. */
        public Builder<L> padding(long... counts) {
            padding = counts.clone();
            return this;
        }

        /** How much longer the output is at its end, as several sizes can be what a convolution with a stride makes the input of; 0 by default. */
        public Builder<L> outputPadding(long... counts) {
            outputPadding = counts.clone();
            return this;
        }

        private ConvTranspose form() {
            return ConvTranspose.of(kernel.length).stride(stride).dilation(dilation).padding(padding).outputPadding(outputPadding).groups(groups);
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public L build(Rng rng) {
            return maker.apply(this, rng);
        }
    }
}
