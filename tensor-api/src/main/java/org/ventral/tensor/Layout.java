package org.ventral.tensor;

import java.util.Arrays;

/**
 * Where the elements of a tensor lie in its storage: element {@code (i0, i1, …)} is at {@code offset + Σ i_k · stride_k}.
 *
 * <p>Strides and offset count elements. All movement of data that needs no copying is arithmetic on layouts: transposing, slicing,
 * reversing (negative strides), expanding (stride 0) and overlapping windows. Memory formats are strides too: a
 * {@code [N, C, H, W]} tensor may be stored with the batch innermost, and nothing but its strides says so.
 */
public final class Layout {
    private final Shape shape;
    private final long[] strides;
    private final long offset;

    private Layout(Shape shape, long[] strides, long offset) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
    }

    /** The row-major layout from offset 0: the last axis is contiguous. */
    public static Layout contiguous(Shape shape) {
        return new Layout(shape, rowMajor(shape.toArray()), 0);
    }

    /**
     * The dense layout in which axis {@code order[0]} is outermost in memory and the last one named is contiguous.
     *
     * @param order a permutation of the axes
     */
    public static Layout dense(Shape shape, int... order) {
        requirePermutation(shape, order);
        long[] strides = new long[shape.rank()];
        long step = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[order[i]] = step;
            step *= Math.max(shape.size(order[i]), 1);
        }
        return new Layout(shape, strides, 0);
    }

    private static long[] rowMajor(long[] sizes) {
        long[] strides = new long[sizes.length];
        long step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(sizes[i], 1);
        }
        return strides;
    }

    private static void requirePermutation(Shape shape, int[] order) {
        boolean[] seen = new boolean[shape.rank()];
        boolean valid = order.length == shape.rank();
        for (int i = 0; valid && i < order.length; i++) {
            valid = order[i] >= 0 && order[i] < seen.length && !seen[order[i]];
            if (valid) seen[order[i]] = true;
        }
        if (!valid) throw new ShapeException("%s is not a permutation of the %d axes of %s", Arrays.toString(order), shape.rank(), shape);
    }

    /** The sizes of the axes. */
    public Shape shape() {
        return shape;
    }

    /** Distance in the storage between neighbours along an axis; 0 where one element is shared. */
    public long stride(int axis) {
        return strides[shape.axis(axis)];
    }

    /** A fresh array of the strides. */
    public long[] strides() {
        return strides.clone();
    }

    /** Place of element {@code (0, 0, …)}. */
    public long offset() {
        return offset;
    }

    /** The same strides from another place. */
    public Layout at(long place) {
        return new Layout(shape, strides, place);
    }

    /** Axes in another order: axis {@code i} of the result is axis {@code order[i]} of this. */
    public Layout permute(int... order) {
        requirePermutation(shape, order);
        long[] sizes = new long[order.length], steps = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sizes[i] = shape.size(order[i]);
            steps[i] = strides[order[i]];
        }
        return new Layout(Shape.of(sizes), steps, offset);
    }

    /** Axes of size 1, and new leading ones, repeated without copying. */
    public Layout expand(Shape target) {
        int extra = target.rank() - shape.rank();
        long[] steps = new long[target.rank()];
        boolean fits = extra >= 0;
        for (int i = 0; fits && i < shape.rank(); i++) {
            long from = shape.size(i), to = target.size(extra + i);
            fits = from == to || from == 1;
            steps[extra + i] = from == to ? strides[i] : 0;
        }
        if (!fits) throw new ShapeException("Expand: shape %s does not broadcast to %s", shape, target);
        return new Layout(target, steps, offset);
    }

    /** {@code length} elements along an axis from {@code start}, every {@code step}-th; a negative step runs backwards. */
    public Layout slice(int axis, long start, long length, long step) {
        long[] steps = strides.clone();
        steps[axis] = Math.multiplyExact(steps[axis], step);
        return new Layout(shape.with(axis, length), steps, length == 0 ? offset : offset + start * strides[axis]);
    }

    /** Windows of {@code size} elements {@code dilation} apart, starting every {@code step} elements; the window becomes the last axis. */
    public Layout unfold(int axis, long size, long step, long dilation) {
        long windows = (shape.size(axis) - (size - 1) * dilation - 1) / step + 1;
        long[] steps = Arrays.copyOf(strides, strides.length + 1);
        steps[axis] = strides[axis] * step;
        steps[strides.length] = strides[axis] * dilation;
        return new Layout(shape.with(axis, windows).insert(shape.rank(), size), steps, offset);
    }

    /** The same elements in row-major order under another shape, or null if that needs a copy. */
    public Layout reshape(Shape target) {
        if (target.elements() != shape.elements())
            throw new ShapeException("Reshape: %s has %d elements, %s has %d", shape, shape.elements(), target, target.elements());
        if (target.isEmpty()) return new Layout(target, rowMajor(target.toArray()), offset);
        long[] sizes = target.toArray(), steps = new long[sizes.length];
        int from = 0, to = 0;
        while (from < shape.rank() || to < sizes.length) {
            // Take the smallest runs of source and target axes that hold equally many elements …
            int fromEnd = from, toEnd = to;
            long m = fromEnd < shape.rank() ? shape.size(fromEnd++) : 1, n = toEnd < sizes.length ? sizes[toEnd++] : 1;
            while (m != n) {
                if (m < n) m *= shape.size(fromEnd++);
                else n *= sizes[toEnd++];
            }
            // … the source run must be uniformly spaced, axes of size 1 aside …
            long inner = 0;
            boolean first = true;
            long expected = 0;
            for (int i = fromEnd - 1; i >= from; i--) {
                if (shape.size(i) == 1) continue;
                if (first) inner = strides[i];
                else if (strides[i] != expected) return null;
                first = false;
                expected = strides[i] * shape.size(i);
            }
            // … and the target axes subdivide it.
            long step = first ? 1 : inner;
            for (int i = toEnd - 1; i >= to; i--) {
                steps[i] = step;
                step *= sizes[i];
            }
            from = fromEnd;
            to = toEnd;
        }
        return new Layout(target, steps, offset);
    }

    /** Whether the elements lie one after another in row-major order. */
    public boolean isContiguous() {
        return follows(null);
    }

    /** Whether the elements fill a stretch of storage without gaps or sharing, in some order of the axes. */
    public boolean isDense() {
        return shape.elements() <= 1 || follows(memoryOrder());
    }

    private boolean follows(int[] order) {
        long expected = 1;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            int axis = order == null ? i : order[i];
            long size = shape.size(axis);
            if (size == 0) return true;
            if (size != 1 && strides[axis] != expected) return false;
            expected *= size;
        }
        return true;
    }

    /** The axes from the outermost in memory to the innermost: by falling stride, equal strides in their order. Axes of size 1, whose strides mean nothing, come first. */
    public int[] memoryOrder() {
        int rank = shape.rank();
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {                       // insertion sort: stable, and ranks are small
            int j = i;
            while (j > 0 && reach(order[j - 1]) < reach(i)) order[j] = order[--j];
            order[j] = i;
        }
        return order;
    }

    private long reach(int axis) {
        return shape.size(axis) == 1 ? Long.MAX_VALUE : Math.abs(strides[axis]);
    }

    /** Whether two layouts of one shape step through storage alike, wherever they start. */
    public boolean sameStrides(Layout other) {
        if (!shape.equals(other.shape)) return false;
        for (int i = 0; i < strides.length; i++)
            if (strides[i] != other.strides[i] && shape.size(i) > 1) return false;
        return true;
    }

    /** One more than the largest place that is reached, 0 if there are no elements. */
    public long end() {
        if (shape.isEmpty()) return 0;
        long last = offset;
        for (int i = 0; i < strides.length; i++) if (strides[i] > 0) last += (shape.size(i) - 1) * strides[i];
        return last + 1;
    }

    @Override public boolean equals(Object other) {
        return other instanceof Layout that && offset == that.offset && shape.equals(that.shape) && Arrays.equals(strides, that.strides);
    }

    @Override public int hashCode() {
        return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + Long.hashCode(offset);
    }

    @Override public String toString() {
        return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}
