package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.Shape;

/**
 * How a window slides over the spatial axes of {@code [N, C, spatial…]}: what Conv and the pools read from their attributes alike.
 *
 * @param kernel size of the window, one number for each spatial axis, as in the other lists
 * @param stride step of the window
 * @param dilation distance between the elements that a window looks at
 * @param padBefore padding in front
 * @param padAfter padding behind
 * @param ceil whether the number of windows is rounded up
 */
record SlidingWindow(List<Long> kernel, List<Long> stride, List<Long> dilation, List<Long> padBefore, List<Long> padAfter, boolean ceil) {
    private static final int MOST_AXES = 3;

    /** The window of a pool, whose size is an attribute. */
    static SlidingWindow ofPool(Call call, Shape x) {
        int axes = spatialAxes(call, x);
        if (!call.hasAttribute("kernel_shape")) throw call.malformed("lacks the attribute kernel_shape");
        return of(call, x, perAxis(call, "kernel_shape", axes, 1));
    }

    /** The window of a convolution with a weight {@code [O, C/groups, kernel…]}, with which an attribute, if there is one, must agree. */
    static SlidingWindow ofConv(Call call, Shape x, Shape weight) {
        return of(call, x, kernel(call, x, weight));
    }

    /** The kernel of a weight whose last axes are spatial. */
    static List<Long> kernel(Call call, Shape x, Shape weight) {
        int axes = spatialAxes(call, x);
        if (weight.rank() != axes + 2) throw call.malformed("input %s and weight %s, which must be of one rank".formatted(x, weight));
        List<Long> kernel = Arrays.stream(weight.last(axes).toArray()).boxed().toList();
        if (call.hasAttribute("kernel_shape") && !perAxis(call, "kernel_shape", axes, 1).equals(kernel))
            throw call.malformed("kernel_shape %s, but weight %s".formatted(Arrays.toString(call.integers("kernel_shape")), weight));
        return kernel;
    }

    private static SlidingWindow of(Call call, Shape x, List<Long> kernel) {
        int axes = kernel.size();
        List<Long> stride = perAxis(call, "strides", axes, 1), dilation = perAxis(call, "dilations", axes, 1);
        AutoPad auto = AutoPad.of(call);
        if (auto == AutoPad.NOTSET) {
            List<Long> pads = perAxis(call, "pads", 2 * axes, 0);
            return new SlidingWindow(kernel, stride, dilation, pads.subList(0, axes), pads.subList(axes, 2 * axes), call.integer("ceil_mode", 0) != 0);
        }
        List<Long> before = new ArrayList<>(), after = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            long n = x.size(i + 2), reach = dilation.get(i) * (kernel.get(i) - 1) + 1;
            long total = auto == AutoPad.VALID ? 0 : Math.max(0, (Math.ceilDiv(n, stride.get(i)) - 1) * stride.get(i) + reach - n);
            before.add(auto.before(total));
            after.add(total - auto.before(total));
        }
        // With automatic padding the count is what the padding allows: there is nothing to round.
        return new SlidingWindow(kernel, stride, dilation, List.copyOf(before), List.copyOf(after), false);
    }

    /** The number of spatial axes of an input: 1 to 3. */
    static int spatialAxes(Call call, Shape x) {
        int axes = x.rank() - 2;
        if (axes < 1) throw call.malformed("input %s, which has no spatial axes".formatted(x));
        if (axes > MOST_AXES) throw call.unsupported("input %s, with more than %d spatial axes,".formatted(x, MOST_AXES));
        return axes;
    }

    /** An attribute with one number for each axis, none below {@code least}; where it is absent, {@code least} for each. */
    static List<Long> perAxis(Call call, String attribute, int count, long least) {
        if (!call.hasAttribute(attribute)) return Collections.nCopies(count, least);
        long[] values = call.integers(attribute);
        boolean fits = values.length == count;
        for (long value : values) fits &= value >= least && value <= Integer.MAX_VALUE;
        if (!fits) throw call.malformed("%s %s; it must be %d numbers from %d on".formatted(attribute, Arrays.toString(values), count, least));
        return Arrays.stream(values).boxed().toList();
    }

    /** How many windows there are along an axis of {@code n} elements. */
    long count(int axis, long n) {
        long room = padBefore.get(axis) + n + padAfter.get(axis) - reach(axis), step = stride.get(axis);
        if (room < 0) return 0;
        long count = (ceil ? Math.ceilDiv(room, step) : room / step) + 1;
        // A window that would begin in the padding behind is none.
        return ceil && (count - 1) * step >= padBefore.get(axis) + n ? count - 1 : count;
    }

    /** Elements from the first to the last that a window looks at. */
    long reach(int axis) {
        return dilation.get(axis) * (kernel.get(axis) - 1) + 1;
    }

    /** Padding behind {@code n} elements such that the last window just fits. */
    long neededAfter(int axis, long n) {
        return Math.max(0, (count(axis, n) - 1) * stride.get(axis) - padBefore.get(axis) + reach(axis) - n);
    }

    boolean isDilated() {
        return dilation.stream().anyMatch(d -> d != 1);
    }

    /** The attribute {@code auto_pad}. */
    enum AutoPad {
        /** The padding is given. */
        NOTSET,
        /** As many windows as there are strides in the input; an odd element of padding goes behind. */
        SAME_UPPER,
        /** The same, but it goes in front. */
        SAME_LOWER,
        /** No padding. */
        VALID;

        static AutoPad of(Call call) {
            String text = call.text("auto_pad", "NOTSET");
            for (AutoPad pad : values()) if (pad.name().equals(text)) return pad;
            if (text.isEmpty()) return NOTSET;
            throw call.malformed("auto_pad '%s'; it must be one of %s".formatted(text, Arrays.toString(values())));
        }

        /** The share of a total of padding that goes in front. */
        long before(long total) {
            return this == SAME_UPPER ? total / 2 : total - total / 2;
        }
    }
}
