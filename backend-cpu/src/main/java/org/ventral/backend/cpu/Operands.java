package org.ventral.backend.cpu;

import java.util.Arrays;
import java.util.List;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** From tensors to what kernels take: arrays with offset and strides; and fresh tensors for results. */
final class Operands {
    private Operands() {}

    /** Whether a tensor has no element. */
    static boolean anyEmpty(List<Tensor> tensors) {
        for (Tensor tensor : tensors) if (tensor.elements() == 0) return true;
        return false;
    }

    /** The sizes of a shape. */
    static int[] sizes(Shape shape) {
        return narrow(shape.toArray());
    }

    private static int[] narrow(long[] values) {
        int[] narrow = new int[values.length];
        for (int i = 0; i < values.length; i++) narrow[i] = Math.toIntExact(values[i]);
        return narrow;
    }

    /** A tensor as it lies. */
    static View<?> view(Tensor x) {
        return view(x, x.layout());
    }

    /** A tensor stretched to a shape by strides of 0. */
    static View<?> view(Tensor x, Shape shape) {
        return view(x, x.shape().equals(shape) ? x.layout() : x.layout().expand(shape));
    }

    /** The storage of a tensor under another layout. */
    static View<?> view(Tensor x, Layout layout) {
        return new View<>(x.storage().array(), Math.toIntExact(layout.offset()), narrow(layout.strides()));
    }

    /** A float32 tensor as it lies. */
    static View<float[]> floats(Tensor x) {
        return new View<>(x.storage().floats(), Math.toIntExact(x.layout().offset()), narrow(x.layout().strides()));
    }

    /** A float32 tensor stretched to a shape. */
    static View<float[]> floats(Tensor x, Shape shape) {
        Layout layout = x.shape().equals(shape) ? x.layout() : x.layout().expand(shape);
        return new View<>(x.storage().floats(), Math.toIntExact(layout.offset()), narrow(layout.strides()));
    }

    /** The elements of a float32 vector, in an array of their own or its own if they fill it from the start. */
    static float[] vector(Tensor x) {
        Tensor dense = x.contiguous();
        int from = Math.toIntExact(dense.layout().offset()), n = Math.toIntExact(dense.elements());
        float[] array = dense.storage().floats();
        return from == 0 ? array : Arrays.copyOfRange(array, from, from + n);
    }

    /**
     * A tensor to be written, in the memory order of the first of the models that has its shape and lies densely, so that a chain of elementwise ops keeps
     * whatever order it was given; else row-major.
     */
    static Tensor fresh(TensorType type, List<Tensor> models) {
        for (Tensor model : models)
            if (model.shape().equals(type.shape()) && model.layout().isDense()) return fresh(type, model);
        return Tensor.uninitialized(type, models.getFirst().device());
    }

    /** A tensor to be written in the memory order of a dense one of its shape. */
    static Tensor fresh(TensorType type, Tensor model) {
        if (model.layout().isContiguous()) return Tensor.uninitialized(type, model.device());
        Layout layout = Layout.dense(type.shape(), model.layout().memoryOrder());
        return layout.isDense() ? Tensor.uninitialized(type, layout, model.device()) : Tensor.uninitialized(type, model.device());
    }

    /** A view with one more axis, along which nothing moves. */
    static <A> View<A> insert(View<A> view, int axis) {
        int[] strides = new int[view.strides().length + 1];
        System.arraycopy(view.strides(), 0, strides, 0, axis);
        System.arraycopy(view.strides(), axis, strides, axis + 1, strides.length - axis - 1);
        return new View<>(view.array(), view.offset(), strides);
    }
}
