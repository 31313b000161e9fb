package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * One element for each index, along an axis (NumPy's {@code take_along_axis}): {@code y[i, j, k] = x[i, indices[i, j, k], k]} for axis 1.
 *
 * <p>Inputs: {@code x} and {@code indices} of one rank; away from the axis the indices are no larger than {@code x}. Output: the shape of the indices.
 */
public record Gather(int axis) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType x = inputs.get(0), indices = inputs.get(1);
        Checks.index(name(), indices);
        along(name(), x.shape(), indices.shape(), axis);
        return List.of(x.with(indices.shape()));
    }

    /** Checks that indices of this shape can point along an axis of a tensor of that shape. */
    static void along(String op, Shape shape, Shape indices, int axis) {
        Checks.axis(op, shape, axis);
        boolean fits = shape.rank() == indices.rank();
        for (int i = 0; fits && i < shape.rank(); i++) fits = i == axis || indices.size(i) <= shape.size(i);
        if (!fits) throw new ShapeException("%s: indices %s do not fit %s along axis %d: ranks must agree, and other axes be no larger", op, indices, shape, axis);
    }
}
