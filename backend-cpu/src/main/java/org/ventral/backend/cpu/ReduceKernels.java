package org.ventral.backend.cpu;

import java.util.Arrays;
import java.util.List;
import org.ventral.backend.cpu.kernel.Axes;
import org.ventral.backend.cpu.kernel.PlainReduce;
import org.ventral.backend.cpu.kernel.Sorting;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.ArgReduce;
import org.ventral.tensor.op.Reduce;
import org.ventral.tensor.op.Scan;
import org.ventral.tensor.op.Sort;

/** Reductions, scans and sorting. Results lie in the memory order of what is left of the operand. */
final class ReduceKernels {
    private ReduceKernels() {}

    static Tensor reduce(Workers workers, Reduce op, Tensor x, TensorType type) {
        boolean[] over = new boolean[x.rank()];
        for (int axis : op.axes()) over[axis] = true;
        Tensor y = remaining(type, x, over, op.keep());
        View<?> result = stretched(y, over, op.keep());
        int[] sizes = Operands.sizes(x.shape());
        if (type.dtype() == DType.FLOAT32)
            org.ventral.backend.cpu.kernel.Reduce.reduce(workers, op.kind(), sizes, over, Operands.floats(x), new View<>(y.storage().floats(), result.offset(), result.strides()));
        else PlainReduce.reduce(workers, op.kind(), sizes, over, Operands.view(x), result);
        return y;
    }

    static Tensor argReduce(Workers workers, ArgReduce op, Tensor x, TensorType type) {
        boolean[] over = new boolean[x.rank()];
        over[op.axis()] = true;
        Tensor y = remaining(type, x, over, op.keep());
        View<?> result = stretched(y, over, op.keep());
        Axes.argReduce(workers, op.largest(), Operands.sizes(x.shape()), op.axis(), Operands.view(x), new View<>(y.storage().longs(), result.offset(), result.strides()));
        return y;
    }

    static Tensor scan(Workers workers, Scan op, Tensor x, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(x));
        Axes.scan(workers, op.kind(), op.reverse(), op.exclusive(), Operands.sizes(x.shape()), op.axis(), Operands.view(x), Operands.view(y));
        return y;
    }

    static List<Tensor> sort(Workers workers, Sort op, Tensor x, List<TensorType> types) {
        Tensor values = Operands.fresh(types.get(0), List.of(x)), indices = Operands.fresh(types.get(1), List.of(x));
        View<?> places = Operands.view(indices);
        Sorting.sort(workers, op.descending(), Operands.sizes(x.shape()), op.axis(), Operands.view(x), Operands.view(values),
            new View<>(indices.storage().longs(), places.offset(), places.strides()));
        return List.of(values, indices);
    }

    /** A tensor for what is left when axes go: its axes follow each other in memory as they do in x. */
    private static Tensor remaining(TensorType type, Tensor x, boolean[] over, boolean keep) {
        if (!x.layout().isDense() || x.layout().isContiguous()) return Tensor.uninitialized(type, x.device());
        int[] place = new int[over.length], order = new int[over.length];
        for (int axis = 0, next = 0; axis < over.length; axis++) place[axis] = keep || !over[axis] ? next++ : -1;
        int count = 0;
        for (int axis : x.layout().memoryOrder()) if (place[axis] >= 0) order[count++] = place[axis];
        Layout layout = Layout.dense(type.shape(), Arrays.copyOf(order, count));
        return layout.isDense() ? Tensor.uninitialized(type, layout, x.device()) : Tensor.uninitialized(type, x.device());
    }

    /** The result with one stride for each axis of the operand. */
    private static View<?> stretched(Tensor y, boolean[] over, boolean keep) {
        View<?> view = Operands.view(y);
        if (keep) return view;
        int[] strides = new int[over.length];
        for (int axis = 0, next = 0; axis < over.length; axis++) if (!over[axis]) strides[axis] = view.strides()[next++];
        return new View<>(view.array(), view.offset(), strides);
    }
}
