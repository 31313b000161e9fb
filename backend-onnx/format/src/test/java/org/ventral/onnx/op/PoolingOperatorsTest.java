package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** The pools, their global forms, and MaxUnpool. */
class PoolingOperatorsTest {
    private static OnnxValue line(ElementType type, double... values) {
        return tensor(type, Shape.of(1, 1, values.length), values);
    }

    private static OpCase max(int opset, Long kernel) {
        return OpCase.of("MaxPool", opset).withAll("kernel_shape", kernel);
    }

    private static OpCase mean(int opset, Long kernel) {
        return OpCase.of("AveragePool", opset).withAll("kernel_shape", kernel);
    }

    static Stream<OpCase> max() {
        OnnxValue square = tensor(FLOAT, Shape.of(1, 2, 2, 3), 1, 5, 2, 3, 4, 9, 6, 2, 8, 7, 1, 0);
        OpCase places = OpCase.of("MaxPool", 8).withAll("kernel_shape", 2L, 2L).in(square);
        OpCase columns = OpCase.of("MaxPool", 8).withAll("kernel_shape", 2L, 2L).with("storage_order", 1).in(square);
        OnnxValue largest = tensor(FLOAT, Shape.of(1, 2, 1, 2), 5, 9, 7, 8);
        return Stream.of(
                max(1, 2L).in(line(FLOAT, 1, 3, 2, 0)).out(line(FLOAT, 3, 3, 2)),
                max(12, 2L).withAll("strides", 2L).with("ceil_mode", 1).in(line(INT8, -7, -3, -9)).out(line(INT8, -3, -9)),
                max(12, 2L).withAll("pads", 1L, 1L).in(line(UINT8, 200, 3)).out(line(UINT8, 200, 200, 3)),
                max(22, 1L).withAll("strides", 2L).with("ceil_mode", 1).in(line(DOUBLE, 1, 2)).out(line(DOUBLE, 1)).note("no window begins behind"),
                max(10, 2L).withAll("dilations", 2L).in(line(FLOAT, 1, 2, 0, 5)).out(line(FLOAT, 1, 5)),
                max(11, 2L).with("auto_pad", "SAME_UPPER").in(line(FLOAT, 4, 2, 3)).out(line(FLOAT, 4, 3, 3)),
                max(11, 2L).with("auto_pad", "SAME_LOWER").in(line(FLOAT, 1, 2, 3)).out(line(FLOAT, 1, 2, 3)),
                places.out(largest, tensor(INT64, Shape.of(1, 2, 1, 2), 1, 5, 9, 8)),
                columns.out(largest, tensor(INT64, Shape.of(1, 2, 1, 2), 2, 5, 7, 10)));
    }

    static Stream<OpCase> others() {
        return Stream.of(
                mean(1, 2L).withAll("pads", 1L, 1L).in(line(FLOAT, 2, 4)).out(line(FLOAT, 2, 3, 4)),
                mean(7, 2L).withAll("pads", 1L, 1L).with("count_include_pad", 1).in(line(FLOAT, 2, 4)).out(line(FLOAT, 1, 3, 2)),
                mean(10, 2L).withAll("strides", 2L).with("ceil_mode", 1).with("count_include_pad", 1).in(line(FLOAT, 2, 4, 7)).out(line(FLOAT, 3, 7)),
                mean(19, 2L).withAll("dilations", 2L).in(line(FLOAT, 1, 2, 3, 6)).out(line(FLOAT, 2, 4)),
                mean(19, 2L).withAll("dilations", 2L).withAll("pads", 1L, 1L).in(line(FLOAT, 1, 2, 3)).out(line(FLOAT, 2, 2, 2)).note("padding not counted"),
                mean(22, 2L).withAll("dilations", 2L).withAll("pads", 1L, 1L).with("count_include_pad", 1).in(line(FLOAT, 1, 2, 3)).out(line(FLOAT, 1, 2, 1)),
                mean(22, 3L).withAll("dilations", 2L).withAll("strides", 2L).with("ceil_mode", 1).in(line(DOUBLE, 1, 2, 3, 4, 5, 6)).out(line(DOUBLE, 3, 4)).note("window over the end"),
                OpCase.of("LpPool", 1).withAll("kernel_shape", 2L).with("p", 1f).in(line(FLOAT, -1, 2, -3)).out(line(FLOAT, 3, 5)),
                OpCase.of("LpPool", 18).withAll("kernel_shape", 2L).in(line(FLOAT, -3, 4, 0)).out(line(FLOAT, 5, 4)),
                OpCase.of("LpPool", 2).withAll("kernel_shape", 2L).with("p", 3).withAll("pads", 1L, 0L).in(line(FLOAT, -1, 0, 0)).out(line(FLOAT, 1, 1, 0)),
                OpCase.of("GlobalMaxPool", 1).in(tensor(FLOAT, Shape.of(1, 2, 2), 1, 3, -2, -5)).out(tensor(FLOAT, Shape.of(1, 2, 1), 3, -2)),
                OpCase.of("GlobalAveragePool", 22).in(tensor(FLOAT, Shape.of(1, 1, 2, 2), 1, 2, 3, 6)).out(tensor(FLOAT, Shape.of(1, 1, 1, 1), 3)),
                OpCase.of("GlobalLpPool", 2).in(tensor(FLOAT, Shape.of(1, 1, 2), 3, -4)).out(tensor(FLOAT, Shape.of(1, 1, 1), 5)),
                OpCase.of("MaxUnpool", 9).withAll("kernel_shape", 2L).withAll("strides", 2L).in(line(FLOAT, 5, 6), line(INT64, 1, 2)).out(line(FLOAT, 0, 5, 6, 0)),
                OpCase.of("MaxUnpool", 11).withAll("kernel_shape", 2L).withAll("strides", 2L).in(line(FLOAT, 5, 6), line(INT64, 1, 2), vector(INT64, 1, 1, 6)).out(line(FLOAT, 0, 5, 6, 0, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource({"max", "others"})
    void gives(OpCase c) {
        c.check();
    }

    @ParameterizedTest
    @MethodSource({"max", "others"})
    void canBeTraced(OpCase c) {
        c.checkTrace(0);
    }

    @Test void hasGradients() {
        max(12, 2L).in(line(DOUBLE, 1, 3, 2, 0)).checkGradient(0);
        mean(19, 2L).withAll("dilations", 2L).withAll("pads", 1L, 1L).in(line(DOUBLE, 1, 2, 3)).checkGradient(0);
        OpCase.of("LpPool", 18).withAll("kernel_shape", 2L).with("p", 3).in(line(DOUBLE, -1, 2, 0.5)).checkGradient(0);
        OpCase.of("MaxUnpool", 9).withAll("kernel_shape", 2L).withAll("strides", 2L).in(line(DOUBLE, 5, 6), line(INT64, 1, 2)).checkGradient(0);
    }

    @Test void refusesAPoolWithoutAKernel() {
        OpCase c = OpCase.of("MaxPool", 12).in(line(FLOAT, 1, 2));
        assertThrows(OnnxFormatException.class, () -> c.run(Device.named("reference")));
    }
}
