package org.ventral.nn.layer;

import java.util.function.BiFunction;
import org.ventral.nn.Fans;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
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
public abstract sealed class TransposedConvolution extends Module permits ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
    private final int in, out;
    private final long[] kernel;
    private final ConvTranspose form;
    private final Parameter weight, bias;

    TransposedConvolution(Builder<?> from, Rng rng) {
        in = from.in;
        out = from.out;
        kernel = from.kernel;
        form = from.form();
        if (in % form.groups() != 0 || out % form.groups() != 0)
            throw new IllegalArgumentException("%s: %d channels in and %d out cannot be cut into %d groups".formatted(kind(), in, out, form.groups()));
        Shape shape = Shape.of(in, out / form.groups()).concat(Shape.of(kernel));
        Fans fans = Fans.of(shape);
        weight = parameter("weight", from.weightInit.create(shape, fans, rng.split("weight")));
        bias = from.bias ? parameter("bias", from.biasInit.create(Shape.of(out), fans, rng.split("bias"))) : null;
    }

    /** The weight {@code [in, out/groups, kernel…]}. */
    public final Parameter weight() {
        return weight;
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
    public static final class Builder<L extends TransposedConvolution> {
        private final BiFunction<Builder<L>, Rng, L> maker;
        private final int in, out;
        private final long[] kernel;
        private long[] stride = {1}, padding = {0}, dilation = {1}, outputPadding = {0};
        private int groups = 1;
        private boolean bias = true;
        private Init weightInit = Init.fanInUniform(), biasInit = Init.fanInUniform();

        Builder(int in, int out, int axes, long[] kernel, BiFunction<Builder<L>, Rng, L> maker) {
            String layer = "ConvTranspose" + axes + "d";
            if (in < 1 || out < 1) throw new IllegalArgumentException(layer + ": channels must be at least 1, got " + in + " in and " + out + " out");
            this.in = in;
            this.out = out;
            this.kernel = Sizes.spread(layer, "kernel", axes, kernel);
            this.maker = maker;
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

        /** Distance between the elements of the kernel; 1 by default. */
        public Builder<L> dilation(long... distances) {
            dilation = distances.clone();
            return this;
        }

        /** How many parts the channels are cut into, each mapped by itself; 1 by default. */
        public Builder<L> groups(int count) {
            groups = count;
            return this;
        }

        /** Whether there is a bias; by default there is. */
        public Builder<L> bias(boolean wanted) {
            bias = wanted;
            return this;
        }

        /** How the weight begins; {@link Init#fanInUniform()} by default. */
        public Builder<L> weightInit(Init init) {
            weightInit = init;
            return this;
        }

        /** How the bias begins; {@link Init#fanInUniform()} by default. */
        public Builder<L> biasInit(Init init) {
            biasInit = init;
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
