package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * The reverse of {@link Unfold}: windows are added back to where they came from, overlaps add up.
 *
 * <p>Input: {@code [..., windows, ..., size]}, the window last. Output: that axis has {@code length} elements, and the last axis is gone.
 */
public record Fold(int axis, long length, long step, long dilation) implements PrimitiveOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.numeric(name(), x);
        int rank = x.shape().rank();
        if (axis < 0 || axis >= rank - 1) throw new ShapeException("Fold: axis %d is out of range for %s, whose last axis is the window", axis, x.shape());
        long reach = (x.shape().size(axis) - 1) * step + (x.shape().size(-1) - 1) * dilation + 1;
        if (!x.shape().isEmpty() && reach > length)
            throw new ShapeException("Fold: windows of %s at step %d and dilation %d reach over %d elements, more than %d", x.shape(), step, dilation, reach, length);
        return List.of(x.with(x.shape().without(rank - 1).with(axis, length)));
    }
}
