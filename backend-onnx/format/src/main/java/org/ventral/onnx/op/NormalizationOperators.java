package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** The normalizations within one sample, by moments, norms or neighbours; {@link BatchNormalization} is the one across samples. */
final class NormalizationOperators {
    private NormalizationOperators() {}

    static void register(Registry registry) {
        registry.add("InstanceNormalization", 1, NormalizationOperators::instance);
        registry.add("GroupNormalization", 18, NormalizationOperators::group);
        registry.add("LayerNormalization", 1, NormalizationOperators::layer);
        registry.add("RMSNormalization", 23, NormalizationOperators::rootMeanSquare);
        registry.add("MeanVarianceNormalization", 1, NormalizationOperators::meanVariance);
        registry.add("LpNormalization", 1, NormalizationOperators::norm);
        registry.add("LRN", 1, NormalizationOperators::localResponse);
    }

    /** Inputs: x {@code [N, C, spatial…]}, scale {@code [C]}, shift {@code [C]}. Every channel of every sample by itself. */
    private static List<OnnxValue> instance(Call call) {
        Tensor x = images(call);
        Tensor y = standardized(x, x.size(0) * x.size(1), call.number("epsilon", 1e-5f));
        return List.of(Fit.of(call.type(0), perChannel(y, call.tensor(1), call.tensor(2))));
    }

    /** Inputs: x {@code [N, C, …]}, and scale and shift, {@code [C]} each, or one number a group in opset 18. */
    private static List<OnnxValue> group(Call call) {
        Tensor x = images(call), scale = call.tensor(1), shift = call.tensor(2);
        long groups = call.integer("num_groups"), channels = x.size(1);
        if (groups < 1 || channels % groups != 0) throw call.malformed("input %s cannot be cut into %d groups of channels".formatted(x.shape(), groups));
        if (call.opset() < 21 && scale.elements() == groups) {
            scale = scale.repeatInterleave(0, channels / groups);
            shift = shift.repeatInterleave(0, channels / groups);
        }
        Tensor y = standardized(x, x.size(0) * groups, call.number("epsilon", 1e-5f));
        return List.of(Fit.of(call.type(0), perChannel(y, scale, shift)));
    }

    private static Tensor images(Call call) {
        Tensor x = call.tensor(0);
        if (x.rank() < 2) throw call.malformed("input must be [N, C, …], got %s".formatted(x.shape()));
        return x;
    }

    /** Mean 0 and variance 1 in each of so many runs of elements: batch normalization with the runs as the channels of one sample. */
    private static Tensor standardized(Tensor x, long runs, double epsilon) {
        if (x.elements() == 0) return x;
        Shape vector = Shape.of(runs);
        Tensor one = Tensor.full(x.type().with(vector), 1, x.device()), zero = Tensor.zeros(x.type().with(vector), x.device());
        return x.reshape(1, runs, x.elements() / runs).batchNorm(one, zero, epsilon).values().reshape(x.shape());
    }

    private static Tensor perChannel(Tensor x, Tensor scale, Tensor shift) {
        return x.mul(Channels.along(scale.cast(x.dtype()), x.rank())).add(Channels.along(shift.cast(x.dtype()), x.rank()));
    }

    /** Inputs: x, scale, optionally a shift; both broadcast to the axes from {@code axis} on. Outputs: y, mean, inverse standard deviation. */
    private static List<OnnxValue> layer(Call call) {
        Tensor x = call.tensor(0), scale = call.tensor(1);
        int axis = trailingFrom(call, x);
        Shape normalized = x.shape().last(x.rank() - axis);
        double epsilon = call.number("epsilon", 1e-5f);
        Tensor shift = call.has(2) ? call.tensor(2) : Tensor.zerosLike(scale);
        Tensor y = scale.rank() <= normalized.rank() && shift.rank() <= normalized.rank()
                ? x.layerNorm(scale.expand(normalized), shift.expand(normalized), epsilon)
                : x.layerNorm(Tensor.full(x.type().with(normalized), 1, x.device()), Tensor.zeros(x.type().with(normalized), x.device()), epsilon).mul(scale).add(shift);
        OnnxValue values = Fit.of(call.type(0), y);
        if (!call.wants(1) && !call.wants(2)) return List.of(values);

        ElementType stash = ElementType.of((int) call.integer("stash_type", ElementType.FLOAT.code()));
        Axes trailing = Axes.of(IntStream.range(axis, x.rank()).boxed().toList());
        Tensor mean = x.mean(trailing, true), inverse = x.variance(trailing, 0, true).add(epsilon).sqrt().reciprocal();
        return List.of(values, Fit.of(stash, mean.cast(stash.holder())), Fit.of(stash, inverse.cast(stash.holder())));
    }

    /** Inputs: x, and a scale that broadcasts to the axes from {@code axis} on. */
    private static List<OnnxValue> rootMeanSquare(Call call) {
        Tensor x = call.tensor(0), scale = call.tensor(1).cast(x.dtype());
        int axis = trailingFrom(call, x);
        Shape normalized = x.shape().last(x.rank() - axis);
        double epsilon = call.number("epsilon", 1e-5f);
        Tensor y = scale.rank() <= normalized.rank() ? x.rmsNorm(scale.expand(normalized), epsilon)
                : x.rmsNorm(Tensor.full(x.type().with(normalized), 1, x.device()), epsilon).mul(scale);
        return List.of(Fit.of(call.type(0), y));
    }

    private static int trailingFrom(Call call, Tensor x) {
        long axis = call.integer("axis", -1), rank = x.rank();
        if (axis < -rank || axis >= rank) throw call.malformed("axis %d is not one of input %s".formatted(axis, x.shape()));
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /**
     * Mean 0 and variance 1 over some axes. Before opset 9 the operator was an experiment, whose attributes said whether the channels are
     * taken together, and whether the variance counts.
     */
    private static List<OnnxValue> meanVariance(Call call) {
        Tensor x = call.tensor(0);
        boolean early = call.hasAttribute("across_channels") || call.hasAttribute("normalize_variance");
        int first = call.integer("across_channels", 0) != 0 ? 1 : 2;
        long[] listed = early ? IntStream.range(first, x.rank()).asLongStream().toArray() : call.integers("axes", 0, 2, 3);
        Axes axes = Axes.of(Arrays.stream(listed).mapToObj(Math::toIntExact).toList());
        Tensor centred = x.sub(x.mean(axes, true));
        if (call.integer("normalize_variance", 1) == 0) return List.of(Fit.of(call.type(0), centred));
        // The standard's own definition, with the number that keeps it from dividing by 0.
        Tensor deviation = centred.square().mean(axes, true).sqrt().add(1e-9);
        return List.of(Fit.of(call.type(0), centred.div(deviation)));
    }

    /** Every vector along an axis over its norm; one of zeros stays. */
    private static List<OnnxValue> norm(Call call) {
        Tensor x = call.tensor(0);
        long p = call.integer("p", 2);
        if (p != 1 && p != 2) throw call.malformed("p must be 1 or 2, got " + p);
        int axis = x.shape().axis(Math.toIntExact(call.integer("axis", -1)));
        Tensor norm = x.norm(p, axis).unsqueeze(axis);
        return List.of(Fit.of(call.type(0), x.div(norm.maskedFill(norm.detach().eq(0), 1))));
    }

    /** Local response normalization: {@code x / (bias + alpha/size · Σ x²)^beta}, summed over {@code size} neighbouring channels. */
    private static List<OnnxValue> localResponse(Call call) {
        Tensor x = images(call);
        long size = call.integer("size");
        if (size < 1) throw call.malformed("size must be at least 1, got " + size);
        long[] padding = new long[2 * x.rank()];
        padding[2] = (size - 1) / 2;
        padding[3] = size - 1 - padding[2];
        Tensor sums = x.square().pad(0, padding).unfold(1, size, 1).sum(-1);
        Tensor base = sums.mul(call.number("alpha", 1e-4f) / (double) size).add(call.number("bias", 1));
        return List.of(Fit.of(call.type(0), x.div(base.pow(call.number("beta", 0.75f)))));
    }
}
