package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * The reverse of {@link Gather}: elements are added into zeros at the places that the indices name along an axis; those that meet add
 * up, in row-major order of the indices.
 *
 * <p>Inputs: {@code indices}, {@code values} of one shape. Output: {@code shape}.
 */
public record ScatterAdd(int axis, Shape shape) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType indices = inputs.get(0), values = inputs.get(1);
        Checks.index(name(), indices);
        Checks.numeric(name(), values);
        Gather.along(name(), shape, indices.shape(), axis);
        if (!values.shape().equals(indices.shape()))
            throw new ShapeException("ScatterAdd: values %s must have the shape of the indices %s", values.shape(), indices.shape());
        return List.of(values.with(shape));
    }
}
