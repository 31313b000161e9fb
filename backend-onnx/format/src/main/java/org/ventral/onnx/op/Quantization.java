package org.ventral.onnx.op;

import java.util.Arrays;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/** What operators on quantized numbers share. A quantized {@code q} stands for {@code (q − zero point) · scale}. */
final class Quantization {
    private Quantization() {}

    /**
     * A scale or zero point such that it broadcasts with the tensor it is for: one number for all, a vector with one for each slice along the axis, or,
     * with as many axes as the tensor, one for each block along the axis. The last block may be shorter.
     */
    static Tensor aligned(Call call, Tensor parameter, Tensor x) {
        if (parameter.elements() == 1) return parameter.reshape();
        int axis = Movement.axis(call, call.integer("axis", 1), x.rank());
        long size = x.size(axis), block = call.integer("block_size", 0);
        if (parameter.rank() == 1 && block == 0) {
            if (parameter.size(0) != size) throw call.malformed("%s does not fit axis %d of %s".formatted(parameter.shape(), axis, x.shape()));
            long[] sizes = new long[x.rank()];
            Arrays.fill(sizes, 1);
            sizes[axis] = size;
            return parameter.reshape(sizes);
        }
        if (parameter.rank() != x.rank() || parameter.size(axis) == 0) throw call.malformed("%s has no blocks for axis %d of %s".formatted(parameter.shape(), axis, x.shape()));
        long each = block > 0 ? block : Math.ceilDiv(size, parameter.size(axis));
        if (Math.ceilDiv(size, Math.max(1, each)) != parameter.size(axis))
            throw call.malformed("%s does not fit blocks of %d along axis %d of %s".formatted(parameter.shape(), each, axis, x.shape()));
        return each <= 1 ? parameter : parameter.repeatInterleave(axis, each).slice(axis, 0, size);
    }

    /** The numbers less the zero point in input {@code at}, if there is one, which must broadcast. */
    static Tensor centred(Call call, Tensor x, int at) {
        return call.has(at) ? x.sub(call.tensor(at)) : x;
    }

    /** Real numbers rounded to the nearest integers, ties to even, shifted by a zero point and limited to what the type has; floating types are rounded to. */
    static OnnxValue quantized(ElementType type, Tensor real, Tensor zeroPoint, boolean saturate) {
        if (type.isFloating()) {
            Conversion conversion = new Conversion(type, saturate, Conversion.PowerRounding.UP);
            return conversion.apply(OnnxValue.of(real.cast(DType.FLOAT32)), real.device());
        }
        Tensor shifted = zeroPoint == null ? real.round() : real.round().add(zeroPoint.cast(real.dtype()));
        return OnnxValue.of(type, shifted.maximum(type.least()).minimum(type.greatest()).cast(type.holder()));
    }

    /** Input {@code at} as a real number, (q − zero point) · scale, with scale and zero point in the inputs after it. They are single numbers. */
    static Tensor real(Call call, int at) {
        return centred(call, call.tensor(at), at + 2).cast(DType.FLOAT32).mul(one(call, at + 1));
    }

    /** The tensor of an input that is one number, without axes. */
    static Tensor one(Call call, int at) {
        Tensor tensor = call.tensor(at);
        if (tensor.elements() != 1) throw call.malformed("input %d must be one number, got %s".formatted(at, call.value(at)));
        return tensor.reshape();
    }
}
