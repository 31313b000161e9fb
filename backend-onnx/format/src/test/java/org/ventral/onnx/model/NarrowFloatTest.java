package org.ventral.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ventral.onnx.ElementType;

/** Against the tables of the formats' definitions (Micikevicius et al., "FP8 formats for deep learning", 2022; OCP Microscaling formats, 2023). */
class NarrowFloatTest {
    private static final String NARROW = "FLOAT16|BFLOAT16|FLOAT8.*|FLOAT4.*";

    @ParameterizedTest @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = NARROW)
    void everyValueKeepsItsBits(ElementType type) {
        for (int bits = 0; bits < 1 << type.bits(); bits++) {
            float value = NarrowFloat.decode(type, bits);
            if (Float.isNaN(value)) assertThat(NarrowFloat.decode(type, NarrowFloat.encode(type, value, false))).isNaN();
            else assertThat(NarrowFloat.encode(type, value, false)).as("%s of bits %x", value, bits).isEqualTo(bits);
        }
    }

    @ParameterizedTest @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "FLOAT8E.M.*|FLOAT4.*|FLOAT16")
    void betweenTwoValuesTheNearerIsTakenAndOfTwoTheEven(ElementType type) {
        for (int bits = 0; bits + 1 < 1 << type.bits() - 1; bits++) {
            float low = NarrowFloat.decode(type, bits), high = NarrowFloat.decode(type, bits + 1);
            if (!Float.isFinite(low) || !Float.isFinite(high)) continue;
            float middle = (low + high) / 2;
            assertThat(NarrowFloat.encode(type, middle, false)).isEqualTo((bits & 1) == 0 ? bits : bits + 1);
            assertThat(NarrowFloat.encode(type, Math.nextDown(middle), false)).isEqualTo(bits);
            assertThat(NarrowFloat.encode(type, Math.nextUp(middle), false)).isEqualTo(bits + 1);
        }
    }

    @ParameterizedTest @CsvSource({
        "FLOAT8E4M3FN, 126, 448", "FLOAT8E4M3FN, 1, 0.001953125", "FLOAT8E4M3FN, 127, NaN", "FLOAT8E4M3FNUZ, 127, 240", "FLOAT8E4M3FNUZ, 128, NaN",
        "FLOAT8E5M2, 123, 57344", "FLOAT8E5M2, 124, Infinity", "FLOAT8E5M2FNUZ, 127, 57344", "FLOAT4E2M1, 7, 6", "FLOAT4E2M1, 1, 0.5", "FLOAT4E2M1, 15, -6",
        "FLOAT8E8M0, 127, 1", "FLOAT8E8M0, 255, NaN", "BFLOAT16, 16256, 1"})
    void valuesAreThoseOfTheTables(ElementType type, int bits, float value) {
        assertThat(NarrowFloat.decode(type, bits)).isEqualTo(Float.valueOf(value));
    }

    @ParameterizedTest @CsvSource({
        "FLOAT8E4M3FN, 1000, true, 448", "FLOAT8E4M3FN, 1000, false, NaN", "FLOAT8E4M3FN, Infinity, true, 448", "FLOAT8E5M2, 1e6, true, 57344", "FLOAT8E5M2, -1e6, false, -Infinity",
        "FLOAT8E4M3FNUZ, -1000, false, NaN", "FLOAT8E5M2FNUZ, Infinity, true, 57344", "FLOAT4E2M1, 100, false, 6"})
    void whatIsTooLargeSaturatesOrNot(ElementType type, float value, boolean saturate, float wanted) {
        assertThat(NarrowFloat.decode(type, NarrowFloat.encode(type, value, saturate))).isEqualTo(Float.valueOf(wanted));
    }
}
