package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** The same elements in row-major order under another shape. */
public record Reshape(Shape shape) implements ViewOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        if (x.shape().elements() != shape.elements())
            throw new org.ventral.tensor.ShapeException("Reshape: %s has %d elements, %s has %d", x.shape(), x.shape().elements(), shape, shape.elements());
        return List.of(x.with(shape));
    }

    @Override public Layout view(Layout input) {
        return input.reshape(shape);
    }
}
