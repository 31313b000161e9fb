package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.FLOAT4E2M1;
import static org.ventral.onnx.ElementType.FLOAT8E4M3FN;
import static org.ventral.onnx.ElementType.FLOAT8E5M2;
import static org.ventral.onnx.ElementType.INT16;
import static org.ventral.onnx.ElementType.INT2;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT4;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT16;
import static org.ventral.onnx.ElementType.UINT4;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Quantized numbers: to them, back, and what is computed with them. */
class QuantizationOperatorsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final String MICROSOFT = "com.microsoft";
    private static final int HALF = 1024;

    /** Numbers that take up a long row: the first in its first half, the second in the other, and a single 1 at its end. */
    private static double[] row(double first, double second) {
        double[] row = new double[2 * HALF + 1];
        Arrays.fill(row, 0, HALF, first);
        Arrays.fill(row, HALF, 2 * HALF, second);
        row[2 * HALF] = 1;
        return row;
    }

    static Stream<OpCase> quantized() {
        OnnxValue grid = matrix(FLOAT, 4, 1, 2, 3, 4, 5, 6, 7, 8);
        return Stream.of(
                OpCase.of("QuantizeLinear", 10).in(vector(FLOAT, 0, 2, 3, 1000, -254, -1000), scalar(FLOAT, 2), scalar(UINT8, 128)).out(vector(UINT8, 128, 129, 130, 255, 1, 0)),
                OpCase.of("QuantizeLinear", 13).in(vector(FLOAT, 1, 3, 5, -1), scalar(FLOAT, 2)).out(vector(UINT8, 0, 2, 2, 0)).note("halves to even"),
                OpCase.of("QuantizeLinear", 13).in(vector(FLOAT, INF, -INF), scalar(FLOAT, 1), scalar(INT8, 3)).out(vector(INT8, 127, -128)),
                OpCase.of("QuantizeLinear", 13).in(matrix(FLOAT, 2, 2, 4, 6, 8), vector(FLOAT, 2, 4), vector(UINT8, 0, 1)).out(matrix(UINT8, 2, 1, 2, 3, 3)),
                OpCase.of("QuantizeLinear", 13).with("axis", -2).in(matrix(FLOAT, 2, 2, 4, 8, 16), vector(FLOAT, 2, 4)).out(matrix(UINT8, 2, 1, 2, 2, 4)),
                OpCase.of("QuantizeLinear", 21).with("axis", 1).with("block_size", 3).in(grid, matrix(FLOAT, 2, 1, 2, 1, 4)).out(matrix(UINT8, 4, 1, 2, 3, 2, 5, 6, 7, 2)).note("the last block is shorter"),
                OpCase.of("QuantizeLinear", 21).with("axis", 0).with("block_size", 2).in(grid, matrix(FLOAT, 4, 1, 2, 1, 2), matrix(INT8, 4, 0, 0, 1, 0)).out(matrix(INT8, 4, 1, 1, 4, 2, 5, 3, 8, 4)),
                OpCase.of("QuantizeLinear", 21).with("output_dtype", UINT16.code()).in(vector(FLOAT, 70000, -1, 7), scalar(FLOAT, 1)).out(vector(UINT16, 65535, 0, 7)),
                OpCase.of("QuantizeLinear", 21).in(vector(FLOAT, -40000, 7), scalar(FLOAT, 1), scalar(INT16, 5)).out(vector(INT16, -32768, 12)),
                OpCase.of("QuantizeLinear", 21).in(vector(FLOAT, -20, -3, 9), scalar(FLOAT, 1), scalar(INT4, 1)).out(vector(INT4, -8, -2, 7)),
                OpCase.of("QuantizeLinear", 21).in(vector(FLOAT, -20, 3, 19), scalar(FLOAT, 1), scalar(UINT4, 1)).out(vector(UINT4, 0, 4, 15)),
                OpCase.of("QuantizeLinear", 25).in(vector(FLOAT, -20, 1, 19), scalar(FLOAT, 1), scalar(INT2, 0)).out(vector(INT2, -2, 1, 1)),
                OpCase.of("QuantizeLinear", 21).in(vector(FLOAT16, 1, 3), scalar(FLOAT16, 2), scalar(INT8, 0)).out(vector(INT8, 0, 2)),
                OpCase.of("QuantizeLinear", 10).in(vector(INT32, 16777217, 5), scalar(FLOAT, 16777217 / 100f), scalar(UINT8, 0)).out(vector(UINT8, 100, 0)),
                OpCase.of(MICROSOFT, "QuantizeLinear", 1).in(vector(FLOAT, 4), scalar(FLOAT, 2), scalar(UINT8, 1)).out(vector(UINT8, 3)));
    }

    static Stream<OpCase> quantizedToReals() {
        return Stream.of(
                OpCase.of("QuantizeLinear", 19).in(vector(FLOAT, 0, 1, 2000), scalar(FLOAT, 2), scalar(FLOAT8E4M3FN, 0)).out(vector(FLOAT8E4M3FN, 0, 0.5, 448)),
                OpCase.of("QuantizeLinear", 19).with("saturate", 0).in(vector(FLOAT, 1, 1e6), scalar(FLOAT, 2), scalar(FLOAT8E5M2, 0)).out(vector(FLOAT8E5M2, 0.5, INF)),
                OpCase.of("QuantizeLinear", 23).in(vector(FLOAT, 1, 5, 100), scalar(FLOAT, 1), scalar(FLOAT4E2M1, 0)).out(vector(FLOAT4E2M1, 1, 4, 6)));
    }

    static Stream<OpCase> real() {
        return Stream.of(
                OpCase.of("DequantizeLinear", 10).in(vector(UINT8, 0, 3, 128, 255), scalar(FLOAT, 2), scalar(UINT8, 128)).out(vector(FLOAT, -256, -250, 0, 254)),
                OpCase.of("DequantizeLinear", 13).in(vector(INT32, -3, 7), scalar(FLOAT, 0.5)).out(vector(FLOAT, -1.5, 3.5)),
                OpCase.of("DequantizeLinear", 13).in(matrix(INT8, 2, 1, 2, 3, 4), vector(FLOAT, 2, 3), vector(INT8, 1, 0)).out(matrix(FLOAT, 2, 0, 6, 4, 12)),
                OpCase.of("DequantizeLinear", 21).with("axis", 0).with("block_size", 2).in(matrix(INT4, 1, -8, 7, 3), matrix(FLOAT, 1, 0.5, 2)).out(matrix(FLOAT, 1, -4, 3.5, 6)),
                OpCase.of("DequantizeLinear", 19).in(vector(FLOAT8E4M3FN, 0.5, -448), scalar(FLOAT16, 2)).out(vector(FLOAT16, 1, -896)),
                OpCase.of("DequantizeLinear", 23).with("output_dtype", FLOAT16.code()).in(vector(INT8, 3), scalar(FLOAT, 0.1)).out(vector(FLOAT16, 0.300048828125)),
                OpCase.of(MICROSOFT, "DequantizeLinear", 1).in(vector(UINT16, 5), scalar(FLOAT, 2), scalar(UINT16, 1)).out(vector(FLOAT, 8)),
                OpCase.of("DynamicQuantizeLinear", 11).in(vector(FLOAT, 0, 2, -3, -2.5, 1.34, 0.5)).out(vector(UINT8, 153, 255, 0, 26, 221, 179), scalar(FLOAT, 5 / 255f), scalar(UINT8, 153)),
                OpCase.of("DynamicQuantizeLinear", 11).in(vector(FLOAT, 0.5, 2)).out(vector(UINT8, 64, 255), scalar(FLOAT, 2 / 255f), scalar(UINT8, 0)),
                OpCase.of("DynamicQuantizeLinear", 11).in(vector(FLOAT, 0, 0)).out(vector(UINT8, 0, 0), scalar(FLOAT, 1), scalar(UINT8, 0)));
    }

    static Stream<OpCase> products() {
        OnnxValue a = matrix(UINT8, 2, 11, 7, 3, 10), b = matrix(UINT8, 2, 1, 4, 2, 5);
        OnnxValue image = tensor(UINT8, Shape.of(1, 1, 3, 3), 2, 3, 4, 5, 6, 7, 8, 9, 10), kernel = tensor(UINT8, Shape.of(1, 1, 2, 2), 1, 1, 1, 1);
        OnnxValue two = tensor(INT8, Shape.of(2, 1, 1, 1), 3, -5);
        return Stream.of(
                OpCase.of("MatMulInteger", 10).in(a, b).out(matrix(INT32, 2, 25, 79, 23, 62)),
                OpCase.of("MatMulInteger", 10).in(a, b, scalar(UINT8, 12), scalar(UINT8, 0)).out(matrix(INT32, 2, -11, -29, -13, -46)),
                OpCase.of("MatMulInteger", 10).in(a, b, vector(UINT8, 1, 2), vector(UINT8, 0, 4)).out(matrix(INT32, 2, 22, 6, 17, 8)).note("a zero point for each row and column"),
                OpCase.of("MatMulInteger", 10).in(matrix(UINT8, 2 * HALF + 1, row(255, 255)), matrix(INT8, 1, row(127, -127))).out(matrix(INT32, 1, 1)).note("sums on the way that float32 does not hold"),
                OpCase.of("QLinearMatMul", 10).in(a, scalar(FLOAT, 0.5), scalar(UINT8, 1), b, scalar(FLOAT, 0.25), scalar(UINT8, 0), scalar(FLOAT, 2), scalar(UINT8, 100))
                        .out(matrix(UINT8, 2, 101, 104, 101, 103)),
                OpCase.of("QLinearMatMul", 21).in(matrix(INT8, 2, 100, 100), scalar(FLOAT16, 1), scalar(INT8, 0), matrix(INT8, 1, 1, 1), scalar(FLOAT16, 1), scalar(INT8, 0), scalar(FLOAT16, 1), scalar(INT8, 0))
                        .out(matrix(INT8, 1, 127)).note("saturates"),
                OpCase.of("ConvInteger", 10).in(image, kernel, scalar(UINT8, 1)).out(tensor(INT32, Shape.of(1, 1, 2, 2), 12, 16, 24, 28)),
                OpCase.of("ConvInteger", 10).withAll("pads", 1L, 1L, 1L, 1L).withAll("strides", 3L, 3L).in(image, kernel, scalar(UINT8, 1)).out(tensor(INT32, Shape.of(1, 1, 2, 2), 1, 3, 7, 9)).note("padding counts as 0"),
                OpCase.of("ConvInteger", 10).in(tensor(UINT8, Shape.of(1, 1, 1, 2), 10, 20), two, scalar(UINT8, 0), vector(INT8, 1, -1)).out(tensor(INT32, Shape.of(1, 2, 1, 2), 20, 40, -40, -80)),
                OpCase.of("QLinearConv", 10).in(tensor(UINT8, Shape.of(1, 1, 1, 2), 10, 20), scalar(FLOAT, 0.5), scalar(UINT8, 8), two, vector(FLOAT, 1, 0.5), vector(INT8, 1, -1), scalar(FLOAT, 2), scalar(UINT8, 50),
                        vector(INT32, 4, 0)).out(tensor(UINT8, Shape.of(1, 2, 1, 2), 52, 57, 49, 44)),
                OpCase.of(MICROSOFT, "QLinearAdd", 1).in(vector(UINT8, 10, 20), scalar(FLOAT, 0.5), scalar(UINT8, 0), vector(UINT8, 4), scalar(FLOAT, 1), scalar(UINT8, 2), scalar(FLOAT, 1), scalar(UINT8, 1)).out(vector(UINT8, 8, 13)),
                OpCase.of(MICROSOFT, "QLinearMul", 1).in(vector(INT8, 10, -20), scalar(FLOAT, 0.5), scalar(INT8, 0), vector(INT8, 4), scalar(FLOAT, 1), scalar(INT8, 2), scalar(FLOAT, 0.1), scalar(INT8, 0)).out(vector(INT8, 100, -128)),
                OpCase.of(MICROSOFT, "QLinearSigmoid", 1).in(vector(UINT8, 128), scalar(FLOAT, 1), scalar(UINT8, 128), scalar(FLOAT, 1 / 256f), scalar(UINT8, 0)).out(vector(UINT8, 128)),
                OpCase.of(MICROSOFT, "QLinearLeakyRelu", 1).with("alpha", 0.5f).in(vector(INT8, -8, 8), scalar(FLOAT, 1), scalar(INT8, 0), scalar(FLOAT, 1), scalar(INT8, 0)).out(vector(INT8, -4, 8)));
    }

    @ParameterizedTest
    @MethodSource({"quantized", "real", "products"})
    void canBeTraced(OpCase example) {
        example.checkTrace(0);
    }

    @ParameterizedTest
    @MethodSource({"quantized", "quantizedToReals", "real", "products"})
    void gives(OpCase example) {
        example.check();
    }

    @Test
    void scalesHaveGradients() {
        OpCase.of("DequantizeLinear", 13).in(vector(INT8, 3, -7), scalar(DOUBLE, 0.5)).checkGradient(1);
    }

    @Test
    void refusesScalesThatDoNotFit() {
        Device device = Device.named("reference");
        OnnxValue x = matrix(FLOAT, 4, 1, 2, 3, 4);
        assertThrows(OnnxFormatException.class, () -> OpCase.of("QuantizeLinear", 13).in(x, vector(FLOAT, 1, 2)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("QuantizeLinear", 21).with("block_size", 3).in(x, matrix(FLOAT, 4, 1, 1, 1, 1)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("QuantizeLinear", 13).with("axis", 2).in(x, vector(FLOAT, 1, 2)).run(device));
    }
}
