package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.onnx.ElementType.BFLOAT16;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.INT16;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT16;
import static org.ventral.onnx.ElementType.UINT32;
import static org.ventral.onnx.ElementType.UINT64;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.strings;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;
import static org.ventral.onnx.op.OpCase.whole;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Functions of one and of two numbers, on bits, and of any number of tensors. */
class ElementwiseOperatorsTest {
    private static final double NAN = Double.NaN, INF = Double.POSITIVE_INFINITY;

    private static OpCase unary(String op, int opset, OnnxValue x, OnnxValue y) {
        return OpCase.of(op, opset).in(x).out(y);
    }

    private static OpCase binary(String op, int opset, OnnxValue x, OnnxValue y, OnnxValue z) {
        return OpCase.of(op, opset).in(x, y).out(z);
    }

    static Stream<OpCase> unary() {
        return Stream.of(
                unary("Abs", 13, vector(FLOAT, -1.5, 0, 2), vector(FLOAT, 1.5, 0, 2)),
                unary("Abs", 13, whole(UINT64, -1, 5), whole(UINT64, -1, 5)).note("largest unsigned numbers"),
                unary("Abs", 6, vector(INT8, -128, -5), vector(INT8, -128, 5)).note("wraps"),
                unary("Neg", 13, vector(INT16, -32768, 7), vector(INT16, -32768, -7)),
                unary("Sign", 13, vector(FLOAT, -3, 0, 0.1), vector(FLOAT, -1, 0, 1)),
                unary("Sign", 13, whole(UINT64, -1, 0), whole(UINT64, 1, 0)),
                unary("Ceil", 13, vector(FLOAT, -1.5, 1.2), vector(FLOAT, -1, 2)),
                unary("Floor", 13, vector(DOUBLE, -1.5, 1.2), vector(DOUBLE, -2, 1)),
                unary("Round", 22, vector(FLOAT, -2.5, -1.5, 0.5, 1.5, 2.5, 0.9), vector(FLOAT, -2, -2, 0, 2, 2, 1)).note("halves to even"),
                unary("Exp", 13, vector(FLOAT, -1, 0, 1), vector(FLOAT, 1 / Math.E, 1, Math.E)),
                unary("Log", 13, vector(FLOAT, 1, Math.E, 0), vector(FLOAT, 0, 1, -INF)),
                unary("Sqrt", 13, vector(FLOAT, 0, 2.25, -1), vector(FLOAT, 0, 1.5, NAN)),
                unary("Reciprocal", 13, vector(FLOAT, 4, 0), vector(FLOAT, 0.25, INF)),
                unary("Erf", 13, vector(FLOAT, -INF, 0, 0.5), vector(FLOAT, -1, 0, 0.5204998778)),
                unary("Erf", 9, vector(INT32, -9, 0, 9), vector(INT32, -1, 0, 1)),
                unary("Sigmoid", 13, vector(FLOAT, 0, Math.log(3)), vector(FLOAT, 0.5, 0.75)),
                unary("Tanh", 13, vector(FLOAT16, 0, 20), vector(FLOAT16, 0, 1)),
                unary("Sin", 7, vector(FLOAT, 0, Math.PI / 6), vector(FLOAT, 0, 0.5)),
                unary("Cos", 7, vector(FLOAT, 0, Math.PI / 3), vector(FLOAT, 1, 0.5)),
                unary("Tan", 7, vector(FLOAT, 0, Math.PI / 4), vector(FLOAT, 0, 1)),
                unary("Asin", 7, vector(FLOAT, 0.5), vector(FLOAT, Math.PI / 6)),
                unary("Acos", 7, vector(FLOAT, 0.5), vector(FLOAT, Math.PI / 3)),
                unary("Atan", 7, vector(FLOAT, 1), vector(FLOAT, Math.PI / 4)),
                unary("Sinh", 9, vector(FLOAT, 1), vector(FLOAT, Math.sinh(1))),
                unary("Cosh", 9, vector(FLOAT, 1), vector(FLOAT, Math.cosh(1))),
                unary("Asinh", 9, vector(FLOAT, Math.sinh(2)), vector(FLOAT, 2)),
                unary("Acosh", 9, vector(FLOAT, Math.cosh(2)), vector(FLOAT, 2)),
                unary("Atanh", 9, vector(FLOAT, Math.tanh(0.5)), vector(FLOAT, 0.5)),
                unary("Not", 1, vector(BOOL, 0, 1), vector(BOOL, 1, 0)),
                unary("IsNaN", 13, vector(FLOAT, NAN, INF, 0), vector(BOOL, 1, 0, 0)),
                unary("IsInf", 10, vector(FLOAT, NAN, INF, -INF), vector(BOOL, 0, 1, 1)),
                unary("IsInf", 10, vector(FLOAT, NAN, INF, -INF), vector(BOOL, 0, 1, 0)).with("detect_negative", 0),
                unary("IsInf", 20, vector(FLOAT16, NAN, INF, -INF), vector(BOOL, 0, 0, 1)).with("detect_positive", 0),
                unary("IsInf", 20, vector(FLOAT, NAN, INF), vector(BOOL, 0, 0)).with("detect_positive", 0).with("detect_negative", 0),
                unary("BitwiseNot", 18, vector(UINT8, 0, 5), vector(UINT8, 255, 250)),
                unary("BitwiseNot", 18, vector(INT32, 0, -6), vector(INT32, -1, 5)),
                unary("Exp", 13, tensor(FLOAT, Shape.of(0, 3)), tensor(FLOAT, Shape.of(0, 3))).note("nothing"));
    }

    static Stream<OpCase> binary() {
        OnnxValue column = matrix(FLOAT, 1, 10, 20), row = vector(FLOAT, 1, 2, 3);
        return Stream.of(
                binary("Add", 14, column, row, matrix(FLOAT, 3, 11, 12, 13, 21, 22, 23)),
                binary("Add", 14, vector(UINT8, 250), vector(UINT8, 10), vector(UINT8, 4)).note("wraps"),
                binary("Sub", 14, vector(UINT32, 1), vector(UINT32, 2), whole(UINT32, 0xFFFFFFFFL)),
                binary("Mul", 14, vector(INT8, 100), vector(INT8, 2), vector(INT8, -56)),
                binary("Mul", 14, vector(BFLOAT16, 1.0078125), vector(BFLOAT16, 1.0078125), vector(BFLOAT16, 1.015625)).note("rounds to bfloat16"),
                binary("Add", 6, tensor(FLOAT, Shape.of(2, 3, 1), 0, 0, 0, 0, 0, 0), row, tensor(FLOAT, Shape.of(2, 3, 1), 1, 2, 3, 1, 2, 3)).with("broadcast", 1).with("axis", 1),
                binary("Add", 6, tensor(FLOAT, Shape.of(2, 3, 1), 0, 0, 0, 0, 0, 0), row, tensor(FLOAT, Shape.of(2, 3, 1), 1, 2, 3, 1, 2, 3)).with("broadcast", 1).with("axis", -2),
                binary("Add", 1, matrix(FLOAT, 3, 0, 0, 0), row, matrix(FLOAT, 3, 1, 2, 3)).with("broadcast", 1),
                binary("Div", 14, vector(INT32, -7, 7), vector(INT32, 2, -2), vector(INT32, -3, -3)).note("towards zero"),
                binary("Div", 14, whole(UINT64, -2), whole(UINT64, 2), whole(UINT64, Long.MAX_VALUE)),
                binary("Div", 14, vector(FLOAT, 1, -1, 0), vector(FLOAT, 0, 0, 0), vector(FLOAT, INF, -INF, NAN)),
                binary("Mod", 13, vector(INT32, -4, 7, 5), vector(INT32, 3, -3, 8), vector(INT32, 2, -2, 5)).note("sign of the divisor"),
                binary("Mod", 13, vector(INT64, -4, 7, 5), vector(INT64, 3, -3, 8), vector(INT64, -1, 1, 5)).with("fmod", 1),
                binary("Mod", 10, vector(FLOAT, -4.3, 7.2, 5), vector(FLOAT, 2.1, -3.4, INF), vector(FLOAT, -0.1, 0.4, 5)).with("fmod", 1),
                binary("Mod", 13, whole(UINT64, -1), whole(UINT64, 10), whole(UINT64, 5)),
                binary("Pow", 15, vector(FLOAT, 2, 9, -2), vector(FLOAT, 3, 0.5, 3), vector(FLOAT, 8, 3, -8)),
                binary("Pow", 15, vector(INT32, 2, 3), vector(FLOAT, 0.5, 2), vector(INT32, 1, 9)).note("type of the base"),
                binary("Pow", 12, vector(INT64, 3, 10), vector(INT32, 39, 0), whole(INT64, 4052555153018976267L, 1)).note("exact"),
                binary("Pow", 13, vector(FLOAT, 2), vector(DOUBLE, -2), vector(FLOAT, 0.25)),
                binary("Pow", 1, matrix(FLOAT, 2, 1, 2, 3, 4), scalar(FLOAT, 2), matrix(FLOAT, 2, 1, 4, 9, 16)).with("broadcast", 1),
                binary("And", 7, vector(BOOL, 0, 1, 1), vector(BOOL, 1, 0, 1), vector(BOOL, 0, 0, 1)),
                binary("Or", 7, vector(BOOL, 0, 1, 0), scalar(BOOL, 0), vector(BOOL, 0, 1, 0)),
                binary("Xor", 7, vector(BOOL, 0, 1, 1), vector(BOOL, 1, 0, 1), vector(BOOL, 1, 1, 0)),
                binary("Equal", 13, vector(BOOL, 0, 1), vector(BOOL, 1, 1), vector(BOOL, 0, 1)),
                binary("Equal", 19, vector(FLOAT, NAN, 1), vector(FLOAT, NAN, 1), vector(BOOL, 0, 1)),
                binary("Equal", 19, strings("a", "b", "a"), strings("a"), vector(BOOL, 1, 0, 1)),
                binary("Greater", 13, whole(UINT64, -1, 1), whole(UINT64, 1, -1), vector(BOOL, 1, 0)),
                binary("Less", 13, vector(FLOAT, 1, NAN), vector(FLOAT, 2, 2), vector(BOOL, 1, 0)),
                binary("GreaterOrEqual", 16, vector(INT16, 1, 2), vector(INT16, 2, 2), vector(BOOL, 0, 1)),
                binary("LessOrEqual", 16, vector(UINT16, 1, 65535), vector(UINT16, 2, 2), vector(BOOL, 1, 0)),
                binary("PRelu", 16, matrix(FLOAT, 2, -1, 2, -3, 4), vector(FLOAT, 0.5, 9), matrix(FLOAT, 2, -0.5, 2, -1.5, 4)),
                binary("PRelu", 6, tensor(FLOAT, Shape.of(1, 2, 2), -1, 2, -3, -4), vector(FLOAT, 0.5, 0.1), tensor(FLOAT, Shape.of(1, 2, 2), -0.5, 2, -0.3, -0.4)).note("a slope a channel"),
                binary("PRelu", 16, vector(INT32, -2, 3), vector(INT32, 3, 3), vector(INT32, -6, 3)),
                binary("BitwiseAnd", 18, vector(INT32, 12, -1), vector(INT32, 10, 7), vector(INT32, 8, 7)),
                binary("BitwiseOr", 18, vector(UINT8, 12), vector(UINT8, 3), vector(UINT8, 15)),
                binary("BitwiseXor", 18, matrix(UINT16, 1, 12, 10), vector(UINT16, 10), matrix(UINT16, 1, 6, 0)),
                binary("BitShift", 11, vector(UINT8, 16, 255, 1), vector(UINT8, 1, 1, 8), vector(UINT8, 32, 254, 0)).with("direction", "LEFT"),
                binary("BitShift", 11, whole(UINT64, -1, 4), whole(UINT64, 63, 64), whole(UINT64, 1, 0)).with("direction", "RIGHT"));
    }

    static Stream<OpCase> several() {
        OnnxValue a = vector(FLOAT, 1, 5, NAN), b = vector(FLOAT, 3, 2, 0), one = scalar(FLOAT, 2);
        return Stream.of(
                OpCase.of("Sum", 13).in(a, b, one).out(vector(FLOAT, 6, 9, NAN)),
                OpCase.of("Sum", 13).in(b).out(b),
                OpCase.of("Mean", 13).in(b, one).out(vector(FLOAT, 2.5, 2, 1)),
                OpCase.of("Max", 13).in(a, b, one).out(vector(FLOAT, 3, 5, NAN)),
                OpCase.of("Min", 13).in(a, b).out(vector(FLOAT, 1, 2, NAN)),
                OpCase.of("Max", 13).in(whole(UINT64, -1, 3), whole(UINT64, 7, 4)).out(whole(UINT64, -1, 4)),
                OpCase.of("Min", 13).in(vector(INT8, -3, 4), vector(INT8, 2, -5)).out(vector(INT8, -3, -5)),
                OpCase.of("Clip", 6).in(vector(FLOAT, -2, 0.5, 7)).out(vector(FLOAT, -1, 0.5, 1)).with("min", -1f).with("max", 1f),
                OpCase.of("Clip", 1).in(vector(FLOAT, -2, 7)).out(vector(FLOAT, -2, 1)).with("max", 1f),
                OpCase.of("Clip", 13).in(vector(FLOAT, -2, 0.5, 7), scalar(FLOAT, 0)).out(vector(FLOAT, 0, 0.5, 7)),
                OpCase.of("Clip", 13).in(vector(FLOAT, -2, 0.5, 7), OnnxValue.absent(), scalar(FLOAT, 0)).out(vector(FLOAT, -2, 0, 0)),
                OpCase.of("Clip", 13).in(vector(FLOAT, -2, 0.5, 7), scalar(FLOAT, 2), scalar(FLOAT, 1)).out(vector(FLOAT, 1, 1, 1)).note("wrong way round"),
                OpCase.of("Clip", 12).in(vector(INT8, -100, 3), scalar(INT8, -5), scalar(INT8, 2)).out(vector(INT8, -5, 2)),
                OpCase.of("Clip", 12).in(whole(UINT64, -1, 3), whole(UINT64, 5)).out(whole(UINT64, -1, 5)),
                OpCase.of("Where", 16).in(vector(BOOL, 1, 0), matrix(INT64, 1, 1, 2), scalar(INT64, 9)).out(matrix(INT64, 2, 1, 9, 2, 9)),
                OpCase.of("Where", 9).in(vector(BOOL, 1, 0), strings("a", "b"), strings("c")).out(strings("a", "c")),
                OpCase.of("Where", 9).in(vector(BOOL, 1, 0), vector(BOOL, 1, 1), vector(BOOL, 0, 0)).out(vector(BOOL, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void canBeTraced(OpCase example) {
        example.checkTrace(0);
    }

    @ParameterizedTest
    @MethodSource({"unary", "binary", "several"})
    void gives(OpCase example) {
        example.check();
    }

    static Stream<OpCase> differentiable() {
        OnnxValue x = vector(DOUBLE, -0.7, 0.4, 0.9), y = vector(DOUBLE, 1.3, 0.6, 1.7), high = vector(DOUBLE, 1.2, 2.5);
        Stream<OpCase> one = Stream.of("Abs", "Neg", "Exp", "Erf", "Sigmoid", "Tanh", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Atanh", "Reciprocal")
                .map(op -> OpCase.of(op, 13).in(x));
        Stream<OpCase> positive = Stream.of("Log", "Sqrt", "Acosh").map(op -> OpCase.of(op, 13).in(high));
        Stream<OpCase> two = Stream.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean", "PRelu").map(op -> OpCase.of(op, 14).in(x, y));
        Stream<OpCase> others = Stream.of(
                OpCase.of("Pow", 13).in(y, x),
                OpCase.of("Mod", 13).with("fmod", 1).in(x, vector(DOUBLE, 0.3, 0.25, 0.4)),
                OpCase.of("Clip", 13).in(x, scalar(DOUBLE, -0.5), scalar(DOUBLE, 0.5)));
        return Stream.of(one, positive, two, others).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void hasTheGradientOfItsFirstInput(OpCase example) {
        example.checkGradient(0);
    }

    static Stream<OpCase> differentiableInBoth() {
        OnnxValue x = vector(DOUBLE, 0.7, 0.4, 0.9), y = vector(DOUBLE, 1.3, 0.6, 1.7);
        return Stream.of("Add", "Sub", "Mul", "Div", "Pow", "Max").map(op -> OpCase.of(op, 14).in(x, y));
    }

    @ParameterizedTest
    @MethodSource("differentiableInBoth")
    void hasTheGradientOfItsSecondInput(OpCase example) {
        example.checkGradient(1);
    }

    @Test
    void dividingIntegersByZeroNamesTheNode() {
        for (String op : new String[] {"Div", "Mod"}) {
            OpCase division = OpCase.of(op, 14).in(vector(INT32, 1, 2), vector(INT32, 1, 0));
            for (String device : new String[] {"reference", "cpu"}) {
                var error = assertThrows(OnnxFormatException.class, () -> division.run(Device.named(device)));
                assertTrue(error.getMessage().contains("test") && error.getMessage().contains("by 0"), error.getMessage());
            }
        }
    }

    @Test
    void refusesWhatItCannotMean() {
        Device device = Device.named("reference");
        assertThrows(OnnxFormatException.class, () -> OpCase.of("BitShift", 11).with("direction", "UP").in(vector(UINT8, 1), vector(UINT8, 1)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Clip", 13).in(vector(FLOAT, 1), vector(FLOAT, 1, 2)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Mod", 13).in(vector(FLOAT, 1), vector(FLOAT, 1)).run(device));
    }
}
