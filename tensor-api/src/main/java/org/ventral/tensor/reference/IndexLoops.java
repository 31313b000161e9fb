package org.ventral.tensor.reference;

import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

final class IndexLoops {
    private IndexLoops() {}

    private static int[] checked(String op, Tensor indices, long size) {
        long[] raw = indices.toLongs();
        int[] checked = new int[raw.length];
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] < 0 || raw[i] >= size) throw new ShapeException("%s: index %d lies outside an axis of size %d", op, raw[i], size);
            checked[i] = (int) raw[i];
        }
        return checked;
    }

    static Tensor select(int axis, Tensor x, Tensor indices, TensorType out) {
        int[] index = checked("IndexSelect", indices, x.size(axis));
        Values values = Values.of(x), result = Values.zeros(out);
        Strides s = Strides.around(x.shape(), axis);
        for (int o = 0, to = 0; o < s.outer(); o++)
            for (int k : index)
                for (int i = 0; i < s.inner(); i++) result.copy(to++, values, s.at(o, k, i));
        return result.store(out, x);
    }

    static Tensor add(int axis, Tensor indices, Tensor slices, TensorType out) {
        int[] index = checked("IndexAdd", indices, out.shape().size(axis));
        Values values = Values.of(slices), result = Values.zeros(out);
        Strides s = Strides.around(out.shape(), axis);
        for (int o = 0, from = 0; o < s.outer(); o++)
            for (int k : index)
                for (int i = 0; i < s.inner(); i++) result.add(s.at(o, k, i), values, from++);
        return result.store(out, slices);
    }

    /** Visits each index in row-major order with the place that it names in a tensor of another shape. */
    private interface Visitor {
        void visit(int position, int place);
    }

    private static void along(String op, int axis, Shape shape, Tensor indices, Visitor visitor) {
        int[] index = checked(op, indices, shape.size(axis));
        int rank = shape.rank();
        for (int position = 0; position < index.length; position++) {
            long rest = position, place = 0, step = 1;
            for (int a = rank - 1; a >= 0; a--) {
                long coordinate = rest % indices.size(a);
                rest /= indices.size(a);
                place += (a == axis ? index[position] : coordinate) * step;
                step *= shape.size(a);
            }
            visitor.visit(position, (int) place);
        }
    }

    static Tensor gather(int axis, Tensor x, Tensor indices, TensorType out) {
        Values values = Values.of(x), result = Values.zeros(out);
        along("Gather", axis, x.shape(), indices, (position, place) -> result.copy(position, values, place));
        return result.store(out, x);
    }

    static Tensor scatterAdd(int axis, Tensor indices, Tensor added, TensorType out) {
        Values values = Values.of(added), result = Values.zeros(out);
        along("ScatterAdd", axis, out.shape(), indices, (position, place) -> result.add(place, values, position));
        return result.store(out, added);
    }

    static Tensor scatter(int axis, Tensor x, Tensor indices, Tensor replacing, TensorType out) {
        Values values = Values.of(replacing), result = Values.of(x);
        along("Scatter", axis, x.shape(), indices, (position, place) -> result.copy(place, values, position));
        return result.store(out, x);
    }
}
