package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.BFLOAT16;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.FLOAT4E2M1;
import static org.ventral.onnx.ElementType.FLOAT8E4M3FN;
import static org.ventral.onnx.ElementType.FLOAT8E4M3FNUZ;
import static org.ventral.onnx.ElementType.FLOAT8E5M2;
import static org.ventral.onnx.ElementType.FLOAT8E5M2FNUZ;
import static org.ventral.onnx.ElementType.FLOAT8E8M0;
import static org.ventral.onnx.ElementType.INT2;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT4;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT16;
import static org.ventral.onnx.ElementType.UINT32;
import static org.ventral.onnx.ElementType.UINT4;
import static org.ventral.onnx.ElementType.UINT64;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.strings;
import static org.ventral.onnx.op.OpCase.vector;
import static org.ventral.onnx.op.OpCase.whole;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;

/** Values and bits as another element type. */
class CastOperatorsTest {
    private static final double NAN = Double.NaN, INF = Double.POSITIVE_INFINITY;
    private static final double E8M0_GREATEST = 0x1p127;

    private static OpCase cast(OnnxValue from, OnnxValue to) {
        return OpCase.of("Cast", 25).with("to", to.type().code()).in(from).out(to);
    }

    static Stream<OpCase> examples() {
        OnnxValue reals = vector(FLOAT, 1e6, -1e6, INF, -INF, NAN, 1, -0.3);
        OnnxValue powers = vector(FLOAT, 1, 1.5, 1.25, 3, 0.75, INF);
        return Stream.of(
                cast(vector(FLOAT, -1.9, 1.9, 300), vector(INT32, -1, 1, 300)),
                cast(vector(FLOAT, -1, 257, 2.9), vector(UINT8, 255, 1, 2)).note("keeps the low bits"),
                cast(vector(DOUBLE, 1e30, -1e30, NAN), whole(INT64, Long.MAX_VALUE, Long.MIN_VALUE, 0)),
                cast(vector(FLOAT, 0, -0.5, NAN), vector(BOOL, 0, 1, 1)),
                cast(vector(BOOL, 0, 1), vector(FLOAT16, 0, 1)),
                cast(vector(INT64, 70000, -1), vector(UINT16, 4464, 65535)),
                cast(whole(INT64, 1L << 40, -1), whole(UINT32, 0, 0xFFFFFFFFL)),
                cast(whole(UINT64, -1, 5), vector(DOUBLE, 0x1p64, 5)),
                cast(vector(DOUBLE, 0x1p63, 3.7), whole(UINT64, Long.MIN_VALUE, 3)),
                cast(whole(UINT64, -1), whole(INT64, -1)),
                cast(vector(FLOAT, 65504, 65520, 1e-8), vector(FLOAT16, 65504, INF, 0)),
                cast(vector(FLOAT, 1.00390625, 1.01171875), vector(BFLOAT16, 1, 1.015625)).note("ties to even"),
                cast(vector(FLOAT, -9, -8, 7, 8, 2.9), vector(INT4, 7, -8, 7, -8, 2)),
                cast(vector(FLOAT, -1, 15, 16), vector(UINT4, 15, 15, 0)),
                cast(vector(INT8, -3, -2, 1, 2), vector(INT2, 1, -2, 1, -2)),
                cast(reals, vector(FLOAT8E4M3FN, 448, -448, 448, -448, NAN, 1, -0.3125)),
                cast(reals, vector(FLOAT8E4M3FN, NAN, NAN, NAN, NAN, NAN, 1, -0.3125)).with("saturate", 0),
                cast(reals, vector(FLOAT8E4M3FNUZ, 240, -240, 240, -240, NAN, 1, -0.3125)),
                cast(reals, vector(FLOAT8E4M3FNUZ, NAN, NAN, NAN, NAN, NAN, 1, -0.3125)).with("saturate", 0),
                cast(reals, vector(FLOAT8E5M2, 57344, -57344, 57344, -57344, NAN, 1, -0.3125)),
                cast(reals, vector(FLOAT8E5M2, INF, -INF, INF, -INF, NAN, 1, -0.3125)).with("saturate", 0),
                cast(reals, vector(FLOAT8E5M2FNUZ, NAN, NAN, NAN, NAN, NAN, 1, -0.3125)).with("saturate", 0),
                cast(reals, vector(FLOAT4E2M1, 6, -6, 6, -6, 0, 1, -0.5)).note("no NaN"),
                cast(powers, vector(FLOAT8E8M0, 1, 2, 2, 4, 1, NAN)),
                cast(powers, vector(FLOAT8E8M0, 1, 1, 1, 2, 0.5, NAN)).with("round_mode", "down"),
                cast(powers, vector(FLOAT8E8M0, 1, 2, 1, 4, 1, NAN)).with("round_mode", "nearest"),
                cast(vector(FLOAT, 2e38), vector(FLOAT8E8M0, E8M0_GREATEST)),
                cast(vector(FLOAT8E8M0, 4, 0.125), vector(FLOAT, 4, 0.125)),
                cast(strings("1.5", "-2e3", "NaN", "+INF", "-inf", " 7 "), vector(FLOAT, 1.5, -2000, NAN, INF, -INF, 7)),
                cast(strings("12", "-3"), vector(INT8, 12, -3)),
                cast(strings("18446744073709551615"), whole(UINT64, -1)),
                cast(strings("true", "0", "2"), vector(BOOL, 1, 0, 1)),
                cast(strings("0.3"), vector(FLOAT16, 0.300048828125)),
                cast(vector(FLOAT, 0.1, 1e-5, 1, -0.0, NAN, -INF, 1234567), strings("0.1", "1e-05", "1.0", "-0.0", "nan", "-inf", "1234567.0")),
                cast(vector(DOUBLE, 1.0 / 3, 1e16, 1e100), strings("0.3333333333333333", "1e+16", "1e+100")),
                cast(vector(FLOAT16, 0.300048828125, 1024), strings("0.3", "1024.0")),
                cast(whole(UINT64, -1), strings("18446744073709551615")),
                cast(vector(BOOL, 1, 0), strings("True", "False")),
                cast(strings("a", "b"), strings("a", "b")),
                OpCase.of("Cast", 1).with("to", "INT32").in(vector(FLOAT, 2.5)).out(vector(INT32, 2)),
                OpCase.of("CastLike", 19).in(vector(FLOAT, 2.5), vector(INT8, 0)).out(vector(INT8, 2)),
                OpCase.of("CastLike", 19).with("saturate", 0).in(vector(FLOAT, 1e6), vector(FLOAT8E5M2)).out(vector(FLOAT8E5M2, INF)),
                OpCase.of("BitCast", 26).with("to", INT32.code()).in(vector(FLOAT, 1, -0.0)).out(whole(INT32, 0x3F800000, Integer.MIN_VALUE)),
                OpCase.of("BitCast", 26).with("to", DOUBLE.code()).in(whole(INT64, 0x3FF8000000000000L)).out(vector(DOUBLE, 1.5)),
                OpCase.of("BitCast", 26).with("to", UINT8.code()).in(vector(INT8, -1, 1)).out(vector(UINT8, 255, 1)),
                OpCase.of("BitCast", 26).with("to", FLOAT16.code()).in(vector(UINT16, 0x3C00)).out(vector(FLOAT16, 1)),
                OpCase.of("BitCast", 26).with("to", INT4.code()).in(vector(UINT4, 15, 7, 8)).out(vector(INT4, -1, 7, -8)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gives(OpCase example) {
        example.check();
    }

    @Test
    void castsPassGradients() {
        OpCase.of("Cast", 13).with("to", DOUBLE.code()).in(vector(DOUBLE, 1, 2)).checkGradient(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "1f", "0x10", "1e", ".", "--1"})
    void refusesTextThatIsNoNumber(String text) {
        var error = assertThrows(OnnxFormatException.class, () -> cast(strings(text), vector(FLOAT, 0)).run(Device.named("reference")));
        assertEquals("node \"test\" (Cast), opset 25: the string '%s' is no number".formatted(text), error.getMessage());
    }

    @Test
    void refusesBitsOfAnotherWidthAndUnknownTypes() {
        Device device = Device.named("reference");
        assertThrows(OnnxFormatException.class, () -> OpCase.of("BitCast", 26).with("to", INT64.code()).in(vector(FLOAT, 1)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Cast", 13).with("to", 99).in(vector(FLOAT, 1)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Cast", 24).with("to", 24).with("round_mode", "away").in(vector(FLOAT, 1)).run(device));
    }

    @ParameterizedTest
    @CsvSource({"0.001,0.001", "0.00001,1e-05", "123456.789,123456.79", "1e15,1000000000000000.0", "1.5e20,1.5e+20", "-2,-2.0"})
    void writesFloatsAsNumPyDoes(float value, String text) {
        assertEquals(text, NumberText.ofReal(value, FLOAT));
    }
}
