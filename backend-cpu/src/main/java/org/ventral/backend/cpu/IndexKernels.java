package org.ventral.backend.cpu;

import org.ventral.backend.cpu.kernel.Copy;
import org.ventral.backend.cpu.kernel.Indexing;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Reading, writing and adding at computed places. */
final class IndexKernels {
    private IndexKernels() {}

    static Tensor select(Workers workers, int axis, Tensor x, Tensor indices, TensorType type) {
        Tensor y = Tensor.uninitialized(type, x.device()), from = x.contiguous(), index = indices.contiguous();
        Shape shape = x.shape();
        Indexing.select(workers, count(shape.first(axis)), size(shape, axis), count(indices.shape()), count(shape.last(shape.rank() - axis - 1)),
            Operands.view(from), Operands.view(index), Operands.view(y));
        return y;
    }

    static Tensor add(Workers workers, int axis, Tensor indices, Tensor slices, TensorType type) {
        Tensor y = Tensor.uninitialized(type, slices.device()), from = slices.contiguous(), index = indices.contiguous();
        Shape shape = type.shape();
        Indexing.add(workers, count(shape.first(axis)), size(shape, axis), count(indices.shape()), count(shape.last(shape.rank() - axis - 1)),
            Operands.view(from), Operands.view(index), Operands.view(y));
        return y;
    }

    static Tensor gather(Workers workers, int axis, Tensor x, Tensor indices, TensorType type) {
        Tensor y = Tensor.uninitialized(type, x.device());
        Indexing.gather(workers, Operands.sizes(type.shape()), axis, size(x.shape(), axis), Operands.view(x), Operands.view(indices), Operands.view(y));
        return y;
    }

    static Tensor scatterAdd(Workers workers, int axis, Tensor indices, Tensor values, TensorType type) {
        Tensor y = Tensor.zeros(type, values.device());
        Indexing.scatterAdd(workers, Operands.sizes(indices.shape()), axis, size(type.shape(), axis), Operands.view(values), Operands.view(indices), Operands.view(y));
        return y;
    }

    static Tensor scatter(Workers workers, int axis, Tensor x, Tensor indices, Tensor values, TensorType type) {
        Tensor y = Tensor.uninitialized(type, x.device());
        Copy.copy(workers, Operands.sizes(type.shape()), Operands.view(x), Operands.view(y));
        Indexing.scatter(workers, Operands.sizes(indices.shape()), axis, size(type.shape(), axis), Operands.view(values), Operands.view(indices), Operands.view(y));
        return y;
    }

    private static int count(Shape shape) {
        return Math.toIntExact(shape.elements());
    }

    private static int size(Shape shape, int axis) {
        return Math.toIntExact(shape.size(axis));
    }
}
