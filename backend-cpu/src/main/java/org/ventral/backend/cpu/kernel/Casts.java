package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.DType;

/**
 * Conversion between element types, all of them.
 *
 * <p>Floating to integer truncates towards zero and saturates, NaN becomes 0; integer to narrower integer keeps the low bits; anything but zero is true, and
 * true is 1. A value goes through {@code double} from floating types and through {@code long} from the others; both hold every value of their sources.
 */
public final class Casts {
    private Casts() {}

    /** y = x converted; the arrays must be those that hold the two types. */
    public static void cast(Workers workers, int[] shape, DType from, View<?> x, DType to, View<?> y) {
        Nest nest = Nest.of(shape, y.strides(), x.strides());
        int ys = nest.innerStride(0), xs = nest.innerStride(1);
        Object source = x.array(), target = y.array();
        Nest.Run run;
        if (source instanceof float[] a && target instanceof double[] b)
            run = (at, n) -> { for (int i = 0; i < n; i++) b[at[0] + i * ys] = a[at[1] + i * xs]; };
        else if (source instanceof double[] a && target instanceof float[] b)
            run = (at, n) -> { for (int i = 0; i < n; i++) b[at[0] + i * ys] = (float) a[at[1] + i * xs]; };
        else if (source instanceof byte[] a && target instanceof float[] b && from != DType.UINT8)
            run = (at, n) -> { for (int i = 0; i < n; i++) b[at[0] + i * ys] = a[at[1] + i * xs]; };
        else if (from.isFloating())
            run = (at, n) -> { for (int i = 0; i < n; i++) store(to, target, at[0] + i * ys, real(from, source, at[1] + i * xs)); };
        else
            run = (at, n) -> { for (int i = 0; i < n; i++) store(to, target, at[0] + i * ys, whole(from, source, at[1] + i * xs)); };
        nest.forEach(workers, run, y.offset(), x.offset());
    }

    private static double real(DType type, Object array, int at) {
        return switch (type) {
            case FLOAT32 -> ((float[]) array)[at];
            case FLOAT64 -> ((double[]) array)[at];
            case FLOAT16 -> Float.float16ToFloat(((short[]) array)[at]);
            case BFLOAT16 -> Float.intBitsToFloat(((short[]) array)[at] << 16);
            case INT32, INT64, BOOL, INT8, UINT8 -> throw new IllegalArgumentException(type + " is not floating");
        };
    }

    private static long whole(DType type, Object array, int at) {
        return switch (type) {
            case INT32 -> ((int[]) array)[at];
            case INT64 -> ((long[]) array)[at];
            case INT8 -> ((byte[]) array)[at];
            case UINT8 -> ((byte[]) array)[at] & 0xFF;
            case BOOL -> ((byte[]) array)[at] != 0 ? 1 : 0;
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> throw new IllegalArgumentException(type + " is floating");
        };
    }

    private static void store(DType type, Object array, int at, double value) {
        switch (type) {
            case FLOAT32 -> ((float[]) array)[at] = (float) value;
            case FLOAT64 -> ((double[]) array)[at] = value;
            case FLOAT16 -> ((short[]) array)[at] = Float.floatToFloat16((float) value);
            case BFLOAT16 -> ((short[]) array)[at] = bfloat16((float) value);
            case INT32 -> ((int[]) array)[at] = (int) value;
            case INT64 -> ((long[]) array)[at] = (long) value;
            case INT8, UINT8 -> ((byte[]) array)[at] = (byte) (long) value;
            case BOOL -> ((byte[]) array)[at] = (byte) (value != 0 ? 1 : 0);
        }
    }

    private static void store(DType type, Object array, int at, long value) {
        switch (type) {
            case FLOAT32 -> ((float[]) array)[at] = value;
            case FLOAT64 -> ((double[]) array)[at] = value;
            case FLOAT16 -> ((short[]) array)[at] = Float.floatToFloat16(value);
            case BFLOAT16 -> ((short[]) array)[at] = bfloat16(value);
            case INT32 -> ((int[]) array)[at] = (int) value;
            case INT64 -> ((long[]) array)[at] = value;
            case INT8, UINT8 -> ((byte[]) array)[at] = (byte) value;
            case BOOL -> ((byte[]) array)[at] = (byte) (value != 0 ? 1 : 0);
        }
    }

    /** To nearest, ties to even; NaN stays NaN. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (value != value) return (short) (bits >> 16 | 0x40);
        return (short) (bits + 0x7FFF + (bits >> 16 & 1) >> 16);
    }
}
