package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.NarrowFloat;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The same values as another element type. Floating values are cut off to integers; integers that are too large keep their low bits.
 *
 * @param to       the type
 * @param saturate whether what is too large for a floating type of 8 bits becomes its largest value, not infinity or NaN
 * @param rounding how float8e8m0 rounds
 */
record Conversion(ElementType to, boolean saturate, PowerRounding rounding) {
    /** How numbers become powers of two. */
    enum PowerRounding { UP, DOWN, NEAREST }

    private static final int EXPONENT_BITS = 0xFF, FRACTION_WIDTH = 23, FRACTION_BITS = (1 << FRACTION_WIDTH) - 1, HALF = 1 << FRACTION_WIDTH - 1;

    /** To a type as casts do it by default. */
    static Conversion to(ElementType type) {
        return new Conversion(type, true, PowerRounding.UP);
    }

    /**
     * Converts a tensor or strings.
     *
     * @throws NumberFormatException if a string is to be a number and is none
     */
    OnnxValue apply(OnnxValue value, Device device) {
        if (value.type() == to) return value;
        if (value instanceof OnnxValue.OfStrings(Shape shape, List<String> strings)) return parsed(shape, strings, device);
        if (to == ElementType.STRING) return printed(value);
        return OnnxValue.of(to, numbers(value.type(), value.tensor()));
    }

    private Tensor numbers(ElementType from, Tensor x) {
        if (to == ElementType.BOOL) return x.cast(DType.BOOL);
        if (to.isFloating()) return rounded(from == ElementType.UINT64 ? unsignedToReal(x) : x);
        if (to == ElementType.UINT64 && from.isFloating()) return realToUnsigned(x);
        return Fit.fit(to, x.cast(to.holder()));
    }

    private Tensor rounded(Tensor x) {
        return switch (to) {
            case FLOAT, DOUBLE -> x.cast(to.holder());
            case FLOAT16, BFLOAT16 -> NarrowFloat.round(to, x.cast(DType.FLOAT32));
            case FLOAT8E8M0 -> mapped(x.cast(DType.FLOAT32), DType.FLOAT32, this::powerOfTwo);
            case FLOAT4E2M1 -> {
                Tensor wide = x.cast(DType.FLOAT32);
                yield NarrowFloat.round(to, wide.maskedFill(wide.isNaN(), -0.0), saturate);      // there is no NaN
            }
            default -> NarrowFloat.round(to, x.cast(DType.FLOAT32), saturate);
        };
    }

    private static Tensor mapped(Tensor x, DType dtype, DoubleUnaryOperator function) {
        double[] values = x.toDoubles();
        for (int i = 0; i < values.length; i++) values[i] = function.applyAsDouble(values[i]);
        Tensor out = Tensor.uninitialized(new TensorType(dtype, x.shape()), x.device());
        out.write(values);
        return out;
    }

    /** The power of two of a magnitude. Infinity and NaN are NaN; the largest power is not left by rounding if values saturate. */
    private double powerOfTwo(double value) {
        int bits = Float.floatToRawIntBits((float) value), exponent = bits >>> FRACTION_WIDTH & EXPONENT_BITS, fraction = bits & FRACTION_BITS;
        if (exponent == EXPONENT_BITS) return Float.NaN;
        boolean up = switch (rounding) {
            case UP -> fraction != 0;
            case DOWN -> false;
            case NEAREST -> fraction > HALF || fraction == HALF && exponent > 0;
        };
        if (up && !(saturate && exponent == EXPONENT_BITS - 1)) exponent++;
        return NarrowFloat.decode(ElementType.FLOAT8E8M0, exponent);
    }

    private static Tensor unsignedToReal(Tensor x) {
        return fromLongs(x, DType.FLOAT64, Conversion::unsigned);
    }

    /** The value of an unsigned number; halved with its lowest bit kept, so that it is rounded once. */
    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }

    private static Tensor fromLongs(Tensor x, DType dtype, LongToDoubleFunction function) {
        long[] bits = x.toLongs();
        double[] values = new double[bits.length];
        for (int i = 0; i < bits.length; i++) values[i] = function.applyAsDouble(bits[i]);
        Tensor out = Tensor.uninitialized(new TensorType(dtype, x.shape()), x.device());
        out.write(values);
        return out;
    }

    private static Tensor realToUnsigned(Tensor x) {
        double[] values = x.toDoubles();
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) bits[i] = values[i] < 0x1p63 ? (long) values[i] : (long) (values[i] - 0x1p63) + Long.MIN_VALUE;
        return Tensor.of(bits, x.shape().toArray()).to(x.device());
    }

    // ------------------------------------------------------------------------------------------------ text

    private OnnxValue parsed(Shape shape, List<String> strings, Device device) {
        Tensor out = Tensor.uninitialized(new TensorType(to.holder(), shape), device);
        if (to.isInteger()) out.write(strings.stream().mapToLong(text -> NumberText.parseInteger(text, to)).toArray());
        else if (to == ElementType.BOOL) out.write(strings.stream().mapToLong(text -> NumberText.parseTruth(text) ? 1 : 0).toArray());
        else out.write(strings.stream().mapToDouble(text -> NumberText.parseReal(text, to)).toArray());
        return OnnxValue.of(to, to.isFloating() ? rounded(out) : Fit.fit(to, out));
    }

    private static OnnxValue printed(OnnxValue value) {
        List<String> strings = new ArrayList<>();
        if (value.type().isFloating()) for (double number : value.tensor().toDoubles()) strings.add(NumberText.ofReal(number, value.type()));
        else for (long number : value.tensor().toLongs()) strings.add(NumberText.ofInteger(number, value.type()));
        return OnnxValue.strings(strings, value.shape().toArray());
    }
}
