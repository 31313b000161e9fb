package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * {@code length} elements along an axis from {@code start}, every {@code step}-th; a negative step runs backwards.
 */
public record Slice(int axis, long start, long length, long step) implements ViewOp {
    public Slice {
        if (step == 0) throw new IllegalArgumentException("Slice: the step must not be 0");
        if (length < 0) throw new IllegalArgumentException("Slice: the length must not be negative, got " + length);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        long size = x.shape().size(Checks.axis(name(), x.shape(), axis));
        long last = start + (length - 1) * step;
        if (length > 0 && (start < 0 || start >= size || last < 0 || last >= size))
            throw new ShapeException("Slice: elements %d to %d by %d lie outside axis %d of %s", start, last, step, axis, x.shape());
        return List.of(x.with(x.shape().with(axis, length)));
    }

    @Override public Layout view(Layout input) {
        return input.slice(axis, start, length, step);
    }
}
