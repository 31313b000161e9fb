package org.example.plugin;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Pad;

/** What moves elements: each goes from one index to another. */
final class Places {
    private Places() {}

    private static long checked(String op, long index, long size) {
        if (index < 0 || index >= size) throw new ShapeException("%s: index %d lies outside an axis of size %d", op, index, size);
        return index;
    }

    /** The index of a slice's element {@code [a…, i…, b…]} without the axes of the indices, and in their place what they name. */
    private static long[] named(String op, long[] slice, int axis, Numbers indices, long size) {
        int rank = indices.shape().rank();
        long[] index = new long[slice.length - rank + 1];
        System.arraycopy(slice, 0, index, 0, axis);
        System.arraycopy(slice, axis + rank, index, axis + 1, index.length - axis - 1);
        index[axis] = checked(op, indices.wholes()[indices.position(Arrays.copyOfRange(slice, axis, axis + rank))], size);
        return index;
    }

    static Numbers select(int axis, Numbers x, Numbers indices, TensorType type) {
        Numbers y = Numbers.zeros(type);
        y.forEach((index, to) -> y.copy(to, x, x.position(named("IndexSelect", index, axis, indices, x.size(axis)))));
        return y;
    }

    static Numbers addSlices(int axis, Numbers indices, Numbers slices, TensorType type) {
        Numbers y = Numbers.zeros(type);
        slices.forEach((index, from) -> y.add(y.position(named("IndexAdd", index, axis, indices, y.size(axis))), slices, from));
        return y;
    }

    /** An index with one coordinate replaced by the one that is named there. */
    private static long[] along(String op, long[] index, int position, int axis, Numbers indices, long size) {
        long[] other = index.clone();
        other[axis] = checked(op, indices.wholes()[position], size);
        return other;
    }

    static Numbers gather(int axis, Numbers x, Numbers indices, TensorType type) {
        Numbers y = Numbers.zeros(type);
        indices.forEach((index, to) -> y.copy(to, x, x.position(along("Gather", index, to, axis, indices, x.size(axis)))));
        return y;
    }

    static Numbers scatterAdd(int axis, Numbers indices, Numbers values, TensorType type) {
        Numbers y = Numbers.zeros(type);
        indices.forEach((index, from) -> y.add(y.position(along("ScatterAdd", index, from, axis, indices, y.size(axis))), values, from));
        return y;
    }

    /** Writes into the operand, which is a copy of the tensor's elements. */
    static Numbers scatter(int axis, Numbers x, Numbers indices, Numbers values) {
        indices.forEach((index, from) -> x.copy(x.position(along("Scatter", index, from, axis, indices, x.size(axis))), values, from));
        return x;
    }

    static Numbers concat(int axis, List<Numbers> parts, TensorType type) {
        Numbers y = Numbers.zeros(type);
        long start = 0;
        for (Numbers part : parts) {
            long offset = start;
            part.forEach((index, from) -> {
                long[] to = index.clone();
                to[axis] += offset;
                y.copy(y.position(to), part, from);
            });
            start += part.size(axis);
        }
        return y;
    }

    static Numbers pad(Pad op, Numbers x, TensorType type) {
        Numbers y = Numbers.zeros(type);
        if (y.isReal()) Arrays.fill(y.reals(), op.value());
        else Arrays.fill(y.wholes(), (long) op.value());
        x.forEach((index, from) -> {
            long[] to = new long[index.length];
            boolean inside = true;
            for (int axis = 0; axis < to.length; axis++) {
                to[axis] = op.before().get(axis) + index[axis] * (op.between().get(axis) + 1);
                inside &= to[axis] >= 0 && to[axis] < y.size(axis);
            }
            if (inside) y.copy(y.position(to), x, from);
        });
        return y;
    }

    static Numbers fold(Fold op, Numbers x, TensorType type) {
        Numbers y = Numbers.zeros(type);
        x.forEach((index, from) -> {
            long[] to = Arrays.copyOf(index, index.length - 1);
            to[op.axis()] = index[op.axis()] * op.step() + index[index.length - 1] * op.dilation();
            y.add(y.position(to), x, from);
        });
        return y;
    }
}
