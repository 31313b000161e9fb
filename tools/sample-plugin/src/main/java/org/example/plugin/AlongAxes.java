package org.example.plugin;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.Sort;

/** What looks at all elements along an axis. */
final class AlongAxes {
    private AlongAxes() {}

    /** What is done with the positions of the elements of one line along an axis. */
    @FunctionalInterface
    private interface Line {
        void visit(int[] positions);
    }

    /** Visits the lines along an axis, in the order of what remains when the axis is dropped. */
    private static void lines(Shape shape, int axis, Line line) {
        int length = Math.toIntExact(shape.size(axis)), step = Math.toIntExact(shape.last(shape.rank() - axis - 1).elements());
        int outer = Math.toIntExact(shape.first(axis).elements());
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < step; i++) {
                int start = o * length * step + i;
                line.visit(IntStream.range(0, length).map(k -> start + k * step).toArray());
            }
    }

    static Numbers reduce(Reduce op, Numbers x, TensorType type) {
        Numbers result = Numbers.zeros(type);
        boolean bool = type.dtype() == DType.BOOL;
        if (result.isReal()) Arrays.fill(result.reals(), neutral(op.kind()));
        else Arrays.fill(result.wholes(), neutral(op.kind(), bool));
        // An element goes where its index is, were the sizes of the reduced axes 1.
        int[] steps = new int[x.shape().rank()];
        int step = 1;
        for (int axis = steps.length - 1; axis >= 0; axis--) {
            if (op.axes().contains(axis)) continue;
            steps[axis] = step;
            step *= x.size(axis);
        }
        x.forEach((index, position) -> {
            int to = 0;
            for (int axis = 0; axis < steps.length; axis++) to += (int) index[axis] * steps[axis];
            if (x.isReal()) result.reals()[to] = join(op.kind(), result.reals()[to], x.reals()[position]);
            else result.wholes()[to] = join(op.kind(), result.wholes()[to], x.wholes()[position]);
        });
        return result;
    }

    private static double neutral(ReduceKind kind) {
        return switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private static long neutral(ReduceKind kind, boolean bool) {
        return switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> bool ? 0 : Long.MIN_VALUE;
            case MIN -> bool ? 1 : Long.MAX_VALUE;
        };
    }

    private static double join(ReduceKind kind, double a, double b) {
        return switch (kind) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private static long join(ReduceKind kind, long a, long b) {
        return switch (kind) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    static Numbers argReduce(ArgReduce op, Numbers x) {
        LongStream.Builder found = LongStream.builder();
        lines(x.shape(), op.axis(), line -> {
            int best = 0;
            for (int k = 1; k < line.length; k++) {
                boolean holderIsNaN = x.isReal() && Double.isNaN(x.reals()[line[best]]), isNaN = x.isReal() && Double.isNaN(x.reals()[line[k]]);
                int order = x.compare(line[k], line[best]);
                if (!holderIsNaN && (isNaN || (op.largest() ? order > 0 : order < 0))) best = k;
            }
            found.add(best);
        });
        return Numbers.wholes(x.shape().without(op.axis()), found.build().toArray());
    }

    static Numbers scan(Scan op, Numbers x) {
        Numbers result = Numbers.zeros(x.type());
        ReduceKind kind = ReduceKind.valueOf(op.kind().name());
        lines(x.shape(), op.axis(), line -> {
            double real = neutral(kind);
            long whole = neutral(kind, false);
            for (int k = 0; k < line.length; k++) {
                int at = line[op.reverse() ? line.length - 1 - k : k];
                if (x.isReal()) {
                    double next = join(kind, real, x.reals()[at]);
                    result.reals()[at] = op.exclusive() ? real : next;
                    real = next;
                } else {
                    long next = join(kind, whole, x.wholes()[at]);
                    result.wholes()[at] = op.exclusive() ? whole : next;
                    whole = next;
                }
            }
        });
        return result;
    }

    static List<Numbers> sort(Sort op, Numbers x) {
        Numbers values = Numbers.zeros(x.type()), places = Numbers.zeros(x.type().as(DType.INT64));
        lines(x.shape(), op.axis(), line -> {
            Comparator<Integer> rising = (a, b) -> x.compare(line[a], line[b]);
            List<Integer> order = IntStream.range(0, line.length).boxed().sorted(op.descending() ? rising.reversed() : rising).toList();
            for (int k = 0; k < line.length; k++) {
                values.copy(line[k], x, line[order.get(k)]);
                places.wholes()[line[k]] = order.get(k);
            }
        });
        return List.of(values, places);
    }

    /** {@code exp(xᵢ − max) / Σ exp(xⱼ − max)}. */
    static Numbers softmax(int axis, Numbers x) {
        Numbers y = Numbers.zeros(x.type());
        lines(x.shape(), axis, line -> {
            double peak = Double.NEGATIVE_INFINITY, total = 0;
            for (int at : line) peak = Math.max(peak, x.reals()[at]);
            for (int at : line) total += y.reals()[at] = Math.exp(x.reals()[at] - peak);
            for (int at : line) y.reals()[at] /= total;
        });
        return y;
    }
}
