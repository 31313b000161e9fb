package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** Axes of size 1, and new leading axes, repeated up to a shape, without copying. */
public record Expand(Shape shape) implements ViewOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        return List.of(x.with(view(Layout.contiguous(x.shape())).shape()));
    }

    @Override public Layout view(Layout input) {
        return input.expand(shape);
    }
}
