package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.Functions;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.ReduceKind;

/**
 * Reductions of float64, int32, int64 and bool over any axes, one result after another in plain Java. Sums of float64 carry their rounding error along
 * (Neumaier's summation); integers wrap. On bool, MAX and SUM are "any", MIN and PROD "all".
 */
public final class PlainReduce {
    private PlainReduce() {}

    /** As {@link Reduce#reduce}, for {@code double[]}, {@code int[]}, {@code long[]} and {@code byte[]}. */
    public static void reduce(Workers workers, ReduceKind kind, int[] shape, boolean[] over, View<?> x, View<?> y) {
        Nest kept = Nest.of(Reduce.select(shape, over, false), Reduce.select(x.strides(), over, false), Reduce.select(y.strides(), over, false));
        Nest reduced = Nest.of(Reduce.select(shape, over, true), Reduce.select(x.strides(), over, true));
        int xs = kept.innerStride(0), ys = kept.innerStride(1);
        Object source = x.array(), target = y.array();
        kept.forEach(workers, Math.max(1, Nest.TILE / Math.max(1, reduced.elements())), (at, n) -> {
            for (int i = 0; i < n; i++) one(kind, reduced, source, at[0] + i * xs, target, at[1] + i * ys);
        }, x.offset(), y.offset());
    }

    private static void one(ReduceKind kind, Nest reduced, Object source, int from, Object target, int to) {
        switch (target) {
            case double[] y -> y[to] = kind == ReduceKind.SUM ? sum(reduced, (double[]) source, from) : reduce(kind, reduced, (double[]) source, from);
            case int[] y -> y[to] = (int) reduce(kind, reduced, source, from, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case long[] y -> y[to] = reduce(kind, reduced, source, from, Long.MIN_VALUE, Long.MAX_VALUE);
            case byte[] y -> y[to] = (byte) Math.min(1, reduce(kind, reduced, source, from, 0, 1));
            default -> throw new IllegalArgumentException("Reduce: not defined on " + target.getClass().getSimpleName());
        }
    }

    private static double sum(Nest reduced, double[] x, int offset) {
        double[] sums = new double[2];         // sum, and what rounding took from it
        int stride = reduced.innerStride(0);
        reduced.walk(0, reduced.elements(), (at, n) -> {
            double sum = sums[0], lost = sums[1];
            for (int i = 0; i < n; i++) {
                double v = x[at[0] + i * stride], next = sum + v;
                lost += Math.abs(sum) >= Math.abs(v) ? sum - next + v : v - next + sum;
                sum = next;
            }
            sums[0] = sum;
            sums[1] = lost;
        }, offset);
        double total = sums[0] + sums[1];
        return total == total ? total : sums[0];   // the error of an infinite sum is NaN
    }

    private static double reduce(ReduceKind kind, Nest reduced, double[] x, int offset) {
        double[] total = {Reduce.neutral(kind)};
        int stride = reduced.innerStride(0);
        reduced.walk(0, reduced.elements(), (at, n) -> {
            double t = total[0];
            for (int i = 0; i < n; i++) t = Reduce.combine(kind, t, x[at[0] + i * stride]);
            total[0] = t;
        }, offset);
        return total[0];
    }

    private static long reduce(ReduceKind kind, Nest reduced, Object x, int offset, long smallest, long largest) {
        long[] total = {switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> smallest;
            case MIN -> largest;
        }};
        int stride = reduced.innerStride(0);
        reduced.walk(0, reduced.elements(), (at, n) -> {
            long t = total[0];
            for (int i = 0; i < n; i++) {
                int place = at[0] + i * stride;
                long v = switch (x) {
                    case int[] a -> a[place];
                    case long[] a -> a[place];
                    case byte[] a -> a[place];
                    default -> throw new IllegalArgumentException("Reduce: not defined on " + x.getClass().getSimpleName());
                };
                t = Functions.apply(Reduce.binary(kind), t, v);
            }
            total[0] = t;
        }, offset);
        return total[0];
    }
}
