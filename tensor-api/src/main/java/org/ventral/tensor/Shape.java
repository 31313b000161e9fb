package org.ventral.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The sizes of a tensor's axes, outermost first; a scalar has the empty shape.
 *
 * <p>Immutable. Axes may be counted from the end: {@code -1} is the last. Sizes are never negative; an axis of size 0 makes an
 * empty tensor. The number of elements fits a {@code long}, or the shape cannot be made.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new long[0]);

    private final long[] sizes;
    private final long elements;

    private Shape(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            if (size < 0) throw new ShapeException("Shape: sizes must not be negative, got %s", Arrays.toString(sizes));
            try {
                product = Math.multiplyExact(product, size);
            } catch (ArithmeticException overflow) {
                throw new ShapeException("Shape: %s has more than 2^63 - 1 elements", Arrays.toString(sizes));
            }
        }
        this.sizes = sizes;
        this.elements = product;
    }

    /** The shape with these sizes. */
    public static Shape of(long... sizes) {
        return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
    }

    /** The shape with these sizes. */
    public static Shape of(List<Long> sizes) {
        long[] array = new long[sizes.size()];
        for (int i = 0; i < array.length; i++) array[i] = sizes.get(i);
        return array.length == 0 ? SCALAR : new Shape(array);
    }

    /** The empty shape, of one element. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** Number of axes. */
    public int rank() {
        return sizes.length;
    }

    /** Size of an axis; negative axes count from the end. */
    public long size(int axis) {
        return sizes[axis(axis)];
    }

    /** Number of elements: the product of the sizes. */
    public long elements() {
        return elements;
    }

    /** A fresh array of the sizes. */
    public long[] toArray() {
        return sizes.clone();
    }

    /** Whether there is no element. */
    public boolean isEmpty() {
        return elements == 0;
    }

    /**
     * The axis counted from the front.
     *
     * @throws ShapeException if there is no such axis
     */
    public int axis(int axis) {
        int front = axis < 0 ? axis + sizes.length : axis;
        if (front < 0 || front >= sizes.length)
            throw new ShapeException("axis %d is out of range for shape %s of rank %d", axis, this, sizes.length);
        return front;
    }

    /** The axes counted from the front, ascending, each once; none given means all. */
    public int[] axes(int... axes) {
        if (axes.length == 0) {
            int[] all = new int[rank()];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int[] front = new int[axes.length];
        for (int i = 0; i < front.length; i++) front[i] = axis(axes[i]);
        Arrays.sort(front);
        for (int i = 1; i < front.length; i++)
            if (front[i] == front[i - 1]) throw new ShapeException("axis %d is named twice for shape %s", front[i], this);
        return front;
    }

    /** This shape with one size replaced. */
    public Shape with(int axis, long size) {
        long[] copy = sizes.clone();
        copy[axis(axis)] = size;
        return new Shape(copy);
    }

    /** This shape with one axis left out. */
    public Shape without(int axis) {
        int cut = axis(axis);
        long[] copy = new long[sizes.length - 1];
        for (int i = 0, j = 0; i < sizes.length; i++) if (i != cut) copy[j++] = sizes[i];
        return of(copy);
    }

    /** This shape with a new axis of the given size before {@code axis} (from 0 to the rank; {@code -1} is after the last). */
    public Shape insert(int axis, long size) {
        int at = axis < 0 ? axis + rank() + 1 : axis;
        if (at < 0 || at > rank()) throw new ShapeException("cannot insert axis %d into shape %s of rank %d", axis, this, rank());
        long[] copy = new long[sizes.length + 1];
        System.arraycopy(sizes, 0, copy, 0, at);
        copy[at] = size;
        System.arraycopy(sizes, at, copy, at + 1, sizes.length - at);
        return of(copy);
    }

    /** The first {@code count} sizes. */
    public Shape first(int count) {
        requireAtLeast(count);
        return of(Arrays.copyOf(sizes, count));
    }

    /** The last {@code count} sizes. */
    public Shape last(int count) {
        requireAtLeast(count);
        return of(Arrays.copyOfRange(sizes, rank() - count, rank()));
    }

    /** The sizes of this shape followed by those of another. */
    public Shape concat(Shape other) {
        long[] joined = Arrays.copyOf(sizes, rank() + other.rank());
        System.arraycopy(other.sizes, 0, joined, rank(), other.rank());
        return of(joined);
    }

    private void requireAtLeast(int count) {
        if (count < 0 || count > rank()) throw new ShapeException("shape %s of rank %d has no %d axes", this, rank(), count);
    }

    /**
     * The shape that both broadcast to: aligned at the last axis, sizes must agree or be 1.
     *
     * @throws ShapeException if they do not agree
     */
    public static Shape broadcast(Shape a, Shape b) {
        if (a.equals(b)) return a;
        int rank = Math.max(a.rank(), b.rank());
        long[] sizes = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long m = i <= a.rank() ? a.sizes[a.rank() - i] : 1;
            long n = i <= b.rank() ? b.sizes[b.rank() - i] : 1;
            if (m != n && m != 1 && n != 1)
                throw new ShapeException("shapes %s and %s do not broadcast: sizes %d and %d at axis -%d differ and neither is 1", a, b, m, n, i);
            sizes[rank - i] = m == 1 ? n : m;
        }
        return of(sizes);
    }

    @Override public boolean equals(Object other) {
        return this == other || other instanceof Shape that && Arrays.equals(sizes, that.sizes);
    }

    @Override public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** As in {@code [64, 1, 28, 28]}. */
    @Override public String toString() {
        return Arrays.toString(sizes);
    }
}
