package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Images of another size: Resize, Upsample. */
final class ResizeOperators {
    private ResizeOperators() {}

    static void register(Registry registry) {
        registry.add("Upsample", 1, call -> upsample(call, 1, 1, call.number("height_scale", 1), call.number("width_scale", 1)));
        registry.add("Upsample", 7, call -> upsample(call, call.numbers("scales")));
        registry.add("Upsample", 9, call -> upsample(call, call.tensor(1).toFloats()));
        registry.add("Resize", 10, call -> stretched(call, call.tensor(1).toFloats(), true));
        registry.add("Resize", 11, ResizeOperators::resize);
    }

    private static List<OnnxValue> upsample(Call call, float... scales) {
        for (float scale : scales) if (!(scale >= 1)) throw call.malformed("scales %s must be at least 1".formatted(Arrays.toString(scales)));
        return stretched(call, scales, false);
    }

    /** As the operators did before they could be told how: a coordinate is divided by the scale; the nearest place is the one below, or, where an image shrinks, above. */
    private static List<OnnxValue> stretched(Call call, float[] scales, boolean shrinks) {
        Shape shape = call.value(0).shape();
        if (scales.length != shape.rank()) throw call.malformed("scales %s do not fit input %s".formatted(Arrays.toString(scales), shape));
        Axis[] axes = new Axis[shape.rank()];
        for (int i = 0; i < axes.length; i++) axes[i] = Axis.scaled(shape.size(i), scales[i], 1);
        return switch (call.text("mode", "nearest")) {
            case "nearest" -> nearest(call, axes, "asymmetric", axis -> shrinks && axis.scale() < 1 ? Math::ceil : Math::floor);
            case "linear", "bilinear" -> filtered(call, axes, "asymmetric", Resampling.Filter.LINEAR, false, false);
            case String other -> throw call.unsupported("mode " + other);
        };
    }

    /**
     * An axis to be resampled.
     *
     * @param from   elements that there are
     * @param to     elements that there will be
     * @param scale  how many for one
     * @param length the wanted length, which need not be whole: {@code from · scale}
     * @param start  where the region of interest begins, as a share of the axis
     * @param end    where it ends
     */
    private record Axis(long from, long to, double scale, double length, double start, double end) {
        /** By a scale, of which the float product decides what is whole. */
        static Axis scaled(long from, float scale, double share) {
            return new Axis(from, (long) Math.floor((float) (from * share) * scale), scale, from * (double) scale, 0, 1);
        }

        Axis cropped(double first, double last) {
            return new Axis(from, to, scale, length, first, last);
        }

        /** Where an element of the result lies on the axis that there is. */
        double original(Call call, String mode, long i) {
            return switch (mode) {
                case "half_pixel" -> (i + 0.5) / scale - 0.5;
                case "half_pixel_symmetric" -> from / 2.0 * (1 - to / length) + (i + 0.5) / scale - 0.5;
                case "pytorch_half_pixel" -> to > 1 ? (i + 0.5) / scale - 0.5 : 0;
                case "align_corners" -> length == 1 ? 0 : i * (from - 1) / (length - 1);
                case "asymmetric" -> i / scale;
                case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
                case "tf_crop_and_resize" -> to > 1 ? start * (from - 1) + i * (end - start) * (from - 1) / (to - 1) : 0.5 * (start + end) * (from - 1);
                default -> throw call.unsupported("coordinate_transformation_mode " + mode);
            };
        }

        double[] originals(Call call, String mode) {
            double[] all = new double[Math.toIntExact(to)];
            boolean unchanged = scale == 1 && from == to && start == 0 && end == 1;            // a mode may shift coordinates, but not where nothing is resized
            for (int i = 0; i < all.length; i++) all[i] = unchanged ? i : original(call, mode, i);
            return all;
        }
    }

    private static List<OnnxValue> resize(Call call) {
        String coordinates = call.text("coordinate_transformation_mode", "half_pixel");
        Axis[] axes = axes(call, coordinates.equals("tf_crop_and_resize"));
        boolean exclude = call.integer("exclude_outside", 0) != 0, antialias = call.integer("antialias", 0) != 0;
        return switch (call.text("mode", "nearest")) {
            case "nearest" -> {
                DoubleUnaryOperator rounding = rounding(call);
                yield nearest(call, axes, coordinates, _ -> rounding);
            }
            case "linear" -> filtered(call, axes, coordinates, Resampling.Filter.LINEAR, antialias, exclude);
            case "cubic" -> filtered(call, axes, coordinates, Resampling.Filter.cubic(call.number("cubic_coeff_a", -0.75f)), antialias, exclude);
            case String other -> throw call.unsupported("mode " + other);
        };
    }

    private static DoubleUnaryOperator rounding(Call call) {
        return switch (call.text("nearest_mode", "round_prefer_floor")) {
            case "round_prefer_floor" -> x -> Math.ceil(x - 0.5);
            case "round_prefer_ceil" -> x -> Math.floor(x + 0.5);
            case "floor" -> Math::floor;
            case "ceil" -> Math::ceil;
            case String other -> throw call.unsupported("nearest_mode " + other);
        };
    }

    /** Inputs are the image, the region of interest, and either scales or sizes, for all axes or those that an attribute lists. */
    private static Axis[] axes(Call call, boolean crops) {
        Shape shape = call.value(0).shape();
        int[] named = call.hasAttribute("axes") ? Movement.axes(call, call.integers("axes"), shape.rank()) : Movement.allAxes(shape.rank());
        float[] scales = call.has(2) ? call.tensor(2).toFloats() : new float[0];
        long[] sizes = call.has(3) ? call.longs(3) : new long[0];
        if (scales.length == 0 == (sizes.length == 0)) throw call.malformed("takes either scales or sizes, got %s and %s".formatted(Arrays.toString(scales), Arrays.toString(sizes)));
        if (Math.max(scales.length, sizes.length) != named.length) throw call.malformed("scales %s or sizes %s do not fit %d axes".formatted(Arrays.toString(scales), Arrays.toString(sizes), named.length));
        double[] roi = crops ? call.tensor(1).toDoubles() : new double[0];
        if (crops && roi.length != 2 * named.length) throw call.malformed("a region of %d numbers does not fit %d axes".formatted(roi.length, named.length));
        Axis[] axes = new Axis[shape.rank()];
        for (int i = 0; i < axes.length; i++) axes[i] = Axis.scaled(shape.size(i), 1, 1);
        Axis[] sized = scales.length > 0 ? null : sized(call, shape, named, sizes);
        for (int k = 0; k < named.length; k++) {
            double start = crops ? roi[k] : 0, end = crops ? roi[named.length + k] : 1;
            axes[named[k]] = (sized == null ? Axis.scaled(shape.size(named[k]), positive(call, scales[k]), end - start) : sized[k]).cropped(start, end);
        }
        return axes;
    }

    private static float positive(Call call, float scale) {
        if (!(scale > 0)) throw call.malformed("scales must be positive, got " + scale);
        return scale;
    }

    /** Sizes are met as they are, or a common scale is the largest that exceeds none, or the smallest that falls short of none. */
    private static Axis[] sized(Call call, Shape shape, int[] named, long[] sizes) {
        double[] scales = new double[named.length];
        for (int k = 0; k < named.length; k++) {
            if (sizes[k] < 0 || shape.size(named[k]) == 0) throw call.malformed("axis %d of %s cannot have size %d".formatted(named[k], shape, sizes[k]));
            scales[k] = (double) sizes[k] / shape.size(named[k]);
        }
        String policy = call.text("keep_aspect_ratio_policy", "stretch");
        double common = switch (policy) {
            case "stretch" -> 0;
            case "not_larger" -> Arrays.stream(scales).min().orElse(1);
            case "not_smaller" -> Arrays.stream(scales).max().orElse(1);
            default -> throw call.unsupported("keep_aspect_ratio_policy " + policy);
        };
        Axis[] axes = new Axis[named.length];
        for (int k = 0; k < axes.length; k++) {
            long from = shape.size(named[k]);
            axes[k] = common == 0 ? new Axis(from, sizes[k], scales[k], sizes[k], 0, 1) : new Axis(from, (long) Math.floor(common * from + 0.5), common, common * from, 0, 1);
        }
        return axes;
    }

    @FunctionalInterface private interface Rounding {
        DoubleUnaryOperator of(Axis axis);
    }

    private static List<OnnxValue> nearest(Call call, Axis[] axes, String coordinates, Rounding rounding) {
        Tensor x = call.tensor(0), y = x;
        for (int i = 0; i < axes.length; i++) y = Resampling.nearest(axes[i].originals(call, coordinates), axes[i].from(), rounding.of(axes[i])).apply(y, i);
        return List.of(OnnxValue.of(call.type(0), extrapolated(call, axes, coordinates, y)));
    }

    /** Integers are resampled as floats and cut off. */
    private static List<OnnxValue> filtered(Call call, Axis[] axes, String coordinates, Resampling.Filter filter, boolean antialias, boolean exclude) {
        Tensor x = call.tensor(0), y = x.dtype().isFloating() ? x : x.cast(DType.FLOAT32);
        for (int i = 0; i < axes.length; i++)
            y = Resampling.filtered(axes[i].originals(call, coordinates), axes[i].from(), filter, antialias ? Math.min(1, axes[i].scale()) : 1, exclude).apply(y, i);
        return List.of(Fit.of(call.type(0), extrapolated(call, axes, coordinates, y).cast(x.dtype())));
    }

    /** A region of interest may reach beyond the image: what lies there has a value of its own. */
    private static Tensor extrapolated(Call call, Axis[] axes, String coordinates, Tensor y) {
        if (!coordinates.equals("tf_crop_and_resize")) return y;
        Tensor result = y;
        double value = call.number("extrapolation_value", 0);
        for (int i = 0; i < axes.length; i++) {
            double[] at = axes[i].originals(call, coordinates);
            boolean[] outside = new boolean[at.length];
            for (int k = 0; k < at.length; k++) outside[k] = at[k] < 0 || at[k] > axes[i].from() - 1;
            long[] along = new long[axes.length];
            Arrays.fill(along, 1);
            along[i] = at.length;
            result = Tensor.of(outside, along).to(y.device()).where(Tensor.full(y.type().with(Shape.scalar()), value, y.device()), result);
        }
        return result;
    }
}
