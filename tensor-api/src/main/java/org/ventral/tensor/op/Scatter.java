package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * A copy of {@code x} in which the elements that indices name along an axis are replaced; of several that meet, the last in row-major order stays.
 *
 * <p>Inputs: {@code x}, {@code indices}, {@code values} of the shape of the indices. Output: the shape of {@code x}.
 */
public record Scatter(int axis) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType x = inputs.get(0), indices = inputs.get(1), values = inputs.get(2);
        Checks.index(name(), indices);
        Checks.sameDType(name(), x, values);
        Gather.along(name(), x.shape(), indices.shape(), axis);
        if (!values.shape().equals(indices.shape()))
            throw new ShapeException("Scatter: values %s must have the shape of the indices %s", values.shape(), indices.shape());
        return List.of(x);
    }
}
