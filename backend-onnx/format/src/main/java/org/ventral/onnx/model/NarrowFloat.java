package org.ventral.onnx.model;

import org.ventral.onnx.ElementType;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/**
 * The floating types of 16, 8 and 4 bits: from bits to values and back.
 *
 * <p>Widening is exact. Narrowing rounds to the nearest value, ties to even. What is too large becomes the largest value if the caller asks
 * for saturation, as ONNX's Cast does by default, else infinity, or NaN in types without infinities. float16 and bfloat16 never saturate,
 * float4e2m1, which has neither, always does.
 */
public final class NarrowFloat {
    /**
     * A format of sign, exponent and fraction.
     *
     * @param fraction bits of the fraction
     * @param bias     of the exponent
     * @param greatest the largest finite value
     * @param infinity bits of infinity, or -1 where there is none
     * @param nan      bits of NaN, or -1 where there is none
     * @param sign     the sign bit
     * @param signless whether minus zero does not exist, its bits being those of NaN
     */
    private record Format(int fraction, int bias, double greatest, int infinity, int nan, int sign, boolean signless) {}

    private static final Format E4M3FN = new Format(3, 7, 448, -1, 0x7F, 0x80, false);
    private static final Format E4M3FNUZ = new Format(3, 8, 240, -1, 0x80, 0x80, true);
    private static final Format E5M2 = new Format(2, 15, 57344, 0x7C, 0x7E, 0x80, false);
    private static final Format E5M2FNUZ = new Format(2, 16, 57344, -1, 0x80, 0x80, true);
    private static final Format E2M1 = new Format(1, 1, 6, -1, -1, 0x8, false);

    private static final int E8M0_NAN = 0xFF;
    private static final int E8M0_BIAS = 127;

    private NarrowFloat() {}

    /** The value of bits, of which only as many as the type has count. */
    public static float decode(ElementType type, int bits) {
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat((short) bits);
            case BFLOAT16 -> Float.intBitsToFloat(bits << 16);
            case FLOAT8E8M0 -> (bits & 0xFF) == E8M0_NAN ? Float.NaN : (float) Math.scalb(1.0, (bits & 0xFF) - E8M0_BIAS);
            default -> decode(format(type), bits);
        };
    }

    /** The bits of the nearest value. */
    public static int encode(ElementType type, float value, boolean saturate) {
        return switch (type) {
            case FLOAT16 -> Float.floatToFloat16(value) & 0xFFFF;
            case BFLOAT16 -> bfloat16(value);
            case FLOAT8E8M0 -> power(value, saturate);
            default -> encode(format(type), value, saturate);
        };
    }

    /** Every element as the nearest value of the type, without saturation, in the dtype that it is in. */
    public static Tensor round(ElementType type, Tensor tensor) {
        if (type == ElementType.FLOAT16) return tensor.cast(DType.FLOAT16).cast(DType.FLOAT32);
        if (type == ElementType.BFLOAT16) return tensor.cast(DType.BFLOAT16).cast(DType.FLOAT32);
        return round(type, tensor, false);
    }

    /** Every element as the nearest value of the type. */
    public static Tensor round(ElementType type, Tensor tensor, boolean saturate) {
        Tensor row = tensor.contiguous();
        Tensor out = Tensor.uninitialized(tensor.type(), tensor.device());
        float[] source = row.storage().floats(), target = out.storage().floats();
        int from = (int) row.layout().offset(), n = (int) row.elements();
        for (int i = 0; i < n; i++) target[i] = decode(type, encode(type, source[from + i], saturate));
        return out;
    }

    private static Format format(ElementType type) {
        return switch (type) {
            case FLOAT8E4M3FN -> E4M3FN;
            case FLOAT8E4M3FNUZ -> E4M3FNUZ;
            case FLOAT8E5M2 -> E5M2;
            case FLOAT8E5M2FNUZ -> E5M2FNUZ;
            case FLOAT4E2M1 -> E2M1;
            default -> throw new IllegalArgumentException(type + " is not a narrow floating type");
        };
    }

    private static float decode(Format format, int bits) {
        int magnitude = bits & format.sign - 1;
        boolean negative = (bits & format.sign) != 0;
        if (format.signless && negative && magnitude == 0) return Float.NaN;
        double value;
        if (!format.signless && magnitude == format.infinity) {
            value = Double.POSITIVE_INFINITY;
        } else if (!format.signless && format.nan >= 0 && (format.infinity >= 0 ? magnitude > format.infinity : magnitude == format.nan)) {
            return Float.NaN;
        } else {
            int exponent = magnitude >>> format.fraction, fraction = magnitude & (1 << format.fraction) - 1;
            value = exponent == 0 ? Math.scalb((double) fraction, 1 - format.bias - format.fraction)
                    : Math.scalb((double) (fraction | 1 << format.fraction), exponent - format.bias - format.fraction);
        }
        return (float) (negative ? -value : value);
    }

    private static int encode(Format format, float value, boolean saturate) {
        if (Float.isNaN(value)) return format.nan >= 0 ? format.nan : greatest(format);
        boolean negative = Float.floatToRawIntBits(value) < 0;
        int sign = negative ? format.sign : 0;
        double magnitude = Math.abs((double) value);
        int least = 1 - format.bias;
        double quantum = Math.scalb(1.0, Math.max(magnitude == 0 ? least : Math.getExponent(magnitude), least) - format.fraction);
        double rounded = Double.isInfinite(magnitude) ? magnitude : Math.rint(magnitude / quantum) * quantum;
        if (rounded > format.greatest) {
            if (saturate || format.nan < 0) return sign | greatest(format);
            return format.infinity >= 0 ? sign | format.infinity : format.signless ? format.nan : sign | format.nan;
        }
        int bits = bits(format, rounded);
        return bits == 0 && format.signless ? 0 : sign | bits;
    }

    private static int greatest(Format format) {
        return bits(format, format.greatest);
    }

    /** The bits of a value that the format has. */
    private static int bits(Format format, double value) {
        int least = 1 - format.bias;
        if (value < Math.scalb(1.0, least)) return (int) Math.scalb(value, format.fraction - least);
        int exponent = Math.getExponent(value);
        return exponent + format.bias << format.fraction | (int) Math.scalb(value, format.fraction - exponent) - (1 << format.fraction);
    }

    private static int bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) return bits >>> 16 | 0x0040;     // a bit of the fraction stays, or it would be an infinity
        return bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
    }

    /** The nearest power of two, ties to the even exponent; values that have none are NaN. */
    private static int power(float value, boolean saturate) {
        if (Float.isNaN(value) || value < 0 || Float.isInfinite(value) && !saturate) return E8M0_NAN;
        double magnitude = value;
        if (magnitude < Math.scalb(1.0, -E8M0_BIAS)) return 0;
        if (Double.isInfinite(magnitude)) return E8M0_NAN - 1;
        int exponent = Math.getExponent(magnitude);
        double half = Math.scalb(1.5, exponent);
        int up = magnitude > half || magnitude == half && (exponent + E8M0_BIAS & 1) == 1 ? 1 : 0;
        int bits = exponent + E8M0_BIAS + up;
        return bits < E8M0_NAN || !saturate ? bits : E8M0_NAN - 1;
    }
}
