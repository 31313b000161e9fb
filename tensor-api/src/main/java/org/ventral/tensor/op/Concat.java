package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** Tensors one after another along an axis; the other sizes and the dtypes agree. */
public record Concat(int axis) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        if (inputs.isEmpty()) throw new ShapeException("Concat: takes at least one input");
        TensorType first = inputs.getFirst();
        Checks.axis(name(), first.shape(), axis);
        long total = 0;
        for (TensorType input : inputs) {
            Checks.sameDType(name(), first, input);
            if (input.shape().rank() != first.shape().rank() || !input.shape().with(axis, 0).equals(first.shape().with(axis, 0)))
                throw new ShapeException("Concat: %s and %s differ elsewhere than at axis %d", first.shape(), input.shape(), axis);
            total += input.shape().size(axis);
        }
        return List.of(first.with(first.shape().with(axis, total)));
    }
}
