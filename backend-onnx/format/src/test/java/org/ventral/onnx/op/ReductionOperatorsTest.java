package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.BOOL;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.ElementType.UINT32;
import static org.ventral.onnx.ElementType.UINT64;
import static org.ventral.onnx.ElementType.UINT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;
import static org.ventral.onnx.op.OpCase.whole;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Reductions over axes, places of extremes, and running sums and products. */
class ReductionOperatorsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final OnnxValue GRID = matrix(FLOAT, 3, 1, -2, 3, -4, 5, 6), EMPTY = tensor(FLOAT, Shape.of(2, 0, 2)), NONE = vector(INT64);

    private static OpCase rows(String op, double first, double second) {
        return OpCase.of(op, 18).with("keepdims", 0).in(GRID, vector(INT64, 1)).out(vector(FLOAT, first, second));
    }

    private static OpCase nothing(String op, double value) {
        return OpCase.of(op, 18).in(EMPTY, vector(INT64, 1)).out(tensor(FLOAT, Shape.of(2, 1, 2), value, value, value, value));
    }

    private static OpCase untouched(String op, double... values) {
        return OpCase.of(op, 18).with("noop_with_empty_axes", 1).in(vector(FLOAT, 1, 2, 3), NONE).out(vector(FLOAT, values));
    }

    static Stream<OpCase> reductions() {
        return Stream.of(
                rows("ReduceSum", 2, 7), rows("ReduceMean", 2 / 3.0, 7 / 3.0), rows("ReduceMax", 3, 6), rows("ReduceMin", -2, -4), rows("ReduceProd", -6, -120),
                rows("ReduceL1", 6, 15), rows("ReduceL2", Math.sqrt(14), Math.sqrt(77)), rows("ReduceSumSquare", 14, 77), rows("ReduceLogSum", Math.log(2), Math.log(7)),
                rows("ReduceLogSumExp", Math.log(Math.exp(1) + Math.exp(-2) + Math.exp(3)), Math.log(Math.exp(-4) + Math.exp(5) + Math.exp(6))),
                nothing("ReduceSum", 0), nothing("ReduceProd", 1), nothing("ReduceMax", -INF), nothing("ReduceMin", INF), nothing("ReduceL1", 0), nothing("ReduceL2", 0),
                nothing("ReduceSumSquare", 0), nothing("ReduceLogSum", -INF), nothing("ReduceLogSumExp", -INF), nothing("ReduceMean", Double.NaN),
                untouched("ReduceSum", 1, 2, 3), untouched("ReduceSumSquare", 1, 4, 9), untouched("ReduceL2", 1, 2, 3), untouched("ReduceLogSumExp", 1, 2, 3), untouched("ReduceMax", 1, 2, 3),
                untouched("ReduceLogSum", 0, Math.log(2), Math.log(3)));
    }

    static Stream<OpCase> forms() {
        return Stream.of(
                OpCase.of("ReduceSum", 13).in(GRID).out(matrix(FLOAT, 1, 9)).note("all axes"),
                OpCase.of("ReduceSum", 13).with("keepdims", 0).in(GRID, NONE).out(scalar(FLOAT, 9)),
                OpCase.of("ReduceSum", 11).withAll("axes", -2L).in(GRID).out(matrix(FLOAT, 3, -3, 3, 9)),
                OpCase.of("ReduceSum", 1).withAll("axes", 1L, 0L).with("keepdims", 0).in(GRID).out(scalar(FLOAT, 9)),
                OpCase.of("ReduceMax", 17).withAll("axes", 0L).in(GRID).out(matrix(FLOAT, 3, 1, 5, 6)),
                OpCase.of("ReduceMax", 20).in(matrix(BOOL, 2, 0, 0, 0, 1), vector(INT64, 1)).out(matrix(BOOL, 1, 0, 1)),
                OpCase.of("ReduceMin", 20).in(matrix(BOOL, 2, 1, 1, 0, 1), vector(INT64, 1)).out(matrix(BOOL, 1, 1, 0)),
                OpCase.of("ReduceMax", 18).in(whole(UINT64, 1, -1, 5), vector(INT64, 0)).out(whole(UINT64, -1)),
                OpCase.of("ReduceMin", 18).in(whole(UINT64, 1, -1, 5), vector(INT64, 0)).out(whole(UINT64, 1)),
                OpCase.of("ReduceMin", 18).in(vector(INT8), vector(INT64, 0)).out(vector(INT8, 127)),
                OpCase.of("ReduceMax", 18).in(vector(INT64), vector(INT64, 0)).out(whole(INT64, Long.MIN_VALUE)),
                OpCase.of("ReduceMax", 18).in(tensor(FLOAT, Shape.of(2, 0, 4)), vector(INT64, 2)).out(tensor(FLOAT, Shape.of(2, 0, 1))).note("the axis that is left is empty"),
                OpCase.of("ReduceLogSumExp", 18).in(tensor(FLOAT, Shape.of(2, 0, 4)), vector(INT64, 2)).out(tensor(FLOAT, Shape.of(2, 0, 1))),
                OpCase.of("ReduceMax", 18).in(vector(FLOAT, 1, Double.NaN), vector(INT64, 0)).out(vector(FLOAT, Double.NaN)),
                OpCase.of("ReduceSum", 13).in(vector(UINT32, 4294967295.0, 2), vector(INT64, 0)).out(vector(UINT32, 1)).note("wraps"),
                OpCase.of("ReduceMean", 18).in(vector(INT32, -3, -4), vector(INT64, 0)).out(vector(INT32, -3)),
                OpCase.of("ReduceMean", 18).in(vector(UINT8, 255, 254), vector(INT64, 0)).out(vector(UINT8, 254)),
                OpCase.of("ReduceMean", 18).in(vector(INT32, 2147483647, 2147483647), vector(INT64, 0)).out(vector(INT32, 2147483647)).note("sums in 64 bits"),
                OpCase.of("ReduceL2", 18).in(vector(INT32, 3, -4), vector(INT64, 0)).out(vector(INT32, 5)),
                OpCase.of("ReduceL1", 18).in(vector(INT64, 3, -4), vector(INT64, 0)).out(vector(INT64, 7)),
                OpCase.of("ReduceLogSumExp", 18).in(vector(FLOAT, 1000, 1000), vector(INT64, 0)).out(vector(FLOAT, 1000 + Math.log(2))),
                OpCase.of("ReduceLogSumExp", 18).in(vector(FLOAT, -INF, -INF), vector(INT64, 0)).out(vector(FLOAT, -INF)),
                OpCase.of("ReduceSum", 13).in(vector(FLOAT16, 2048, 1), vector(INT64, 0)).out(vector(FLOAT16, 2048)).note("rounds to float16"),
                OpCase.of("ReduceSum", 13).in(scalar(FLOAT, 3)).out(scalar(FLOAT, 3)));
    }

    static Stream<OpCase> places() {
        OnnxValue ties = matrix(FLOAT, 3, 2, 5, 5, 1, 1, 0);
        return Stream.of(
                OpCase.of("ArgMax", 13).in(ties).out(matrix(INT64, 3, 0, 0, 0)),
                OpCase.of("ArgMax", 13).with("axis", 1).in(ties).out(matrix(INT64, 1, 1, 0)),
                OpCase.of("ArgMax", 13).with("axis", -1).with("select_last_index", 1).with("keepdims", 0).in(ties).out(vector(INT64, 2, 1)),
                OpCase.of("ArgMin", 1).with("axis", 1).with("keepdims", 0).in(matrix(INT32, 3, 2, 1, 1, 0, 4, 0)).out(vector(INT64, 1, 0)),
                OpCase.of("ArgMin", 13).with("axis", 1).with("keepdims", 0).with("select_last_index", 1).in(matrix(INT32, 3, 2, 1, 1, 0, 4, 0)).out(vector(INT64, 2, 2)),
                OpCase.of("ArgMax", 13).in(whole(UINT64, 1, -1)).out(vector(INT64, 1)),
                OpCase.of("CumSum", 14).in(vector(DOUBLE, 1, 2, 3), scalar(INT32, 0)).out(vector(DOUBLE, 1, 3, 6)),
                OpCase.of("CumSum", 11).with("exclusive", 1).in(vector(FLOAT, 1, 2, 3), vector(INT64, 0)).out(vector(FLOAT, 0, 1, 3)),
                OpCase.of("CumSum", 11).with("reverse", 1).in(vector(FLOAT, 1, 2, 3), scalar(INT64, -1)).out(vector(FLOAT, 6, 5, 3)),
                OpCase.of("CumSum", 11).with("reverse", 1).with("exclusive", 1).in(vector(INT32, 1, 2, 3), scalar(INT64, 0)).out(vector(INT32, 5, 3, 0)),
                OpCase.of("CumProd", 26).in(matrix(FLOAT, 2, 1, 2, 3, 4), scalar(INT64, 0)).out(matrix(FLOAT, 2, 1, 2, 3, 8)),
                OpCase.of("CumProd", 26).with("exclusive", 1).with("reverse", 1).in(vector(INT64, 2, 3, 4), scalar(INT64, 0)).out(vector(INT64, 12, 4, 1)));
    }

    @ParameterizedTest
    @MethodSource("reductions")
    void canBeTraced(OpCase example) {
        example.checkTrace(0);
    }

    @ParameterizedTest
    @MethodSource({"reductions", "forms", "places"})
    void gives(OpCase example) {
        example.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"})
    void hasItsGradient(String op) {
        OpCase.of(op, 18).in(matrix(DOUBLE, 3, 0.5, 1.25, 2, 0.75, 3, 1.5), vector(INT64, 1)).checkGradient(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CumSum", "CumProd"})
    void runningResultsHaveTheirGradients(String op) {
        OpCase.of(op, 26).with("reverse", 1).in(matrix(DOUBLE, 3, 0.5, 1.25, 2, 0.75, 3, 1.5), scalar(INT64, 1)).checkGradient(0);
    }

    @Test
    void refusesAxesThatAreNotThere() {
        Device device = Device.named("reference");
        assertThrows(OnnxFormatException.class, () -> OpCase.of("ReduceSum", 13).in(GRID, vector(INT64, 2)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("ReduceSum", 13).in(GRID, vector(INT64, 1, -1)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("ArgMax", 13).with("axis", 1).in(EMPTY).run(device));
    }
}
