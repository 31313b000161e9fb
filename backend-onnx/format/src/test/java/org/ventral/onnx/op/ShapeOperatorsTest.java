package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.strings;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Shapes, blocks, slices and fillings: what moves elements and computes none. */
class ShapeOperatorsTest {
    /** The numbers 0, 1, 2, … in a shape. */
    static OnnxValue counted(ElementType type, long... shape) {
        return tensor(type, Shape.of(shape), DoubleStream.iterate(0, i -> i + 1).limit(Shape.of(shape).elements()).toArray());
    }

    private static OnnxValue shaped(ElementType type, long[] shape, double... values) {
        return tensor(type, Shape.of(shape), values);
    }

    private static long[] s(long... shape) {
        return shape;
    }

    static Stream<OpCase> shapes() {
        OnnxValue x = counted(FLOAT, 2, 3, 4), empty = tensor(FLOAT, Shape.of(0, 3));
        return Stream.of(
            OpCase.of("Reshape", 1).withAll("shape", 4L, -1L).in(x).out(counted(FLOAT, 4, 6)),
            OpCase.of("Reshape", 13).in(x, vector(INT64, 0, -1, 2)).out(counted(FLOAT, 2, 6, 2)).note("0 keeps a size"),
            OpCase.of("Reshape", 14).with("allowzero", 1).in(empty, vector(INT64, 3, 0)).out(tensor(FLOAT, Shape.of(3, 0))),
            OpCase.of("Reshape", 13).in(strings("a", "b", "c", "d"), vector(INT64, 2, 2)).out(OnnxValue.strings(List.of("a", "b", "c", "d"), 2, 2)),
            OpCase.of("Flatten", 9).in(x).out(counted(FLOAT, 2, 12)),
            OpCase.of("Flatten", 11).with("axis", -1).in(x).out(counted(FLOAT, 6, 4)),
            OpCase.of("Flatten", 9).with("axis", 0).in(x).out(counted(FLOAT, 1, 24)),
            OpCase.of("Flatten", 9).with("axis", 3).in(x).out(counted(FLOAT, 24, 1)),
            OpCase.of("Squeeze", 1).withAll("axes", 0L, 2L).in(counted(INT8, 1, 3, 1, 1)).out(counted(INT8, 3, 1)),
            OpCase.of("Squeeze", 11).in(counted(INT8, 1, 3, 1)).out(counted(INT8, 3)).note("all of size 1"),
            OpCase.of("Squeeze", 13).in(counted(INT8, 1, 3, 1), vector(INT64, -1)).out(counted(INT8, 1, 3)),
            OpCase.of("Unsqueeze", 1).withAll("axes", 3L, 0L).in(counted(BOOL, 2, 1)).out(counted(BOOL, 1, 2, 1, 1)),
            OpCase.of("Unsqueeze", 13).in(counted(FLOAT, 3), vector(INT64, -1, 0)).out(counted(FLOAT, 1, 3, 1)),
            OpCase.of("Expand", 8).in(matrix(INT32, 1, 1, 2), vector(INT64, 2, 1, 3)).out(shaped(INT32, s(2, 2, 3), 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2)),
            OpCase.of("Expand", 13).in(vector(FLOAT, 1, 2), vector(INT64, 1)).out(vector(FLOAT, 1, 2)).note("1 leaves the input's size"),
            OpCase.of("Shape", 13).in(x).out(vector(INT64, 2, 3, 4)),
            OpCase.of("Shape", 15).with("start", -9).with("end", -1).in(x).out(vector(INT64, 2, 3)),
            OpCase.of("Shape", 15).with("start", 2).with("end", 1).in(x).out(vector(INT64)),
            OpCase.of("Shape", 15).in(strings("a", "b")).out(vector(INT64, 2)),
            OpCase.of("Size", 13).in(x).out(scalar(INT64, 24)));
    }

    static Stream<OpCase> blocks() {
        OnnxValue x = matrix(INT32, 3, 1, 2, 3, 4, 5, 6), seven = vector(FLOAT, 0, 1, 2, 3, 4, 5, 6);
        return Stream.of(
            OpCase.of("Concat", 1).in(x, x).out(matrix(INT32, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6)).note("axis 1 unless said"),
            OpCase.of("Concat", 13).with("axis", -2).in(x, x).out(matrix(INT32, 3, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6)),
            OpCase.of("Concat", 13).with("axis", 0).in(strings("a", "b"), strings(), strings("c")).out(strings("a", "b", "c")),
            OpCase.of("Split", 2).withAll("split", 1L, 2L).with("axis", 1).in(x).out(matrix(INT32, 1, 1, 4), matrix(INT32, 2, 2, 3, 5, 6)),
            OpCase.of("Split", 13).in(seven, vector(INT64, 3, 0, 4)).out(vector(FLOAT, 0, 1, 2), vector(FLOAT), vector(FLOAT, 3, 4, 5, 6)),
            OpCase.of("Split", 11).with("axis", -2).in(x).out(matrix(INT32, 3, 1, 2, 3), matrix(INT32, 3, 4, 5, 6)).note("equal parts by the number of outputs"),
            OpCase.of("Split", 18).with("num_outputs", 3).in(seven).out(vector(FLOAT, 0, 1, 2), vector(FLOAT, 3, 4, 5), vector(FLOAT, 6)),
            OpCase.of("Tile", 1).in(x, scalar(INT64, 2), scalar(INT64, 0)).out(matrix(INT32, 3, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6)),
            OpCase.of("Tile", 6).in(vector(BOOL, 1, 0), vector(INT64, 3)).out(vector(BOOL, 1, 0, 1, 0, 1, 0)),
            OpCase.of("Tile", 13).in(x, vector(INT64, 1, 0)).out(tensor(INT32, Shape.of(2, 0))),
            OpCase.of("Transpose", 1).in(x).out(matrix(INT32, 2, 1, 4, 2, 5, 3, 6)),
            OpCase.of("Transpose", 13).withAll("perm", 1L, 0L).in(OnnxValue.strings(List.of("a", "b", "c", "d"), 2, 2)).out(OnnxValue.strings(List.of("a", "c", "b", "d"), 2, 2)),
            OpCase.of("DepthToSpace", 1).with("blocksize", 2).in(counted(FLOAT, 1, 8, 1, 1)).out(shaped(FLOAT, s(1, 2, 2, 2), 0, 2, 4, 6, 1, 3, 5, 7)),
            OpCase.of("DepthToSpace", 13).with("blocksize", 2).with("mode", "CRD").in(counted(FLOAT, 1, 8, 1, 1)).out(counted(FLOAT, 1, 2, 2, 2)),
            OpCase.of("SpaceToDepth", 13).with("blocksize", 2).in(shaped(FLOAT, s(1, 2, 2, 2), 0, 2, 4, 6, 1, 3, 5, 7)).out(counted(FLOAT, 1, 8, 1, 1)),
            OpCase.of("Col2Im", 18).in(shaped(FLOAT, s(1, 4, 4), 1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400, 1000, 2000, 3000, 4000), vector(INT64, 3, 3), vector(INT64, 2, 2))
                .out(shaped(FLOAT, s(1, 1, 3, 3), 1, 12, 20, 103, 1234, 2040, 300, 3400, 4000)),
            OpCase.of("Col2Im", 18).withAll("strides", 2L).withAll("pads", 1L, 0L).in(shaped(FLOAT, s(1, 4, 2), 1, 2, 3, 4, 5, 6, 7, 8), vector(INT64, 3), vector(INT64, 2))
                .out(shaped(FLOAT, s(1, 2, 3), 3, 2, 4, 7, 6, 8)).note("the first window begins before the image"));
    }

    static Stream<OpCase> slices() {
        OnnxValue x = matrix(INT32, 4, 1, 2, 3, 4, 5, 6, 7, 8), line = vector(FLOAT, 0, 1, 2, 3, 4);
        long last = Long.MAX_VALUE;
        return Stream.of(
            OpCase.of("Slice", 1).withAll("starts", 0L, 1L).withAll("ends", -1L, 1000L).in(x).out(matrix(INT32, 3, 2, 3, 4)),
            OpCase.of("Slice", 1).withAll("starts", -2L).withAll("ends", last).withAll("axes", 1L).in(x).out(matrix(INT32, 2, 3, 4, 7, 8)),
            OpCase.of("Slice", 10).in(x, vector(INT64, 1), vector(INT64, 4), vector(INT64, -1), vector(INT64, 2)).out(matrix(INT32, 2, 2, 4, 6, 8)),
            OpCase.of("Slice", 13).in(line, vector(INT64, -1), OpCase.whole(INT64, Long.MIN_VALUE), vector(INT64, 0), vector(INT64, -2)).out(vector(FLOAT, 4, 2, 0)),
            OpCase.of("Slice", 13).in(line, vector(INT64, 20), vector(INT64, 0), vector(INT64, 0), vector(INT64, -1)).out(vector(FLOAT, 4, 3, 2, 1)),
            OpCase.of("Slice", 13).in(line, vector(INT64, -9), vector(INT64, -9), vector(INT64, 0), vector(INT64, -1)).out(vector(FLOAT, 0)).note("a start before the first is the first"),
            OpCase.of("Slice", 13).in(line, vector(INT32, 3), vector(INT32, 2)).out(vector(FLOAT)),
            OpCase.of("Slice", 13).in(strings("a", "b", "c"), vector(INT64, 2), vector(INT64, -9), vector(INT64, 0), vector(INT64, -1)).out(strings("c", "b", "a")),
            OpCase.of("Pad", 1).withAll("paddings", 1L, 0L).with("value", 9f).in(line).out(vector(FLOAT, 9, 0, 1, 2, 3, 4)),
            OpCase.of("Pad", 2).withAll("pads", 0L, 2L, 0L, -1L).in(matrix(FLOAT, 2, 1, 2, 3, 4)).out(matrix(FLOAT, 3, 0, 0, 1, 0, 0, 3)).note("negative counts cut off"),
            OpCase.of("Pad", 13).in(vector(BOOL, 0, 1), vector(INT64, 1, 1), scalar(BOOL, 1)).out(vector(BOOL, 1, 0, 1, 1)),
            OpCase.of("Pad", 18).in(matrix(INT8, 2, 1, 2), vector(INT64, 1, 0), scalar(INT8, -3), vector(INT64, -1)).out(matrix(INT8, 3, -3, 1, 2)),
            OpCase.of("Pad", 11).with("mode", "reflect").in(line, vector(INT64, 2, 6)).out(vector(FLOAT, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2)).note("mirrors face each other"),
            OpCase.of("Pad", 11).with("mode", "edge").in(line, vector(INT64, 2, -2)).out(vector(FLOAT, 0, 0, 0, 1, 2)),
            OpCase.of("Pad", 19).with("mode", "wrap").in(vector(UINT8, 1, 2, 3), vector(INT64, 4, 1)).out(vector(UINT8, 3, 1, 2, 3, 1, 2, 3, 1)),
            OpCase.of("Pad", 19).with("mode", "edge").in(strings("a", "b"), vector(INT64, 1, 1)).out(strings("a", "a", "b", "b")),
            OpCase.of("CenterCropPad", 18).in(matrix(FLOAT, 5, 1, 2, 3, 4, 5), vector(INT64, 2, 2)).out(matrix(FLOAT, 2, 2, 3, 0, 0)),
            OpCase.of("CenterCropPad", 18).withAll("axes", -1L).in(matrix(FLOAT, 2, 1, 2), vector(INT64, 5)).out(matrix(FLOAT, 5, 0, 1, 2, 0, 0)));
    }

    static Stream<OpCase> fillings() {
        OnnxValue x = matrix(INT32, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        return Stream.of(
            OpCase.of("ConstantOfShape", 9).in(vector(INT64, 2, 0)).out(tensor(FLOAT, Shape.of(2, 0))),
            OpCase.of("ConstantOfShape", 9).in(vector(INT64)).out(scalar(FLOAT, 0)).note("an empty shape is a scalar's"),
            OpCase.of("Range", 11).in(scalar(INT32, 10), scalar(INT32, 4), scalar(INT32, -2)).out(vector(INT32, 10, 8, 6)),
            OpCase.of("Range", 11).in(scalar(FLOAT, 1), scalar(FLOAT, 2.1), scalar(FLOAT, 0.5)).out(vector(FLOAT, 1, 1.5, 2)),
            OpCase.of("Range", 11).in(scalar(DOUBLE, 3), scalar(DOUBLE, 1), scalar(DOUBLE, 1)).out(vector(DOUBLE)),
            OpCase.of("EyeLike", 9).with("k", -1).in(x).out(matrix(INT32, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0)),
            OpCase.of("EyeLike", 9).with("dtype", 11).in(matrix(INT32, 3, 1, 2, 3)).out(matrix(DOUBLE, 3, 1, 0, 0)),
            OpCase.of("OneHot", 9).in(vector(INT64, 1, -1, 3), scalar(INT64, 3), vector(FLOAT, 2, 5)).out(matrix(FLOAT, 3, 2, 5, 2, 2, 2, 5, 2, 2, 2)).note("3 is nowhere"),
            OpCase.of("OneHot", 11).with("axis", 0).in(vector(FLOAT, 0, 1), vector(FLOAT, 2), vector(INT8, 0, -7)).out(matrix(INT8, 2, -7, 0, 0, -7)),
            OpCase.of("Trilu", 14).in(x).out(matrix(INT32, 3, 1, 2, 3, 0, 5, 6, 0, 0, 9)),
            OpCase.of("Trilu", 14).with("upper", 0).in(x, scalar(INT64, -1)).out(matrix(INT32, 3, 0, 0, 0, 4, 0, 0, 7, 8, 0)),
            OpCase.of("Trilu", 14).in(matrix(BOOL, 2, 1, 1, 1, 1), scalar(INT64, 1)).out(matrix(BOOL, 2, 0, 1, 0, 0)),
            OpCase.of("Trilu", 14).with("upper", 0).in(x, OpCase.tensor(INT64, Shape.scalar(), 1e18)).out(x));
    }

    @ParameterizedTest @MethodSource({"shapes", "blocks", "slices", "fillings"}) void moves(OpCase c) {
        c.check();
    }

    static Stream<OpCase> differentiable() {
        OnnxValue x = matrix(DOUBLE, 3, 1, -2, 3, 0.5, 5, 6);
        return Stream.of(
            OpCase.of("Reshape", 13).in(x, vector(INT64, 3, 2)),
            OpCase.of("Expand", 13).in(x, vector(INT64, 2, 2, 3)),
            OpCase.of("Tile", 13).in(x, vector(INT64, 2, 2)),
            OpCase.of("Transpose", 13).in(x),
            OpCase.of("Slice", 13).in(x, vector(INT64, 2), vector(INT64, -9), vector(INT64, 1), vector(INT64, -2)),
            OpCase.of("Pad", 19).with("mode", "wrap").in(x, vector(INT64, 0, 2, 0, 5)),
            OpCase.of("Pad", 18).in(x, vector(INT64, 1, -1, 0, 2)),
            OpCase.of("Trilu", 14).in(x),
            OpCase.of("CenterCropPad", 18).in(x, vector(INT64, 3, 2)),
            OpCase.of("Col2Im", 18).in(tensor(DOUBLE, Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6), vector(INT64, 4), vector(INT64, 2)),
            OpCase.of("SpaceToDepth", 13).with("blocksize", 2).in(tensor(DOUBLE, Shape.of(1, 1, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8)));
    }

    @ParameterizedTest @MethodSource("differentiable") void passesGradients(OpCase c) {
        c.checkGradient(0);
    }

    @ParameterizedTest @MethodSource("differentiable") void isTraced(OpCase c) {
        c.checkTrace(0);
    }

    static Stream<OpCase> malformed() {
        OnnxValue x = counted(FLOAT, 2, 3);
        return Stream.of(
            OpCase.of("Reshape", 13).in(x, vector(INT64, 4, -1)).note("does not fit"),
            OpCase.of("Reshape", 14).in(tensor(FLOAT, Shape.of(0, 3)), vector(INT64, 0, -1)).note("does not fit"),
            OpCase.of("Reshape", 13).in(x, vector(INT64, -1, -1)).note("one size may be -1"),
            OpCase.of("Reshape", 13).in(x, vector(INT64, 2, 3, 0)).note("copies an axis"),
            OpCase.of("Flatten", 13).with("axis", 3).in(x).note("out of range"),
            OpCase.of("Squeeze", 13).in(x, vector(INT64, 0)).note("has size 2, not 1"),
            OpCase.of("Unsqueeze", 13).in(x, vector(INT64, 0, -4)).note("name one twice"),
            OpCase.of("Split", 13).in(x, vector(INT64, 1, 2)).note("do not sum"),
            OpCase.of("Slice", 13).in(x, vector(INT64, 0), vector(INT64, 1), vector(INT64, 0), vector(INT64, 0)).note("step must not be 0"),
            OpCase.of("Pad", 13).in(x, vector(INT64, 1, 1)).note("do not fit"),
            OpCase.of("Pad", 13).with("mode", "circle").in(x, vector(INT64, 1, 1, 1, 1)).note("mode circle is not supported"),
            OpCase.of("Range", 11).in(scalar(INT64, 1), scalar(INT64, 2), scalar(INT64, 0)).note("step must not be 0"),
            OpCase.of("Concat", 13).with("axis", 2).in(x, x).note("out of range"),
            OpCase.of("Transpose", 13).withAll("perm", 0L, 0L).in(x).note("twice"),
            OpCase.of("DepthToSpace", 13).with("blocksize", 2).in(x).note("takes [N, C, H, W]"));
    }

    @ParameterizedTest @MethodSource("malformed") void saysWhatIsWrong(OpCase c) {
        String message = assertThrows(OnnxException.class, () -> c.run(Device.reference())).getMessage();
        assertTrue(message.contains("node \"test\"") && message.contains(c.toString().replaceAll("(?s).*\\(([^()]*)\\)$", "$1")), message);
    }
}
