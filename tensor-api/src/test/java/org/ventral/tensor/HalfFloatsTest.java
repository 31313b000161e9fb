package org.ventral.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {
    @ParameterizedTest
    @CsvSource({
        "3f800000, 3f80", "c0490fdb, c049",                     // 1; minus pi, rounded down
        "3f808000, 3f80", "3f818000, 3f82",                     // ties go to even, down and up
        "3f808001, 3f81", "3f807fff, 3f80",                     // beside a tie
        "3fffffff, 4000",                                       // the carry reaches the exponent
        "7f7fffff, 7f80", "ff7fffff, ff80", "7f7f7fff, 7f7f",   // overflow to infinity, and just below
        "7f800000, 7f80", "ff800000, ff80", "80000000, 8000",   // infinities, minus zero
        "00000001, 0000", "00018000, 0002",                     // subnormal numbers
        "7fc00000, 7fc0", "7f800001, 7fc0", "ffffffff, ffff", "7fffffff, 7fff"})     // NaN stays NaN, also where only low bits are set
    void bfloat16RoundsToNearestEven(String bits, String expected) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
        assertEquals(expected, "%04x".formatted(HalfFloats.floatToBfloat16(value)));
    }

    @Test void everyBfloat16SurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfFloats.bfloat16ToFloat((short) bits);
            if (Float.isNaN(value)) assertTrue(Float.isNaN(HalfFloats.bfloat16ToFloat(HalfFloats.floatToBfloat16(value))));
            else assertEquals((short) bits, HalfFloats.floatToBfloat16(value));
        }
    }

    @Test void everyFloat16SurvivesTheWayThroughFloat() {
        short[] all = new short[1 << 16], back = new short[1 << 16];
        float[] values = new float[1 << 16];
        for (int i = 0; i < all.length; i++) all[i] = (short) i;
        HalfFloats.fromFloat16(all, 0, values, 0, all.length);
        HalfFloats.toFloat16(values, 0, back, 0, all.length);
        for (int i = 0; i < all.length; i++)
            if (Float.isNaN(values[i])) assertTrue(Float.isNaN(Float.float16ToFloat(back[i])));
            else assertEquals(all[i], back[i]);
    }

    @Test void bulkConversionsTouchTheirRangeOnly() {
        float[] source = {9, 1, -2, 0.5f, 9};
        short[] halves = {7, 7, 7, 7, 7};
        HalfFloats.toFloat16(source, 1, halves, 2, 3);
        assertArrayEquals(new short[] {7, 7, 0x3c00, (short) 0xc000, 0x3800}, halves);
        short[] brains = {7, 7, 7, 7, 7};
        HalfFloats.toBfloat16(source, 1, brains, 2, 3);
        assertArrayEquals(new short[] {7, 7, 0x3f80, (short) 0xc000, 0x3f00}, brains);
        float[] back = {9, 9, 9, 9, 9};
        HalfFloats.fromFloat16(halves, 2, back, 0, 3);
        assertArrayEquals(new float[] {1, -2, 0.5f, 9, 9}, back);
        HalfFloats.fromBfloat16(brains, 2, back, 2, 3);
        assertArrayEquals(new float[] {1, -2, 1, -2, 0.5f}, back);
    }

    @Test void rangesAreChecked() {
        assertThrows(IndexOutOfBoundsException.class, () -> HalfFloats.toBfloat16(new float[3], 1, new short[9], 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> HalfFloats.fromFloat16(new short[9], 0, new float[3], 0, 4));
    }
}
