package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * The windows that a convolution or a pooling slides over the spatial axes of {@code [N, C, spatial…]}.
 *
 * @param axes one for each spatial axis
 */
record Windows(List<Axis> axes) {
    /**
     * The windows along one axis: window {@code o} looks at the elements {@code o · stride − before + t · dilation} for {@code t} in {@code [0, kernel)}.
     *
     * @param length elements of the input
     * @param before padding put in front
     * @param count number of windows
     */
    record Axis(long length, long kernel, long stride, long before, long dilation, long count) {
        /** Elements from the first to the last that a window looks at. */
        long reach() {
            return dilation * (kernel - 1) + 1;
        }

        /** Padding behind the input that the last window needs. It can be less than was asked for, or more when the count was rounded up. */
        long after() {
            return Math.max(0, start(count - 1) + reach() - length);
        }

        long padded() {
            return before + length + after();
        }

        /** Place of a window's first element, negative in the padding. */
        long start(long window) {
            return window * stride - before;
        }

        /** Whether a window looks at an element that is not padding. */
        boolean touches(long window) {
            long start = start(window);
            long skipped = start >= 0 ? 0 : Math.ceilDiv(-start, dilation);
            return skipped < kernel && start + skipped * dilation < length;
        }
    }

    /**
     * The windows over the spatial axes of an input.
     *
     * @param ceil whether a last window that reaches beyond the padding counts, as long as it begins before the padding behind the input
     */
    static Windows of(String op, Shape input, List<Long> kernel, List<Long> stride, List<Long> before, List<Long> after, List<Long> dilation, boolean ceil) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < kernel.size(); i++) {
            long length = input.size(i + 2), reach = dilation.get(i) * (kernel.get(i) - 1) + 1;
            long room = before.get(i) + length + after.get(i) - reach;
            if (room < 0)
                throw new ShapeException("%s: a kernel of %d at dilation %d spans %d elements, axis %d of input %s has %d with padding",
                        op, kernel.get(i), dilation.get(i), reach, i + 2, input, before.get(i) + length + after.get(i));
            long count = (ceil ? Math.ceilDiv(room, stride.get(i)) : room / stride.get(i)) + 1;
            if (ceil && (count - 1) * stride.get(i) >= before.get(i) + length) count--;
            axes.add(new Axis(length, kernel.get(i), stride.get(i), before.get(i), dilation.get(i), count));
        }
        return new Windows(List.copyOf(axes));
    }

    /** Refuses windows that look at padding only: they have no largest element, and no mean. */
    Windows requireElements(String op, Shape input) {
        for (int i = 0; i < axes.size(); i++) {
            Axis axis = axes.get(i);
            boolean all = axis.touches(axis.count - 1);
            for (long o = 0; all && o < axis.count && axis.start(o) < 0; o++) all = axis.touches(o);
            if (!all) throw new ShapeException("%s: with padding before of %d, kernel %d and stride %d a window over axis %d of input %s holds nothing but padding",
                    op, axis.before, axis.kernel, axis.stride, i + 2, input);
        }
        return this;
    }

    /** The number of windows along each axis. */
    Shape counts() {
        return sizes(Axis::count);
    }

    /** The elements of a window along each axis. */
    Shape kernel() {
        return sizes(Axis::kernel);
    }

    private Shape sizes(ToLongFunction<Axis> size) {
        long[] sizes = new long[axes.size()];
        for (int i = 0; i < sizes.length; i++) sizes[i] = size.applyAsLong(axes.get(i));
        return Shape.of(sizes);
    }

    /** The windows of an input: {@code [N, C, spatial…] → [N, C, counts…, kernel…]}, a view but for the padding. */
    Tensor unfold(Tensor x, double padding) {
        Tensor windows = pad(x, padding, 1);
        for (int i = 0; i < axes.size(); i++) {
            Axis axis = axes.get(i);
            windows = windows.unfold(i + 2, axis.kernel, axis.stride, axis.dilation);
        }
        return windows;
    }

    /** The reverse: elements of the windows are added up where they came from, {@code [N, C, counts…, kernel…] → [N, C, spatial…]}. */
    Tensor fold(Tensor windows) {
        Tensor x = windows;
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis axis = axes.get(i);
            x = x.fold(i + 2, axis.padded(), axis.stride, axis.dilation);
        }
        return pad(x, 0, -1);
    }

    private Tensor pad(Tensor x, double value, int sign) {
        long[] counts = new long[2 * x.rank()];
        boolean any = false;
        for (int i = 0; i < axes.size(); i++) {
            counts[2 * i + 4] = sign * axes.get(i).before;
            counts[2 * i + 5] = sign * axes.get(i).after();
            any |= counts[2 * i + 4] != 0 || counts[2 * i + 5] != 0;
        }
        return any ? x.pad(value, counts) : x;
    }

    /**
     * Where each element of each window lies in the flat spatial plane: {@code [counts…, Π kernel]}, int64. Padding has the place of the
     * nearest element.
     */
    Tensor places(Device device) {
        int rank = axes.size();
        Tensor places = null;
        long step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            Axis axis = axes.get(i);
            long[] along = new long[Math.toIntExact(axis.padded())];
            for (int j = 0; j < along.length; j++) along[j] = step * Math.clamp(j - axis.before, 0, axis.length - 1);
            long[] sizes = new long[2 * rank];
            Arrays.fill(sizes, 1);
            sizes[i] = axis.count;
            sizes[rank + i] = axis.kernel;
            Tensor own = Tensor.of(along, along.length).to(device).unfold(0, axis.kernel, axis.stride, axis.dilation).reshape(sizes);
            places = places == null ? own : places.add(own);
            step *= axis.length;
        }
        return places.reshape(counts().concat(Shape.of(kernel().elements())));
    }
}
