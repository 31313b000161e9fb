package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** Axes in another order: axis {@code i} of the result is axis {@code order[i]} of the input. */
public record Permute(List<Integer> order) implements ViewOp {
    public Permute {
        order = List.copyOf(order);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType x = inputs.getFirst();
        return List.of(x.with(view(Layout.contiguous(x.shape())).shape()));
    }

    @Override public Layout view(Layout input) {
        int[] axes = new int[order.size()];
        for (int i = 0; i < axes.length; i++) axes[i] = order.get(i);
        return input.permute(axes);
    }
}
