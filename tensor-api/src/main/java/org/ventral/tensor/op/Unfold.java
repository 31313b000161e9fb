package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * Overlapping windows along an axis, as a view: windows of {@code size} elements {@code dilation} apart, one every {@code step}
 * elements. The window becomes a new last axis.
 */
public record Unfold(int axis, long size, long step, long dilation) implements ViewOp {
    public Unfold {
        if (size < 1 || step < 1 || dilation < 1)
            throw new IllegalArgumentException("Unfold: size, step and dilation must be positive, got %d, %d, %d".formatted(size, step, dilation));
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        long length = x.shape().size(Checks.axis(name(), x.shape(), axis));
        if ((size - 1) * dilation + 1 > length)
            throw new ShapeException("Unfold: a window of %d elements %d apart does not fit axis %d of %s", size, dilation, axis, x.shape());
        return List.of(x.with(view(Layout.contiguous(x.shape())).shape()));
    }

    @Override public Layout view(Layout input) {
        return input.unfold(axis, size, step, dilation);
    }
}
