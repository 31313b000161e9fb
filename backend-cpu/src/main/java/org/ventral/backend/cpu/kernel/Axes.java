package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.Functions;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.ScanKind;

/**
 * What goes along one axis line by line: the place of the largest or smallest element, and running reductions. For {@code float[]}, {@code double[]},
 * {@code int[]} and {@code long[]}, with any strides.
 */
public final class Axes {
    private Axes() {}

    /**
     * y = the index along an axis of the largest or smallest element: the first of equals, the first NaN if there is any.
     *
     * @param y strides of the result, one an axis of {@code shape}; that of {@code axis} is not read
     */
    public static void argReduce(Workers workers, boolean largest, int[] shape, int axis, View<?> x, View<long[]> y) {
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(y.strides(), axis), Nest.without(x.strides(), axis));
        int length = shape[axis], step = x.strides()[axis], ys = lines.innerStride(0), xs = lines.innerStride(1);
        Object source = x.array();
        long[] to = y.array();
        lines.forEach(workers, linesPerTile(length), (at, n) -> {
            for (int i = 0; i < n; i++) to[at[0] + i * ys] = best(largest, source, at[1] + i * xs, step, length);
        }, y.offset(), x.offset());
    }

    private static int linesPerTile(int length) {
        return Math.max(1, Nest.TILE / Math.max(1, length));
    }

    private static int best(boolean largest, Object x, int from, int step, int n) {
        return switch (x) {
            case float[] a -> best(largest, a, from, step, n);
            case double[] a -> best(largest, a, from, step, n);
            case int[] a -> best(largest, a, from, step, n);
            case long[] a -> best(largest, a, from, step, n);
            default -> throw new IllegalArgumentException("ArgReduce: not defined on " + x.getClass().getSimpleName());
        };
    }

    private static int best(boolean largest, float[] x, int from, int step, int n) {
        int best = 0;
        float value = x[from];
        for (int i = 1; i < n && value == value; i++) {
            float v = x[from + i * step];
            if (v != v || (largest ? v > value : v < value)) {
                best = i;
                value = v;
            }
        }
        return best;
    }

    private static int best(boolean largest, double[] x, int from, int step, int n) {
        int best = 0;
        double value = x[from];
        for (int i = 1; i < n && value == value; i++) {
            double v = x[from + i * step];
            if (v != v || (largest ? v > value : v < value)) {
                best = i;
                value = v;
            }
        }
        return best;
    }

    private static int best(boolean largest, int[] x, int from, int step, int n) {
        int best = 0;
        for (int i = 1, value = x[from]; i < n; i++) {
            int v = x[from + i * step];
            if (largest ? v > value : v < value) {
                best = i;
                value = v;
            }
        }
        return best;
    }

    private static int best(boolean largest, long[] x, int from, int step, int n) {
        int best = 0;
        long value = x[from];
        for (int i = 1; i < n; i++) {
            long v = x[from + i * step];
            if (largest ? v > value : v < value) {
                best = i;
                value = v;
            }
        }
        return best;
    }

    /**
     * y = running reductions of x along an axis. Float32 is accumulated in double.
     *
     * @param reverse whether they start at the end
     * @param exclusive whether an element is left out of its own result, which then starts with the neutral element
     */
    public static void scan(Workers workers, ScanKind kind, boolean reverse, boolean exclusive, int[] shape, int axis, View<?> x, View<?> y) {
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(y.strides(), axis), Nest.without(x.strides(), axis));
        int length = shape[axis], ys = lines.innerStride(0), xs = lines.innerStride(1);
        if (length == 0) return;
        int last = reverse ? length - 1 : 0, sign = reverse ? -1 : 1;
        int yStep = y.strides()[axis], xStep = x.strides()[axis];
        BinaryKind binary = binary(kind);
        Object source = x.array(), target = y.array();
        lines.forEach(workers, linesPerTile(length), (at, n) -> {
            for (int i = 0; i < n; i++)
                scan(binary, exclusive, source, at[1] + i * xs + last * xStep, sign * xStep, target, at[0] + i * ys + last * yStep, sign * yStep, length);
        }, y.offset(), x.offset());
    }

    private static BinaryKind binary(ScanKind kind) {
        return switch (kind) {
            case SUM -> BinaryKind.ADD;
            case PROD -> BinaryKind.MUL;
            case MAX -> BinaryKind.MAX;
            case MIN -> BinaryKind.MIN;
        };
    }

    private static void scan(BinaryKind kind, boolean exclusive, Object x, int from, int xs, Object y, int to, int ys, int n) {
        switch (x) {
            case float[] a -> scan(kind, exclusive, a, from, xs, (float[]) y, to, ys, n);
            case double[] a -> scan(kind, exclusive, a, from, xs, (double[]) y, to, ys, n);
            case int[] a -> scan(kind, exclusive, a, from, xs, (int[]) y, to, ys, n);
            case long[] a -> scan(kind, exclusive, a, from, xs, (long[]) y, to, ys, n);
            default -> throw new IllegalArgumentException("Scan: not defined on " + x.getClass().getSimpleName());
        }
    }

    private static void scan(BinaryKind kind, boolean exclusive, float[] x, int from, int xs, float[] y, int to, int ys, int n) {
        double running = exclusive ? neutral(kind) : x[from];
        for (int i = 0; i < n; i++) {
            float v = x[from + i * xs];
            if (!exclusive && i > 0) running = Functions.apply(kind, running, v);
            y[to + i * ys] = (float) running;
            if (exclusive) running = Functions.apply(kind, running, v);
        }
    }

    private static void scan(BinaryKind kind, boolean exclusive, double[] x, int from, int xs, double[] y, int to, int ys, int n) {
        double running = exclusive ? neutral(kind) : x[from];
        for (int i = 0; i < n; i++) {
            double v = x[from + i * xs];
            if (!exclusive && i > 0) running = Functions.apply(kind, running, v);
            y[to + i * ys] = running;
            if (exclusive) running = Functions.apply(kind, running, v);
        }
    }

    private static void scan(BinaryKind kind, boolean exclusive, int[] x, int from, int xs, int[] y, int to, int ys, int n) {
        int running = exclusive ? neutral(kind) : x[from];
        for (int i = 0; i < n; i++) {
            int v = x[from + i * xs];
            if (!exclusive && i > 0) running = (int) Functions.apply(kind, (long) running, v);
            y[to + i * ys] = running;
            if (exclusive) running = (int) Functions.apply(kind, (long) running, v);
        }
    }

    private static void scan(BinaryKind kind, boolean exclusive, long[] x, int from, int xs, long[] y, int to, int ys, int n) {
        long running = exclusive ? neutral(kind) : x[from];
        for (int i = 0; i < n; i++) {
            long v = x[from + i * xs];
            if (!exclusive && i > 0) running = Functions.apply(kind, running, v);
            y[to + i * ys] = running;
            if (exclusive) running = Functions.apply(kind, running, v);
        }
    }

    /** Exclusive scans are sums and products. */
    private static int neutral(BinaryKind kind) {
        return kind == BinaryKind.MUL ? 1 : 0;
    }
}
