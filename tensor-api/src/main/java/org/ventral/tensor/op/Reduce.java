package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * A reduction over axes. Sums of int32 stay int32 and wrap, as Java's do.
 *
 * @param axes ascending, counted from the front; none means that nothing is reduced
 * @param keep whether the reduced axes stay, with size 1
 */
public record Reduce(ReduceKind kind, List<Integer> axes, boolean keep) implements PrimitiveOp {
    public Reduce {
        axes = List.copyOf(axes);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        Checks.arithmetic(name(), x);
        boolean ordering = kind == ReduceKind.MAX || kind == ReduceKind.MIN;
        if (!ordering) Checks.numeric(name(), x);
        Shape shape = x.shape();
        for (int i = axes.size() - 1; i >= 0; i--) {
            int axis = Checks.axis(name(), x.shape(), axes.get(i));
            if (i > 0 && axes.get(i - 1) >= axis) throw new ShapeException("%s: axes %s must ascend", name(), axes);
            if (ordering && x.shape().size(axis) == 0 && x.dtype() != DType.BOOL)
                throw new ShapeException("%s: axis %d of %s is empty, and nothing has no %s", name(), axis, x.shape(), kind == ReduceKind.MAX ? "maximum" : "minimum");
            shape = keep ? shape.with(axis, 1) : shape.without(axis);
        }
        return List.of(x.with(shape));
    }

    @Override public String name() {
        return "REDUCE_" + kind.name();
    }
}
