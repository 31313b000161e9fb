package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT64;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.strings;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;
import static org.ventral.onnx.op.OpCase.whole;
import static org.ventral.onnx.op.ShapeOperatorsTest.counted;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Elements read, written and ordered by index. */
class IndexOperatorsTest {
    private static OnnxValue none(ElementType type, long... shape) {
        return tensor(type, Shape.of(shape));
    }

    static Stream<OpCase> reading() {
        OnnxValue x = matrix(FLOAT, 3, 1, 2, 3, 4, 5, 6);
        return Stream.of(
            OpCase.of("Gather", 1).in(x, matrix(INT64, 2, 1, 0)).out(tensor(FLOAT, Shape.of(1, 2, 3), 4, 5, 6, 1, 2, 3)),
            OpCase.of("Gather", 11).with("axis", -1).in(x, scalar(INT32, -1)).out(vector(FLOAT, 3, 6)).note("a scalar takes the axis away"),
            OpCase.of("Gather", 13).in(strings("a", "b", "c"), vector(INT64, 2, -3)).out(strings("c", "a")),
            OpCase.of("Gather", 13).in(vector(BOOL, 0, 1), vector(INT64)).out(vector(BOOL)),
            OpCase.of("GatherElements", 11).with("axis", 1).in(x, matrix(INT64, 2, 2, -3, 0, 1)).out(matrix(FLOAT, 2, 3, 1, 4, 5)),
            OpCase.of("GatherElements", 13).in(matrix(INT8, 2, 1, 2, 3, 4), matrix(INT32, 2, 1, 0)).out(matrix(INT8, 2, 3, 2)),
            OpCase.of("GatherND", 11).in(x, matrix(INT64, 2, 0, 2, -1, 0)).out(vector(FLOAT, 3, 4)),
            OpCase.of("GatherND", 11).in(x, matrix(INT64, 1, 1)).out(matrix(FLOAT, 3, 4, 5, 6)),
            OpCase.of("GatherND", 12).with("batch_dims", 1).in(counted(FLOAT, 2, 2, 2), tensor(INT64, Shape.of(2, 1, 1), 1, 0)).out(tensor(FLOAT, Shape.of(2, 1, 2), 2, 3, 4, 5)),
            OpCase.of("GatherND", 13).in(strings("a", "b", "c"), matrix(INT64, 1, 2, 0)).out(strings("c", "a")),
            OpCase.of("Compress", 9).in(x, vector(BOOL, 0, 1, 0, 1)).out(vector(FLOAT, 2, 4)),
            OpCase.of("Compress", 11).with("axis", -1).in(x, vector(BOOL, 0, 1)).out(matrix(FLOAT, 1, 2, 5)).note("the condition may be shorter"),
            OpCase.of("NonZero", 9).in(matrix(FLOAT, 2, 1, 0, Double.NaN, -1)).out(matrix(INT64, 3, 0, 1, 1, 0, 0, 1)),
            OpCase.of("NonZero", 13).in(scalar(BOOL, 1)).out(none(INT64, 0, 1)),
            OpCase.of("ReverseSequence", 10).in(matrix(FLOAT, 2, 1, 2, 3, 4, 5, 6), vector(INT64, 3, 2)).out(matrix(FLOAT, 2, 5, 4, 3, 2, 1, 6)),
            OpCase.of("ReverseSequence", 10).with("time_axis", 1).with("batch_axis", 0).in(x, vector(INT64, 1, 3)).out(matrix(FLOAT, 3, 1, 2, 3, 6, 5, 4)));
    }

    static Stream<OpCase> writing() {
        OnnxValue x = vector(FLOAT, 1, 2, 3, 4), thrice = matrix(INT64, 1, 1, 1, -3), into = vector(INT64, 1, 1, -3), new3 = vector(FLOAT, 5, -1, 3);
        return Stream.of(
            OpCase.of("Scatter", 9).with("axis", 1).in(matrix(FLOAT, 3, 1, 2, 3), matrix(INT64, 2, 2, -3), matrix(FLOAT, 2, 7, 8)).out(matrix(FLOAT, 3, 8, 2, 7)),
            OpCase.of("ScatterElements", 11).in(matrix(INT8, 2, 1, 2, 3, 4), matrix(INT64, 2, 1, 0), matrix(INT8, 2, -5, -6)).out(matrix(INT8, 2, 1, -6, -5, 4)),
            OpCase.of("ScatterElements", 18).in(strings("a", "b"), vector(INT64, 1), strings("z")).out(strings("a", "z")),
            OpCase.of("ScatterElements", 16).with("reduction", "add").in(x, into, new3).out(vector(FLOAT, 1, 9, 3, 4)),
            OpCase.of("ScatterElements", 16).with("reduction", "mul").in(x, into, new3).out(vector(FLOAT, 1, -30, 3, 4)),
            OpCase.of("ScatterElements", 18).with("reduction", "max").in(x, into, new3).out(vector(FLOAT, 1, 5, 3, 4)),
            OpCase.of("ScatterElements", 18).with("reduction", "min").in(x, into, new3).out(vector(FLOAT, 1, -1, 3, 4)),
            OpCase.of("ScatterElements", 18).with("reduction", "add").with("axis", 1).in(matrix(UINT8, 2, 250, 1, 2, 3), matrix(INT64, 1, 0, 1), matrix(UINT8, 1, 10, 4)).out(matrix(UINT8, 2, 4, 1, 2, 7)).note("wraps"),
            OpCase.of("ScatterElements", 18).with("reduction", "max").in(whole(UINT64, -1, 5), vector(INT64, 0, 1), whole(UINT64, 7, -2)).out(whole(UINT64, -1, -2)).note("large ones are not negative"),
            OpCase.of("ScatterElements", 18).with("reduction", "max").in(vector(BOOL, 0, 0), vector(INT64, 1, 1), vector(BOOL, 0, 1)).out(vector(BOOL, 0, 1)),
            OpCase.of("ScatterND", 11).in(x, thrice, new3).out(vector(FLOAT, 1, 3, 3, 4)).note("the last stays"),
            OpCase.of("ScatterND", 16).with("reduction", "add").in(x, thrice, new3).out(vector(FLOAT, 1, 9, 3, 4)),
            OpCase.of("ScatterND", 16).with("reduction", "mul").in(matrix(FLOAT, 2, 1, 2, 3, 4), matrix(INT64, 1, 0), matrix(FLOAT, 2, 5, 6)).out(matrix(FLOAT, 2, 5, 12, 3, 4)),
            OpCase.of("ScatterND", 18).with("reduction", "min").in(matrix(FLOAT, 2, 1, 2, 3, 4), matrix(INT64, 2, 1, 1, 0, 0), vector(FLOAT, 0, 9)).out(matrix(FLOAT, 2, 1, 2, 3, 0)),
            OpCase.of("ScatterND", 18).in(x, none(INT64, 0, 1), vector(FLOAT)).out(x),
            OpCase.of("TensorScatter", 24).in(counted(FLOAT, 2, 3, 1), tensor(FLOAT, Shape.of(2, 2, 1), 9, 8, 7, 6), vector(INT64, 0, 1)).out(tensor(FLOAT, Shape.of(2, 3, 1), 9, 8, 2, 3, 7, 6)),
            OpCase.of("TensorScatter", 24).with("mode", "circular").in(counted(FLOAT, 2, 3, 1), tensor(FLOAT, Shape.of(2, 2, 1), 9, 8, 7, 6), vector(INT64, 0, 2)).out(tensor(FLOAT, Shape.of(2, 3, 1), 9, 8, 2, 6, 4, 7)),
            OpCase.of("TensorScatter", 24).with("axis", 1).in(matrix(FLOAT, 3, 1, 2, 3), matrix(FLOAT, 1, 9)).out(matrix(FLOAT, 3, 9, 2, 3)).note("from the front unless said"));
    }

    static Stream<OpCase> ordering() {
        OnnxValue x = matrix(FLOAT, 4, 1, 3, 3, 2, 0, -1, 5, 5);
        return Stream.of(
            OpCase.of("TopK", 1).with("k", 2).in(x).out(matrix(FLOAT, 2, 3, 3, 5, 5), matrix(INT64, 2, 1, 2, 2, 3)).note("of equal ones the first"),
            OpCase.of("TopK", 10).with("axis", 0).in(x, vector(INT64, 1)).out(matrix(FLOAT, 4, 1, 3, 5, 5), matrix(INT64, 4, 0, 0, 1, 1)),
            OpCase.of("TopK", 11).with("largest", 0).in(x, vector(INT64, 3)).out(matrix(FLOAT, 3, 1, 2, 3, -1, 0, 5), matrix(INT64, 3, 0, 3, 1, 1, 0, 2)),
            OpCase.of("TopK", 11).in(vector(INT8, -1, 4), vector(INT64, 0)).out(vector(INT8), vector(INT64)),
            OpCase.of("TopK", 11).in(whole(UINT64, 3, -1), vector(INT64, 1)).out(whole(UINT64, -1), vector(INT64, 1)).note("large ones are not negative"),
            OpCase.of("Unique", 11).in(vector(FLOAT, 2, 1, 1, 3, 2)).out(vector(FLOAT, 1, 2, 3), vector(INT64, 1, 0, 3), vector(INT64, 1, 0, 0, 2, 1), vector(INT64, 2, 2, 1)),
            OpCase.of("Unique", 11).with("sorted", 0).in(vector(INT64, 2, 1, 1, 3, 2)).out(vector(INT64, 2, 1, 3), vector(INT64, 0, 1, 3), vector(INT64, 0, 1, 1, 2, 0), vector(INT64, 2, 2, 1)),
            OpCase.of("Unique", 11).with("axis", 0).in(matrix(FLOAT, 2, 1, 2, 0, 5, 1, 2)).out(matrix(FLOAT, 2, 0, 5, 1, 2), vector(INT64, 1, 0), vector(INT64, 1, 0, 1), vector(INT64, 1, 2)),
            OpCase.of("Unique", 11).with("axis", -1).in(matrix(FLOAT, 3, 1, 0, 1, 2, 5, 2)).out(matrix(FLOAT, 2, 0, 1, 5, 2), vector(INT64, 1, 0), vector(INT64, 1, 0, 1), vector(INT64, 1, 2)),
            OpCase.of("Unique", 11).in(strings("b", "a", "b")).out(strings("a", "b"), vector(INT64, 1, 0), vector(INT64, 1, 0, 1), vector(INT64, 1, 2)),
            OpCase.of("Unique", 11).in(vector(FLOAT)).out(vector(FLOAT), vector(INT64), vector(INT64), vector(INT64)));
    }

    private static OpCase suppress(OnnxValue... inputs) {
        OnnxValue boxes = tensor(FLOAT, Shape.of(1, 4, 4), 0, 0, 2, 2, 2, 2.2, 0, 0.2, 5, 5, 6, 6, 0, 0, 1, 1);
        return OpCase.of("NonMaxSuppression", 11).in(boxes, tensor(FLOAT, Shape.of(1, 1, 4), 0.5, 0.9, 0.3, 0.5)).in(inputs);
    }

    static Stream<OpCase> detection() {
        OnnxValue none = OnnxValue.absent();
        return Stream.of(
            suppress(scalar(INT64, 9), scalar(FLOAT, 0.5)).out(matrix(INT64, 3, 0, 0, 1, 0, 0, 3, 0, 0, 2)).note("corners in any order"),
            suppress(scalar(INT64, 9)).out(matrix(INT64, 3, 0, 0, 1, 0, 0, 2)).note("no overlap is allowed"),
            suppress(vector(INT64, 1), vector(FLOAT, 0.5)).out(matrix(INT64, 3, 0, 0, 1)),
            suppress(scalar(INT64, 9), scalar(FLOAT, 1), scalar(FLOAT, 0.5)).out(matrix(INT64, 3, 0, 0, 1)).note("a score must be above the threshold"),
            suppress().out(none(INT64, 0, 3)).note("none unless a number is given"),
            OpCase.of("NonMaxSuppression", 10).with("center_point_box", 1).in(tensor(FLOAT, Shape.of(1, 2, 4), 1, 1, 2, 2, 1.2, 1, 2, 2), tensor(FLOAT, Shape.of(1, 1, 2), 0.1, 0.2), scalar(INT64, 5), none)
                .out(matrix(INT64, 3, 0, 0, 1)));
    }

    @ParameterizedTest @MethodSource({"reading", "writing", "ordering", "detection"}) void indexes(OpCase c) {
        c.check();
    }

    static Stream<OpCase> differentiable() {
        OnnxValue x = matrix(DOUBLE, 3, 1, -2, 3, 0.5, 5, 6), twice = matrix(INT64, 3, 1, 1, 0, 1, 0, 0), values = matrix(DOUBLE, 3, 2, 3, -4, 5, 7, -8);
        return Stream.of(
            OpCase.of("Gather", 13).in(x, vector(INT64, 1, 1, 0)),
            OpCase.of("GatherElements", 13).in(x, twice),
            OpCase.of("GatherND", 13).in(x, matrix(INT64, 2, 1, 2, 1, 2)),
            OpCase.of("ReverseSequence", 10).in(x, vector(INT64, 1, 2, 2)),
            OpCase.of("TopK", 11).in(x, vector(INT64, 2)),
            OpCase.of("ScatterND", 18).in(x, matrix(INT64, 2, 0, 1, 1, 2), vector(DOUBLE, 4, 5)),
            OpCase.of("ScatterElements", 18).with("reduction", "mul").in(x, twice, values),
            OpCase.of("ScatterElements", 18).with("reduction", "max").in(x, twice, values));
    }

    @ParameterizedTest @MethodSource("differentiable") void passesGradients(OpCase c) {
        c.checkGradient(0);
    }

    @ParameterizedTest @MethodSource("differentiable") void isTraced(OpCase c) {
        c.checkTrace(0);
    }

    /** Its shape depends on the numbers, so it cannot be traced. */
    @Test void uniquePassesGradients() {
        OpCase.of("Unique", 11).in(vector(DOUBLE, 3, 1, 2)).checkGradient(0);
    }

    static Stream<OpCase> indexed() {
        OnnxValue x = matrix(FLOAT, 3, 1, 2, 3, 4, 5, 6);
        return Stream.of(
            OpCase.of("Gather", 13).with("axis", 1).in(x, vector(INT64, 1, -1)),
            OpCase.of("GatherElements", 13).in(x, matrix(INT64, 2, -1, 0)),
            OpCase.of("GatherND", 13).in(x, matrix(INT64, 2, 1, -2)),
            OpCase.of("ScatterND", 13).in(x, matrix(INT64, 2, 1, -2), vector(FLOAT, 9)),
            OpCase.of("ScatterElements", 16).with("reduction", "add").in(x, matrix(INT64, 2, -1, 0), matrix(FLOAT, 2, 8, 9)),
            OpCase.of("ReverseSequence", 10).in(x, vector(INT64, 1, 2, 0)));
    }

    @ParameterizedTest @MethodSource("indexed") void indicesAreTraced(OpCase c) {
        c.checkTrace(1);
    }

    static Stream<OpCase> scattered() {
        OnnxValue x = matrix(DOUBLE, 2, 1, -2, 3, 0.5), rows = matrix(INT64, 1, 1, 1, 1), values = matrix(DOUBLE, 2, 2, 3, -4, 5, 7, -8);
        return Stream.of("none", "add", "mul", "max", "min").map(reduction -> OpCase.of("ScatterND", 18).with("reduction", reduction).in(x, rows, values));
    }

    @ParameterizedTest @MethodSource("scattered") void updatesPassGradients(OpCase c) {
        c.checkGradient(2);
        c.checkTrace(2);
    }

    static Stream<OpCase> outside() {
        OnnxValue x = matrix(FLOAT, 3, 1, 2, 3, 4, 5, 6);
        return Stream.of(
            OpCase.of("Gather", 13).in(x, vector(INT64, 2)),
            OpCase.of("GatherND", 13).in(x, matrix(INT64, 2, 0, 3)).note("would be element 0 of the next row"),
            OpCase.of("GatherND", 13).in(x, matrix(INT64, 3, 0, 1, 2)),
            OpCase.of("ScatterND", 13).in(x, matrix(INT64, 2, 0, -4), vector(FLOAT, 1)),
            OpCase.of("ScatterElements", 13).in(x, matrix(INT64, 1, 2), matrix(FLOAT, 1, 1)),
            OpCase.of("TopK", 11).in(x, vector(INT64, 4)));
    }

    @ParameterizedTest @MethodSource("outside") void refusesIndicesOutside(OpCase c) {
        assertThrows(RuntimeException.class, () -> c.run(Device.reference()));
        assertThrows(RuntimeException.class, () -> c.run(Device.named("cpu")));
    }
}
