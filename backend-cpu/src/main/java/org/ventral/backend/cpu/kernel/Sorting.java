package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import java.util.Comparator;
import org.ventral.backend.cpu.parallel.Workers;

/** Stable sorting along an axis, values with the places they came from. NaN is the largest number, and the two zeros are equal. */
public final class Sorting {
    private Sorting() {}

    /** Writes the values in order and their indices; for {@code float[]}, {@code double[]}, {@code int[]} and {@code long[]}. */
    public static void sort(Workers workers, boolean descending, int[] shape, int axis, View<?> x, View<?> values, View<long[]> indices) {
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(values.strides(), axis), Nest.without(indices.strides(), axis), Nest.without(x.strides(), axis));
        int n = shape[axis], xStep = x.strides()[axis], vStep = values.strides()[axis], iStep = indices.strides()[axis];
        lines.forEach(workers, Math.max(1, Nest.TILE / 16 / Math.max(1, n)), (at, count) -> {
            for (int line = 0; line < count; line++) {
                int from = at[2] + line * lines.innerStride(2), value = at[0] + line * lines.innerStride(0), index = at[1] + line * lines.innerStride(1);
                long[] order = x.array() instanceof float[] || x.array() instanceof int[] ? packed(x.array(), from, xStep, n, descending) : wide(x.array(), from, xStep, n, descending);
                for (int k = 0; k < n; k++) {
                    indices.array()[index + k * iStep] = order[k];
                    move(x.array(), from + (int) order[k] * xStep, values.array(), value + k * vStep);
                }
            }
        }, values.offset(), indices.offset(), x.offset());
    }

    /** Key and index in one number: equal keys fall into the order of their indices. */
    private static long[] packed(Object x, int from, int step, int n, boolean descending) {
        long[] order = new long[n];
        for (int k = 0; k < n; k++) {
            int key = x instanceof float[] a ? key(a[from + k * step]) : ((int[]) x)[from + k * step];
            order[k] = (long) (descending ? ~key : key) << 32 | k;
        }
        Arrays.sort(order);
        for (int k = 0; k < n; k++) order[k] &= 0xFFFFFFFFL;
        return order;
    }

    private static long[] wide(Object x, int from, int step, int n, boolean descending) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, k -> k);
        Comparator<Integer> ascending = switch (x) {
            case double[] a -> Comparator.comparingDouble(k -> a[from + k * step] + 0.0);      // -0.0 becomes 0.0
            case long[] a -> Comparator.comparingLong(k -> a[from + k * step]);
            default -> throw new IllegalArgumentException("Sort: not defined on " + x.getClass().getSimpleName());
        };
        Arrays.sort(order, descending ? ascending.reversed() : ascending);
        return Arrays.stream(order).mapToLong(Integer::longValue).toArray();
    }

    /** An integer that is ordered as the numbers are. */
    private static int key(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ bits >> 31 & 0x7FFFFFFF;
    }

    private static void move(Object x, int from, Object y, int to) {
        switch (x) {
            case float[] a -> ((float[]) y)[to] = a[from];
            case double[] a -> ((double[]) y)[to] = a[from];
            case int[] a -> ((int[]) y)[to] = a[from];
            case long[] a -> ((long[]) y)[to] = a[from];
            default -> throw new IllegalArgumentException("Sort: not defined on " + x.getClass().getSimpleName());
        }
    }
}
