package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * Constant elements before, after and between the elements of every axis. Negative counts before or after cut elements off.
 *
 * @param before elements put in front, one count an axis
 * @param after elements put behind
 * @param between elements put between neighbours, not negative
 * @param value what is put there, converted to the dtype
 */
public record Pad(List<Long> before, List<Long> after, List<Long> between, double value) implements PrimitiveOp {
    public Pad {
        before = List.copyOf(before);
        after = List.copyOf(after);
        between = List.copyOf(between);
        for (long gap : between) if (gap < 0) throw new IllegalArgumentException("Pad: counts between elements must not be negative, got " + between);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.arithmetic(name(), x);
        int rank = x.shape().rank();
        if (before.size() != rank || after.size() != rank || between.size() != rank)
            throw new ShapeException("Pad: %s needs %d counts, got before %s, after %s, between %s", x.shape(), rank, before, after, between);
        long[] sizes = new long[rank];
        for (int i = 0; i < rank; i++) {
            long n = x.shape().size(i);
            sizes[i] = before.get(i) + after.get(i) + n + Math.max(0, n - 1) * between.get(i);
            if (sizes[i] < 0) throw new ShapeException("Pad: axis %d of %s has too few elements to cut off %d and %d", i, x.shape(), -before.get(i), -after.get(i));
        }
        return List.of(x.with(Shape.of(sizes)));
    }
}
