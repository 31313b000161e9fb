package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * The int64 index of the largest or smallest element along an axis: the first one if there are several, the first NaN if there is any.
 *
 * @param largest whether to look for the largest
 * @param keep whether the axis stays, with size 1
 */
public record ArgReduce(boolean largest, int axis, boolean keep) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.numeric(name(), x);
        if (x.shape().size(Checks.axis(name(), x.shape(), axis)) == 0)
            throw new ShapeException("%s: axis %d of %s is empty", name(), axis, x.shape());
        return List.of(new TensorType(DType.INT64, keep ? x.shape().with(axis, 1) : x.shape().without(axis)));
    }

    @Override public String name() {
        return largest ? "ARGMAX" : "ARGMIN";
    }
}
