package org.ventral.tensor;

import java.util.Objects;

/**
 * Conversion between {@code float} and the two 16-bit floating formats, whose bits are held in {@code short}.
 *
 * <p>{@link DType#FLOAT16} is IEEE 754 binary16 (5 bits of exponent, 10 of fraction; largest 65504); {@link DType#BFLOAT16} is the upper
 * half of a float (8 and 7 bits). Widening is exact. Narrowing rounds to nearest, ties to even, overflows to infinity, and keeps NaN a NaN.
 */
final class HalfFloats {
    private static final int QUIET_NAN = 0x0040;

    private HalfFloats() {}

    /** Narrows {@code source[from .. from + n)} to float16 bits. */
    static void toFloat16(float[] source, int from, short[] target, int to, int n) {
        check(from, source.length, to, target.length, n);
        for (int i = 0; i < n; i++) target[to + i] = Float.floatToFloat16(source[from + i]);
    }

    /** Widens the float16 bits {@code source[from .. from + n)}. */
    static void fromFloat16(short[] source, int from, float[] target, int to, int n) {
        check(from, source.length, to, target.length, n);
        for (int i = 0; i < n; i++) target[to + i] = Float.float16ToFloat(source[from + i]);
    }

    /** Narrows {@code source[from .. from + n)} to bfloat16 bits. */
    static void toBfloat16(float[] source, int from, short[] target, int to, int n) {
        check(from, source.length, to, target.length, n);
        for (int i = 0; i < n; i++) target[to + i] = floatToBfloat16(source[from + i]);
    }

    /** Widens the bfloat16 bits {@code source[from .. from + n)}. */
    static void fromBfloat16(short[] source, int from, float[] target, int to, int n) {
        check(from, source.length, to, target.length, n);
        for (int i = 0; i < n; i++) target[to + i] = bfloat16ToFloat(source[from + i]);
    }

    /** The bfloat16 nearest to a float, as bits. */
    static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        // Dropping bits may leave a NaN without any fraction, which would be an infinity: set one that stays.
        if (value != value) return (short) (bits >>> 16 | QUIET_NAN);
        int evenUpper = bits >>> 16 & 1;
        return (short) (bits + 0x7FFF + evenUpper >>> 16);      // the carry runs into the exponent, and at last to infinity, as it should
    }

    /** The value of bfloat16 bits. */
    static float bfloat16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    private static void check(int from, int sourceLength, int to, int targetLength, int n) {
        Objects.checkFromIndexSize(from, n, sourceLength);
        Objects.checkFromIndexSize(to, n, targetLength);
    }
}
