package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * The reverse of {@link IndexSelect}: slices are added into zeros at the places that the indices name; equal indices add up, in
 * the order of the indices.
 *
 * <p>Inputs: {@code indices [i…]} in {@code [0, size)}, {@code slices [a…, i…, b…]}. Output: {@code [a…, size, b…]}.
 */
public record IndexAdd(int axis, long size) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType indices = inputs.get(0), slices = inputs.get(1);
        Checks.index(name(), indices);
        Checks.numeric(name(), slices);
        Shape shape = slices.shape();
        int inner = shape.rank() - axis - indices.shape().rank();
        if (axis < 0 || inner < 0 || !shape.first(shape.rank() - inner).last(indices.shape().rank()).equals(indices.shape()))
            throw new ShapeException("IndexAdd: slices %s do not have the shape of the indices %s from axis %d on", shape, indices.shape(), axis);
        return List.of(slices.with(shape.first(axis).concat(Shape.of(size)).concat(shape.last(inner))));
    }
}
