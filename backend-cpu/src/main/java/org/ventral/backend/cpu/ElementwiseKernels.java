package org.ventral.backend.cpu;

import java.util.List;
import org.ventral.backend.cpu.kernel.Casts;
import org.ventral.backend.cpu.kernel.Elementwise;
import org.ventral.backend.cpu.kernel.PlainElementwise;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.UnaryKind;

/** Elementwise primitives. Results lie in the memory order of the operands. */
final class ElementwiseKernels {
    private ElementwiseKernels() {}

    static Tensor unary(Workers workers, UnaryKind kind, Tensor x, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(x));
        int[] sizes = Operands.sizes(type.shape());
        if (type.dtype() == DType.FLOAT32) Elementwise.unary(workers, kind, sizes, Operands.floats(x), Operands.floats(y));
        else PlainElementwise.unary(workers, kind, sizes, Operands.view(x), Operands.view(y));
        return y;
    }

    static Tensor binary(Workers workers, BinaryKind kind, Tensor a, Tensor b, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(a, b));
        Shape shape = type.shape();
        int[] sizes = Operands.sizes(shape);
        if (type.dtype() == DType.FLOAT32) Elementwise.binary(workers, kind, sizes, Operands.floats(a, shape), Operands.floats(b, shape), Operands.floats(y));
        else PlainElementwise.binary(workers, kind, sizes, Operands.view(a, shape), Operands.view(b, shape), Operands.view(y));
        return y;
    }

    static Tensor compare(Workers workers, CompareKind kind, Tensor a, Tensor b, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(a, b));
        Shape shape = type.shape();
        PlainElementwise.compare(workers, kind, Operands.sizes(shape), Operands.view(a, shape), Operands.view(b, shape), bytes(y, shape));
        return y;
    }

    static Tensor where(Workers workers, Tensor condition, Tensor a, Tensor b, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(a, b, condition));
        Shape shape = type.shape();
        PlainElementwise.where(workers, Operands.sizes(shape), bytes(condition, shape), Operands.view(a, shape), Operands.view(b, shape), Operands.view(y));
        return y;
    }

    static Tensor cast(Workers workers, Tensor x, TensorType type) {
        Tensor y = Operands.fresh(type, List.of(x));
        Casts.cast(workers, Operands.sizes(type.shape()), x.dtype(), Operands.view(x), type.dtype(), Operands.view(y));
        return y;
    }

    private static View<byte[]> bytes(Tensor x, Shape shape) {
        View<?> view = Operands.view(x, shape);
        return new View<>(x.storage().bytes(), view.offset(), view.strides());
    }
}
