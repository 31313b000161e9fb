package org.ventral.onnx.op;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Less or more along the axes: Slice, Pad, CenterCropPad. */
final class SliceOperators {
    private SliceOperators() {}

    static void register(Registry registry) {
        registry.add("Slice", 1, call -> {
            long[] starts = call.integers("starts");
            return slice(call, starts, call.integers("ends"), call.integers("axes", count(starts.length)), ones(starts.length));
        });
        registry.add("Slice", 10, call -> {
            long[] starts = call.longs(1);
            return slice(call, starts, call.longs(2), call.has(3) ? call.longs(3) : count(starts.length), call.has(4) ? call.longs(4) : ones(starts.length));
        });
        registry.add("Pad", 1, call -> pad(call, call.integers("paddings"), call.number("value", 0)));
        registry.add("Pad", 2, call -> pad(call, call.integers("pads"), call.number("value", 0)));
        registry.add("Pad", 11, call -> pad(call, call.longs(1), call.has(2) ? call.tensor(2).item() : 0));
        registry.add("CenterCropPad", 18, SliceOperators::centre);
    }

    private static long[] count(int n) {
        long[] numbers = new long[n];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }

    private static long[] ones(int n) {
        long[] ones = new long[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** As Python slices, but that a start before the first element begins at the first one with a negative step, too. */
    private static List<OnnxValue> slice(Call call, long[] starts, long[] ends, long[] axes, long[] steps) {
        Shape shape = call.value(0).shape();
        if (ends.length != starts.length || axes.length != starts.length || steps.length != starts.length)
            throw call.malformed("starts %s, ends %s, axes %s and steps %s are not equally many".formatted(Arrays.toString(starts), Arrays.toString(ends), Arrays.toString(axes), Arrays.toString(steps)));
        int[] front = Movement.axes(call, axes, shape.rank());
        return Movement.first(call, x -> {
            Tensor y = x;
            for (int i = 0; i < front.length; i++) y = slice(call, y, front[i], starts[i], ends[i], steps[i]);
            return y;
        });
    }

    private static Tensor slice(Call call, Tensor x, int axis, long start, long end, long step) {
        long n = x.size(axis);
        if (step == 0) throw call.malformed("the step must not be 0");
        if (n == 0) return x;
        long first = Math.clamp(start < 0 ? start + n : start, 0, step > 0 ? n : n - 1);
        long limit = Math.clamp(end < 0 ? end + n : end, step > 0 ? 0 : -1, step > 0 ? n : n - 1);
        return x.slice(axis, first, limit < 0 ? Long.MIN_VALUE : limit, step);
    }

    /** {@code pads} holds the counts before all axes, then those after; an input may say which axes they are for. Negative counts cut off, before anything is added. */
    private static List<OnnxValue> pad(Call call, long[] pads, double value) {
        int rank = call.value(0).shape().rank();
        int[] axes = call.opset() >= 18 && call.has(3) ? Movement.axes(call, call.longs(3), rank) : Movement.allAxes(rank);
        if (pads.length != 2 * axes.length) throw call.malformed("pads %s do not fit %d axes".formatted(Arrays.toString(pads), axes.length));
        long[] before = new long[rank], after = new long[rank];
        for (int i = 0; i < axes.length; i++) {
            before[axes[i]] = pads[i];
            after[axes[i]] = pads[axes.length + i];
        }
        String mode = call.text("mode", "constant");
        if (!mode.equals("constant")) return Movement.first(call, x -> repeated(call, x, mode, before, after));
        long[] counts = new long[2 * rank];
        for (int i = 0; i < rank; i++) {
            counts[2 * i] = before[i];
            counts[2 * i + 1] = after[i];
        }
        return List.of(OnnxValue.of(call.type(0), call.tensor(0).pad(value, counts)));
    }

    /** What is added is taken from elsewhere on the axis. */
    private static Tensor repeated(Call call, Tensor x, String mode, long[] before, long[] after) {
        Tensor y = x;
        for (int axis = 0; axis < before.length; axis++) {
            y = y.slice(axis, Math.max(0, -before[axis]), y.size(axis) - Math.max(0, -after[axis]));
            long front = Math.max(0, before[axis]), back = Math.max(0, after[axis]), n = y.size(axis);
            if (front + back == 0) continue;
            if (n == 0) throw call.malformed("axis %d of %s has nothing to repeat".formatted(axis, x.shape()));
            LongUnaryOperator source = switch (mode) {
                case "edge" -> i -> Math.clamp(i, 0, n - 1);
                case "reflect" -> i -> mirrored(i, n);
                case "wrap" -> i -> Math.floorMod(i, n);
                default -> throw call.unsupported("mode " + mode);
            };
            long[] places = new long[Math.toIntExact(front + n + back)];
            for (int i = 0; i < places.length; i++) places[i] = source.applyAsLong(i - front);
            y = y.indexSelect(axis, Tensor.of(places, places.length).to(x.device()));
        }
        return y;
    }

    /** The place that shows at {@code i} where mirrors stand on the first and on the last of n elements. */
    private static long mirrored(long i, long n) {
        if (n == 1) return 0;
        long phase = Math.floorMod(i, 2 * (n - 1));
        return phase < n ? phase : 2 * (n - 1) - phase;
    }

    /** The middle of what is too long, zeros around what is too short; where the difference is odd, the smaller half is in front. */
    private static List<OnnxValue> centre(Call call) {
        int rank = call.value(0).shape().rank();
        long[] sizes = call.longs(1);
        int[] axes = call.hasAttribute("axes") ? Movement.axes(call, call.integers("axes"), rank) : Movement.allAxes(rank);
        if (axes.length != sizes.length) throw call.malformed("sizes %s do not fit %d axes".formatted(Arrays.toString(sizes), axes.length));
        Tensor x = call.tensor(0);
        long[] counts = new long[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            long n = x.size(axes[i]), more = sizes[i] - n, front = more / 2;           // truncates: half of an odd surplus is cut in front, rounded down
            counts[2 * axes[i]] = front;
            counts[2 * axes[i] + 1] = more - front;
        }
        return List.of(OnnxValue.of(call.type(0), x.pad(0, counts)));
    }
}
