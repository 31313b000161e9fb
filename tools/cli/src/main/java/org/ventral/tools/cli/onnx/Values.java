package org.ventral.tools.cli.onnx;

import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.UsageException;

/** Values for models, of the element types that these ask for. */
final class Values {
    private Values() {}

    /** The element type that an input asks for, or another where it does not say. */
    static ElementType element(OnnxType type, ElementType otherwise) {
        return switch (type) {
            case OnnxType.OfTensor(var element, _) -> element;
            case OnnxType.OfOptional(var inside) -> element(inside, otherwise);
            case OnnxType.OfSequence _, OnnxType.Other _ -> otherwise;
        };
    }

    /**
     * Numbers as a tensor of an element type.
     *
     * @throws UsageException if one of them is not a value of that type
     */
    static OnnxValue of(ElementType type, double[] values, long... shape) {
        if (type.isFloating()) return floating(type, Tensor.of(values, shape));
        long[] whole = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            whole[i] = (long) values[i];
            if (whole[i] != values[i]) throw new UsageException(values[i] + " is not a value of type " + type);
        }
        return of(type, whole, shape);
    }

    /**
     * Whole numbers as a tensor of an element type.
     *
     * @throws UsageException if one of them is not a value of that type
     */
    static OnnxValue of(ElementType type, long[] values, long... shape) {
        if (type.isFloating()) return floating(type, Tensor.of(values, shape).cast(DType.FLOAT64));
        boolean logical = type == ElementType.BOOL;
        if (!logical && !type.isInteger()) throw new UsageException("numbers cannot be given to an input of type " + type);
        long least = logical ? 0 : type.least(), greatest = logical ? 1 : type.greatest();
        for (long value : values)
            if (type != ElementType.UINT64 && (value < least || value > greatest)) throw new UsageException(value + " is not a value of type " + type);
        return OnnxValue.of(type, Tensor.of(values, shape).cast(type.holder()));
    }

    private static OnnxValue floating(ElementType type, Tensor exact) {
        return switch (type) {
            case FLOAT, DOUBLE -> OnnxValue.of(type, exact.cast(type.holder()));
            case FLOAT16 -> OnnxValue.of(exact.cast(DType.FLOAT16));
            case BFLOAT16 -> OnnxValue.of(exact.cast(DType.BFLOAT16));
            default -> throw new UsageException("values of type " + type + " can only be given as .pb files");
        };
    }
}
