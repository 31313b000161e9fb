package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.op.BinaryKind;

/**
 * Reading and adding at computed places: whole slices (embeddings), and single elements along an axis. For {@code float[]}, {@code double[]}, {@code int[]},
 * {@code long[]} and {@code byte[]}; indices are {@code int[]} or {@code long[]}.
 *
 * <p>What is added to one place is added in the order of the indices, whatever the number of threads: a tile owns a range of places and passes over the rest.
 */
public final class Indexing {
    private static final Spans SPANS = Loops.spans();
    private static final int RANGES = 16;

    private Indexing() {}

    /** The index at a place, checked. */
    private static int index(Object indices, int at, int size, String op) {
        long index = indices instanceof int[] ints ? ints[at] : ((long[]) indices)[at];
        if (index < 0 || index >= size) throw new ShapeException("%s: index %d lies outside an axis of size %d", op, index, size);
        return (int) index;
    }

    /**
     * {@code y[a, i, b] = x[a, index[i], b]}; x and y contiguous.
     *
     * @param outer how many a
     * @param size length of the axis of x
     * @param count how many indices, contiguous
     * @param inner how many b
     * @throws ShapeException if an index is not in {@code [0, size)}
     */
    public static void select(Workers workers, int outer, int size, int count, int inner, View<?> x, View<?> index, View<?> y) {
        Object from = x.array(), to = y.array(), indices = index.array();
        int rows = outer * count, perTile = (long) rows * inner <= Nest.ALONE ? Math.max(1, rows) : Math.max(1, Nest.TILE / Math.max(1, inner));
        workers.forEach(Math.ceilDiv(rows, perTile), tile -> {
            for (int row = tile * perTile, end = Math.min(rows, row + perTile); row < end; row++) {
                int place = index(indices, index.offset() + row % count, size, "IndexSelect");
                System.arraycopy(from, x.offset() + (row / count * size + place) * inner, to, y.offset() + row * inner, inner);
            }
        });
    }

    /** The reverse: {@code y[a, index[i], b] += x[a, i, b]} in the order of i, from zeros; x and y contiguous. */
    public static void add(Workers workers, int outer, int size, int count, int inner, View<?> x, View<?> index, View<?> y) {
        Object indices = index.array();
        int ranges = (long) outer * count * inner <= Nest.ALONE ? 1 : Math.min(RANGES, Math.max(1, size)), perRange = Math.ceilDiv(size, ranges);
        workers.forEach(outer * ranges, tile -> {
            int a = tile / ranges, first = tile % ranges * perRange, end = Math.min(size, first + perRange);
            if (first < end) clear(y.array(), y.offset() + (a * size + first) * inner, (end - first) * inner);
            for (int i = 0; i < count; i++) {
                int place = index(indices, index.offset() + i, size, "IndexAdd");
                if (place >= first && place < end) addRow(x.array(), x.offset() + (a * count + i) * inner, y.array(), y.offset() + (a * size + place) * inner, inner);
            }
        });
    }

    private static void addRow(Object x, int from, Object y, int to, int n) {
        switch (x) {
            case float[] a -> SPANS.binary(BinaryKind.ADD, (float[]) y, to, a, from, (float[]) y, to, n);
            case double[] a -> { for (int i = 0; i < n; i++) ((double[]) y)[to + i] += a[from + i]; }
            case int[] a -> { for (int i = 0; i < n; i++) ((int[]) y)[to + i] += a[from + i]; }
            case long[] a -> { for (int i = 0; i < n; i++) ((long[]) y)[to + i] += a[from + i]; }
            default -> throw new IllegalArgumentException("IndexAdd: not defined on " + x.getClass().getSimpleName());
        }
    }

    private static void clear(Object y, int from, int n) {
        switch (y) {
            case float[] a -> Arrays.fill(a, from, from + n, 0f);
            case double[] a -> Arrays.fill(a, from, from + n, 0d);
            case int[] a -> Arrays.fill(a, from, from + n, 0);
            case long[] a -> Arrays.fill(a, from, from + n, 0L);
            default -> throw new IllegalArgumentException("IndexAdd: not defined on " + y.getClass().getSimpleName());
        }
    }

    /**
     * {@code y[i, j, k] = x[i, index[i, j, k], k]} for axis 1, and so on.
     *
     * @param shape of the indices and y
     * @param size length of the axis of x
     * @throws ShapeException if an index is not in {@code [0, size)}
     */
    public static void gather(Workers workers, int[] shape, int axis, int size, View<?> x, View<?> index, View<?> y) {
        int step = x.strides()[axis];
        int[] still = x.strides().clone();
        still[axis] = 0;
        Nest nest = Nest.of(shape, y.strides(), index.strides(), still);
        int ys = nest.innerStride(0), is = nest.innerStride(1), xs = nest.innerStride(2);
        Object from = x.array(), to = y.array(), indices = index.array();
        nest.forEach(workers, (at, n) -> {
            for (int i = 0; i < n; i++) move(from, at[2] + i * xs + index(indices, at[1] + i * is, size, "Gather") * step, to, at[0] + i * ys);
        }, y.offset(), index.offset(), x.offset());
    }

    /** {@code y[i, index[i, j, k], k] = x[i, j, k]} for axis 1, and so on, in rising order of j; {@code shape} is that of the indices, {@code size} the axis of y. */
    public static void scatter(Workers workers, int[] shape, int axis, int size, View<?> x, View<?> index, View<?> y) {
        scatter(workers, false, shape, axis, size, x, index, y);
    }

    /** The same with addition to what is in y. */
    public static void scatterAdd(Workers workers, int[] shape, int axis, int size, View<?> x, View<?> index, View<?> y) {
        scatter(workers, true, shape, axis, size, x, index, y);
    }

    private static void scatter(Workers workers, boolean add, int[] shape, int axis, int size, View<?> x, View<?> index, View<?> y) {
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(y.strides(), axis), Nest.without(index.strides(), axis), Nest.without(x.strides(), axis));
        int length = shape[axis], yStep = y.strides()[axis], iStep = index.strides()[axis], xStep = x.strides()[axis];
        int ys = lines.innerStride(0), is = lines.innerStride(1), xs = lines.innerStride(2);
        Object from = x.array(), to = y.array(), indices = index.array();
        String op = add ? "ScatterAdd" : "Scatter";
        lines.forEach(workers, Math.max(1, Nest.TILE / Math.max(1, length)), (at, n) -> {
            for (int i = 0; i < n; i++)
                for (int j = 0; j < length; j++) {
                    int source = at[2] + i * xs + j * xStep;
                    int place = at[0] + i * ys + index(indices, at[1] + i * is + j * iStep, size, op) * yStep;
                    if (add) addRow(from, source, to, place, 1);
                    else move(from, source, to, place);
                }
        }, y.offset(), index.offset(), x.offset());
    }

    private static void move(Object x, int from, Object y, int to) {
        switch (x) {
            case float[] a -> ((float[]) y)[to] = a[from];
            case double[] a -> ((double[]) y)[to] = a[from];
            case int[] a -> ((int[]) y)[to] = a[from];
            case long[] a -> ((long[]) y)[to] = a[from];
            case byte[] a -> ((byte[]) y)[to] = a[from];
            default -> throw new IllegalArgumentException("Gather: not defined on " + x.getClass().getSimpleName());
        }
    }
}
