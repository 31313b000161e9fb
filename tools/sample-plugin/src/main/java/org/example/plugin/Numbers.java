package org.example.plugin;

import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The elements of a tensor in row-major order: doubles if the tensor is floating, else longs. One of the two arrays is null.
 *
 * @param type what they were read from, or will be written to
 */
record Numbers(TensorType type, double[] reals, long[] wholes) {
    /** What is done at each index of a shape; the array is reused. */
    @FunctionalInterface
    interface Visitor {
        void visit(long[] index, int position);
    }

    static Numbers of(Tensor tensor) {
        return tensor.dtype().isFloating() ? new Numbers(tensor.type(), tensor.toDoubles(), null) : new Numbers(tensor.type(), null, tensor.toLongs());
    }

    static Numbers zeros(TensorType type) {
        int count = Math.toIntExact(type.shape().elements());
        return type.dtype().isFloating() ? new Numbers(type, new double[count], null) : new Numbers(type, null, new long[count]);
    }

    static Numbers wholes(Shape shape, long[] values) {
        return new Numbers(new TensorType(DType.INT64, shape), null, values);
    }

    /** A tensor of these elements, converted to its dtype. */
    Tensor write(TensorType target, Device device) {
        Tensor tensor = Tensor.uninitialized(target, device);
        if (isReal()) tensor.write(reals);
        else tensor.write(wholes);
        return tensor;
    }

    boolean isReal() {
        return reals != null;
    }

    Shape shape() {
        return type.shape();
    }

    int count() {
        return isReal() ? reals.length : wholes.length;
    }

    /** How many elements an axis has. */
    int size(int axis) {
        return Math.toIntExact(shape().size(axis));
    }

    void copy(int to, Numbers from, int at) {
        if (isReal()) reals[to] = from.reals[at];
        else wholes[to] = from.wholes[at];
    }

    void add(int to, Numbers from, int at) {
        if (isReal()) reals[to] += from.reals[at];
        else wholes[to] += from.wholes[at];
    }

    /** How elements compare: by value, equal zeros whatever their sign, and NaN above all. */
    int compare(int a, int b) {
        return isReal() ? Double.compare(reals[a] + 0.0, reals[b] + 0.0) : Long.compare(wholes[a], wholes[b]);
    }

    /** Where the element of an index stands. */
    int position(long... index) {
        long position = 0;
        for (int axis = 0; axis < index.length; axis++) position = position * shape().size(axis) + index[axis];
        return Math.toIntExact(position);
    }

    /** Visits every index, the last axis fastest. */
    void forEach(Visitor visitor) {
        long[] index = new long[shape().rank()], sizes = shape().toArray();
        int count = count();
        for (int position = 0; position < count; position++) {
            visitor.visit(index, position);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) index[axis] = 0;
        }
    }
}
