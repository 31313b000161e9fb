package org.ventral.onnx.op;

import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.NarrowFloat;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/** Brings computed numbers back to what a held element type can express: integers wrap, floating values round to nearest, ties to even. */
final class Fit {
    private Fit() {}

    /** A value of a type from a tensor of its holder with any numbers in it. */
    static OnnxValue of(ElementType type, Tensor tensor) {
        return OnnxValue.of(type, fit(type, tensor));
    }

    /** The tensor with numbers that the type has. float16 and bfloat16 are rounded by casts, which pass gradients and can be traced. */
    static Tensor fit(ElementType type, Tensor tensor) {
        if (type.isExact()) return tensor;
        return type.isInteger() ? wrap(type, tensor) : NarrowFloat.round(type, tensor);
    }

    private static Tensor wrap(ElementType type, Tensor tensor) {
        if (tensor.isSymbolic() && type.bits() == 8)      // casts keep the low bits too, and can be traced
            return tensor.cast(type.isUnsigned() ? DType.UINT8 : DType.INT8).cast(type.holder());
        Tensor row = tensor.contiguous();
        int from = (int) row.layout().offset(), n = (int) row.elements();
        Tensor out = Tensor.uninitialized(tensor.type(), tensor.device());
        int shift = Long.SIZE - type.bits();
        boolean unsigned = type.isUnsigned();
        if (row.storage().array() instanceof int[] source) {
            int[] target = out.storage().ints();
            for (int i = 0; i < n; i++) {
                long high = (long) source[from + i] << shift;
                target[i] = (int) (unsigned ? high >>> shift : high >> shift);
            }
        } else {
            long[] source = row.storage().longs(), target = out.storage().longs();
            for (int i = 0; i < n; i++) target[i] = unsigned ? source[from + i] << shift >>> shift : source[from + i] << shift >> shift;
        }
        return out;
    }
}
