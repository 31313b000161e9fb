package org.ventral.tensor.reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.Sort;

final class ReductionLoops {
    private ReductionLoops() {}

    static Tensor reduce(Reduce op, Tensor x, TensorType out) {
        // Reduced axes last, so that each result is a run of the values.
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) if (!op.axes().contains(i)) order.add(i);
        order.addAll(op.axes());
        Values values = Values.of(x.permute(order.stream().mapToInt(Integer::intValue).toArray()));
        Values result = Values.zeros(out);
        int results = result.length(), run = results == 0 ? 0 : values.length() / results;
        for (int r = 0; r < results; r++) {
            if (values.floating()) {
                double total = neutral(op.kind());
                for (int i = r * run; i < (r + 1) * run; i++) total = combine(op.kind(), total, values.reals()[i]);
                result.reals()[r] = total;
            } else {
                long total = switch (op.kind()) {
                    case SUM -> 0;
                    case PROD -> 1;
                    case MAX -> run == 0 ? 0 : Long.MIN_VALUE;            // of no bools: any is false, all is true
                    case MIN -> run == 0 ? 1 : Long.MAX_VALUE;
                };
                for (int i = r * run; i < (r + 1) * run; i++) total = combine(op.kind(), total, values.whole()[i]);
                result.whole()[r] = total;
            }
        }
        return result.store(out, x);
    }

    private static double neutral(ReduceKind kind) {
        return switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private static double combine(ReduceKind kind, double a, double b) {
        return switch (kind) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private static long combine(ReduceKind kind, long a, long b) {
        return switch (kind) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    static Tensor argReduce(ArgReduce op, Tensor x, TensorType out) {
        Values values = Values.of(x);
        Strides s = Strides.around(x.shape(), op.axis());
        long[] best = new long[s.outer() * s.inner()];
        for (int o = 0; o < s.outer(); o++)
            for (int i = 0; i < s.inner(); i++) {
                int winner = 0;
                for (int k = 1; k < s.length(); k++)
                    if (beats(op.largest(), values, s.at(o, k, i), s.at(o, winner, i))) winner = k;
                best[o * s.inner() + i] = winner;
            }
        return new Values(null, best).store(out, x);
    }

    private static boolean beats(boolean largest, Values values, int challenger, int holder) {
        if (!values.floating()) {
            int order = Long.compare(values.whole()[challenger], values.whole()[holder]);
            return largest ? order > 0 : order < 0;
        }
        double c = values.reals()[challenger], h = values.reals()[holder];
        if (Double.isNaN(h)) return false;
        return Double.isNaN(c) || (largest ? c > h : c < h);
    }

    static Tensor scan(Scan op, Tensor x, TensorType out) {
        Values values = Values.of(x), result = Values.zeros(out);
        Strides s = Strides.around(x.shape(), op.axis());
        ReduceKind kind = ReduceKind.valueOf(op.kind().name());
        for (int o = 0; o < s.outer(); o++)
            for (int i = 0; i < s.inner(); i++) {
                double total = neutral(kind);
                long whole = switch (op.kind()) {
                    case SUM -> 0;
                    case PROD -> 1;
                    case MAX -> Long.MIN_VALUE;
                    case MIN -> Long.MAX_VALUE;
                };
                for (int step = 0; step < s.length(); step++) {
                    int at = s.at(o, op.reverse() ? s.length() - 1 - step : step, i);
                    if (values.floating()) {
                        double next = combine(kind, total, values.reals()[at]);
                        result.reals()[at] = op.exclusive() ? total : next;
                        total = next;
                    } else {
                        long next = combine(kind, whole, values.whole()[at]);
                        result.whole()[at] = op.exclusive() ? whole : next;
                        whole = next;
                    }
                }
            }
        return result.store(out, x);
    }

    static List<Tensor> sort(Sort op, Tensor x, List<TensorType> out) {
        Values values = Values.of(x), sorted = Values.zeros(out.get(0));
        Shape shape = x.shape();
        Strides s = Strides.around(shape, op.axis());
        long[] indices = new long[values.length()];
        for (int o = 0; o < s.outer(); o++)
            for (int i = 0; i < s.inner(); i++) {
                int outer = o, inner = i;
                Comparator<Integer> ascending = values.floating()
                        ? Comparator.comparingDouble(k -> values.reals()[s.at(outer, k, inner)] + 0.0)     // -0.0 equals 0.0
                        : Comparator.comparingLong(k -> values.whole()[s.at(outer, k, inner)]);
                List<Integer> order = IntStream.range(0, s.length()).boxed().sorted(op.descending() ? ascending.reversed() : ascending).toList();
                for (int k = 0; k < s.length(); k++) {
                    sorted.copy(s.at(o, k, i), values, s.at(o, order.get(k), i));
                    indices[s.at(o, k, i)] = order.get(k);
                }
            }
        return List.of(sorted.store(out.get(0), x), new Values(null, indices).store(out.get(1), x));
    }
}
