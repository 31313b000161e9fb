package org.ventral.tensor;

import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.CompareKind;

/** The dtype that operands of different dtype meet in: the later of theirs in the order bool, int32, int64, float32, float64. */
final class Promotion {
    private Promotion() {}

    static Tensor binary(BinaryKind kind, Tensor x, Tensor y) {
        DType common = common(kind.name(), x, y);
        return Ops.apply(new Binary(kind), x.cast(common), y.cast(common));
    }

    static Tensor compare(CompareKind kind, Tensor x, Tensor y) {
        DType common = common(kind.name(), x, y);
        return Ops.apply(new Compare(kind), x.cast(common), y.cast(common));
    }

    static DType common(String op, Tensor x, Tensor y) {
        if (x.dtype() == y.dtype()) return x.dtype();
        return rank(op, x) >= rank(op, y) ? x.dtype() : y.dtype();
    }

    /** A number as a tensor without axes, in the dtype that it meets {@code x} in. */
    static Tensor constant(Tensor x, double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        DType dtype = x.dtype().isFloating() ? x.dtype()
                : !whole ? DType.FLOAT32
                : x.dtype() == DType.BOOL ? DType.INT64 : x.dtype();
        return Tensor.full(new TensorType(dtype, Shape.scalar()), value, x.device());
    }

    private static int rank(String op, Tensor x) {
        return switch (x.dtype()) {
            case BOOL -> 0;
            case INT32 -> 1;
            case INT64 -> 2;
            case FLOAT32 -> 3;
            case FLOAT64 -> 4;
            case FLOAT16, BFLOAT16, INT8, UINT8 ->
                throw new ShapeException("%s: %s is a storage type; cast it first, as in x.cast(DType.FLOAT32)", op, x.type());
        };
    }
}
