package org.ventral.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.op.Expand;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Pad;
import org.ventral.tensor.op.Permute;
import org.ventral.tensor.op.Reshape;
import org.ventral.tensor.op.Slice;
import org.ventral.tensor.op.Unfold;

/** The same elements elsewhere. What can be a view of the same storage is one; negative axes count from the end. */
public sealed interface MovementMethods permits Tensor {
    /** This tensor. */
    Tensor self();

    /** The sizes of the axes. */
    Shape shape();

    /** Itself if the elements lie in row-major order, else a copy. */
    Tensor contiguous();

    /** Another shape for the same elements in row-major order; one size may be -1 and is worked out. */
    default Tensor reshape(long... sizes) {
        long known = 1;
        int open = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] != -1) known = Math.multiplyExact(known, sizes[i]);
            else if (open < 0) open = i;
            else throw new ShapeException("Reshape: only one size may be -1, got %s", Arrays.toString(sizes));
        }
        if (open < 0) return reshape(Shape.of(sizes));
        if (known == 0 || shape().elements() % known != 0)
            throw new ShapeException("Reshape: %s of %d elements does not fit %s", shape(), shape().elements(), Arrays.toString(sizes));
        long[] worked = sizes.clone();
        worked[open] = shape().elements() / known;
        return reshape(Shape.of(worked));
    }

    /** Another shape for the same elements in row-major order. */
    default Tensor reshape(Shape target) {
        return target.equals(shape()) ? self() : Ops.apply(new Reshape(target), self());
    }

    /** Axes {@code first} to {@code last} merged into one. */
    default Tensor flatten(int first, int last) {
        int from = shape().axis(first), to = shape().axis(last);
        if (from > to) throw new ShapeException("flatten: axis %d comes after axis %d in %s", first, last, shape());
        long merged = 1;
        for (int i = from; i <= to; i++) merged *= shape().size(i);
        return reshape(shape().first(from).concat(Shape.of(merged)).concat(shape().last(shape().rank() - to - 1)));
    }

    /** All axes merged into one. */
    default Tensor flatten() {
        return reshape(Shape.of(shape().elements()));
    }

    /** An axis split into several; their sizes multiply to its own. */
    default Tensor unflatten(int axis, long... sizes) {
        int at = shape().axis(axis);
        return reshape(shape().first(at).concat(Shape.of(sizes)).concat(shape().last(shape().rank() - at - 1)));
    }

    /** A new axis of size 1 before {@code axis}; -1 is after the last. */
    default Tensor unsqueeze(int axis) {
        return reshape(shape().insert(axis, 1));
    }

    /** Without an axis, which must have size 1. */
    default Tensor squeeze(int axis) {
        if (shape().size(axis) != 1) throw new ShapeException("squeeze: axis %d of %s has size %d, not 1", axis, shape(), shape().size(axis));
        return reshape(shape().without(axis));
    }

    /** Without the axes of size 1. */
    default Tensor squeeze() {
        return reshape(Shape.of(Arrays.stream(shape().toArray()).filter(n -> n != 1).toArray()));
    }

    /** Axes in another order: axis {@code i} of the result is axis {@code order[i]}. */
    default Tensor permute(int... order) {
        List<Integer> front = new ArrayList<>(order.length);
        for (int axis : order) front.add(shape().axis(axis));
        return Ops.apply(new Permute(front), self());
    }

    /** Two axes exchanged. */
    default Tensor transpose(int a, int b) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < shape().rank(); i++) order.add(i);
        Collections.swap(order, shape().axis(a), shape().axis(b));
        return Ops.apply(new Permute(order), self());
    }

    /** The last two axes exchanged. */
    default Tensor t() {
        return transpose(-1, -2);
    }

    /** One axis moved to another place. */
    default Tensor moveAxis(int from, int to) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < shape().rank(); i++) order.add(i);
        int source = shape().axis(from), target = shape().axis(to);
        order.add(target, order.remove(source));
        return Ops.apply(new Permute(order), self());
    }

    /** Axes of size 1, and new leading ones, repeated without copying. */
    default Tensor expand(long... sizes) {
        return expand(Shape.of(sizes));
    }

    /** Axes of size 1, and new leading ones, repeated without copying. */
    default Tensor expand(Shape target) {
        return target.equals(shape()) ? self() : Ops.apply(new Expand(target), self());
    }

    /** The sum over the axes that broadcasting to this tensor's shape repeated: the reverse of {@link #expand}. */
    default Tensor sumTo(Shape target) {
        if (target.equals(shape())) return self();
        int extra = shape().rank() - target.rank();
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < shape().rank(); i++)
            if (i < extra || target.size(i - extra) == 1 && shape().size(i) != 1) axes.add(i);
        return self().sum(Axes.of(axes), true).reshape(target);
    }

    /** Elements {@code start} to {@code end}, without it, along an axis; negative ones count from the end, and both are limited to the axis. */
    default Tensor slice(int axis, long start, long end) {
        return slice(axis, start, end, 1);
    }

    /**
     * Elements {@code start} to {@code end}, without it, in steps along an axis, as Python's {@code x[start:end:step]}; negative places count
     * from the end. With a negative step, an end before the first element is written as {@code Long.MIN_VALUE}.
     */
    default Tensor slice(int axis, long start, long end, long step) {
        int at = shape().axis(axis);
        long n = shape().size(at);
        if (step == 0) throw new IllegalArgumentException("slice: the step must not be 0");
        long low = step > 0 ? 0 : -1, high = step > 0 ? n : n - 1;
        long from = Math.clamp(start < 0 ? start + n : start, low, high);
        long to = end == Long.MIN_VALUE ? low : Math.clamp(end < 0 ? end + n : end, low, high);
        long count = Math.max(0, Math.ceilDiv(to - from, step));
        return count == n && step == 1 ? self() : Ops.apply(new Slice(at, count == 0 ? 0 : from, count, step), self());
    }

    /** {@code length} elements along an axis from {@code start}. */
    default Tensor narrow(int axis, long start, long length) {
        return Ops.apply(new Slice(shape().axis(axis), start, length, 1), self());
    }

    /** One slice along an axis, without that axis. */
    default Tensor select(int axis, long index) {
        int at = shape().axis(axis);
        long n = shape().size(at), place = index < 0 ? index + n : index;
        if (place < 0 || place >= n) throw new ShapeException("select: index %d lies outside axis %d of %s", index, axis, shape());
        return narrow(at, place, 1).squeeze(at);
    }

    /** Axes reversed. */
    default Tensor flip(int... axes) {
        Tensor result = self();
        for (int axis : shape().axes(axes)) {
            long n = shape().size(axis);
            if (n > 1) result = Ops.apply(new Slice(axis, n - 1, n, -1), result);
        }
        return result;
    }

    /** Overlapping windows along an axis as a view; the window becomes a new last axis. */
    default Tensor unfold(int axis, long size, long step) {
        return unfold(axis, size, step, 1);
    }

    /** Overlapping windows of elements {@code dilation} apart along an axis, as a view; the window becomes a new last axis. */
    default Tensor unfold(int axis, long size, long step, long dilation) {
        return Ops.apply(new Unfold(shape().axis(axis), size, step, dilation), self());
    }

    /** Windows in the last axis added back to where {@link #unfold} took them from, into an axis of {@code length} elements. */
    default Tensor fold(int axis, long length, long step, long dilation) {
        return Ops.apply(new Fold(shape().axis(axis), length, step, dilation), self());
    }

    /** A constant before and after the elements of each axis: {@code counts} holds before and after for each axis in turn; negative counts cut off. */
    default Tensor pad(double value, long... counts) {
        int rank = shape().rank();
        if (counts.length != 2 * rank) throw new ShapeException("pad: %s needs %d counts, before and after for each axis, got %d", shape(), 2 * rank, counts.length);
        List<Long> before = new ArrayList<>(), after = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            before.add(counts[2 * i]);
            after.add(counts[2 * i + 1]);
        }
        return Ops.apply(new Pad(before, after, Collections.nCopies(rank, 0L), value), self());
    }

    /** Mirrored elements before and after along an axis; the border itself is not repeated. */
    default Tensor padReflect(int axis, long before, long after) {
        long n = shape().size(axis);
        if (before >= n || after >= n) throw new ShapeException("padReflect: %d and %d elements cannot be mirrored from axis %d of %s", before, after, axis, shape());
        return Tensor.concat(axis, slice(axis, 1, before + 1).flip(axis), self(), slice(axis, n - 1 - after, n - 1).flip(axis));
    }

    /** The border element repeated before and after along an axis. */
    default Tensor padEdge(int axis, long before, long after) {
        int at = shape().axis(axis);
        Tensor first = narrow(at, 0, 1).expand(shape().with(at, before)), last = narrow(at, shape().size(at) - 1, 1).expand(shape().with(at, after));
        return Tensor.concat(at, first, self(), last);
    }

    /** The elements shifted round along an axis. */
    default Tensor roll(int axis, long shift) {
        long n = shape().size(axis), cut = n == 0 ? 0 : Math.floorMod(-shift, n);
        return cut == 0 ? self() : Tensor.concat(axis, slice(axis, cut, n), slice(axis, 0, cut));
    }

    /** The tensor repeated along each axis; new leading axes where more counts are given than there are axes. */
    default Tensor tile(long... counts) {
        int extra = Math.max(0, counts.length - shape().rank());
        Tensor result = self();
        for (int i = 0; i < extra; i++) result = result.unsqueeze(0);
        int missing = result.rank() - counts.length;
        for (int i = 0; i < counts.length; i++) {
            int axis = missing + i;
            long n = result.size(axis);
            Shape repeated = result.shape().insert(axis, counts[i]);
            result = result.unsqueeze(axis).expand(repeated).reshape(result.shape().with(axis, n * counts[i]));
        }
        return result;
    }

    /** Each element repeated along an axis. */
    default Tensor repeatInterleave(int axis, long count) {
        int at = shape().axis(axis);
        return self().unsqueeze(at + 1).expand(shape().insert(at + 1, count)).reshape(shape().with(at, shape().size(at) * count));
    }

    /** Parts of equal length along an axis; the last may be shorter. */
    default List<Tensor> split(int axis, long length) {
        if (length < 1) throw new IllegalArgumentException("split: the length must be positive, got " + length);
        long n = shape().size(axis);
        List<Tensor> parts = new ArrayList<>();
        for (long start = 0; start < n; start += length) parts.add(narrow(axis, start, Math.min(length, n - start)));
        return parts;
    }

    /** Parts of given lengths along an axis, which sum to its size. */
    default List<Tensor> split(int axis, List<Long> lengths) {
        long total = lengths.stream().mapToLong(Long::longValue).sum();
        if (total != shape().size(axis)) throw new ShapeException("split: lengths %s sum to %d, axis %d of %s has %d", lengths, total, axis, shape(), shape().size(axis));
        List<Tensor> parts = new ArrayList<>();
        long start = 0;
        for (long length : lengths) {
            parts.add(narrow(axis, start, length));
            start += length;
        }
        return parts;
    }
}
