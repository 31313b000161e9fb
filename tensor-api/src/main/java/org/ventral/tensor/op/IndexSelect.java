package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * Slices of {@code x} along an axis, named by indices of any shape (NumPy's {@code take}, an embedding look-up when the axis is 0).
 *
 * <p>Inputs: {@code x [a…, n, b…]}, {@code indices [i…]} in {@code [0, n)}. Output: {@code [a…, i…, b…]}.
 */
public record IndexSelect(int axis) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType x = inputs.get(0), indices = inputs.get(1);
        Checks.index(name(), indices);
        Shape shape = x.shape();
        Checks.axis(name(), shape, axis);
        return List.of(x.with(shape.first(axis).concat(indices.shape()).concat(shape.last(shape.rank() - axis - 1))));
    }
}
