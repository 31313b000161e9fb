package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.UINT32;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Products of matrices, sums of products, determinants. */
class MatrixOperatorsTest {
    private static final OnnxValue A = matrix(FLOAT, 3, 1, 2, 3, 4, 5, 6), B = matrix(FLOAT, 2, 1, 0, 0, 1, 2, -1), AB = matrix(FLOAT, 2, 7, -1, 16, -1);

    private static OpCase einsum(String equation, OnnxValue... inputs) {
        return OpCase.of("Einsum", 12).with("equation", equation).in(inputs);
    }

    static Stream<OpCase> products() {
        OnnxValue batch = tensor(FLOAT, Shape.of(2, 1, 3), 1, 1, 1, 0, 1, 0);
        return Stream.of(
                OpCase.of("MatMul", 13).in(A, B).out(AB),
                OpCase.of("MatMul", 13).in(batch, B).out(tensor(FLOAT, Shape.of(2, 1, 2), 3, 0, 0, 1)),
                OpCase.of("MatMul", 13).in(A, vector(FLOAT, 1, 1, 1)).out(vector(FLOAT, 6, 15)),
                OpCase.of("MatMul", 13).in(vector(FLOAT, 1, 1), A).out(vector(FLOAT, 5, 7, 9)),
                OpCase.of("MatMul", 13).in(vector(FLOAT, 1, 2), vector(FLOAT, 3, 4)).out(scalar(FLOAT, 11)),
                OpCase.of("MatMul", 13).in(matrix(INT32, 2, 1, 2, 3, 4), matrix(INT32, 1, 5, 6)).out(matrix(INT32, 1, 17, 39)),
                OpCase.of("MatMul", 13).in(matrix(UINT32, 1, 65536), matrix(UINT32, 1, 65537)).out(matrix(UINT32, 1, 65536)).note("wraps"),
                OpCase.of("MatMul", 13).in(matrix(FLOAT16, 2, 2048, 1), matrix(FLOAT16, 1, 1, 1)).out(matrix(FLOAT16, 1, 2048)),
                OpCase.of("MatMul", 13).in(tensor(FLOAT, Shape.of(2, 0)), tensor(FLOAT, Shape.of(0, 1))).out(matrix(FLOAT, 1, 0, 0)).note("sums of nothing"),
                OpCase.of("Gemm", 13).in(A, B).out(AB),
                OpCase.of("Gemm", 13).in(A, B, vector(FLOAT, 10, 20)).out(matrix(FLOAT, 2, 17, 19, 26, 19)),
                OpCase.of("Gemm", 13).in(A, B, matrix(FLOAT, 1, 10, 20)).out(matrix(FLOAT, 2, 17, 9, 36, 19)),
                OpCase.of("Gemm", 13).in(A, B, scalar(FLOAT, 1)).out(matrix(FLOAT, 2, 8, 0, 17, 0)),
                OpCase.of("Gemm", 6).with("broadcast", 1).in(A, B, vector(FLOAT, 10, 20)).out(matrix(FLOAT, 2, 17, 19, 26, 19)),
                OpCase.of("Gemm", 11).with("alpha", 0.5f).with("beta", 2f).in(A, B, vector(FLOAT, 1, 2)).out(matrix(FLOAT, 2, 5.5, 3.5, 10, 3.5)),
                OpCase.of("Gemm", 13).with("transA", 1).in(matrix(FLOAT, 2, 1, 4, 2, 5, 3, 6), B).out(AB),
                OpCase.of("Gemm", 13).with("transB", 1).in(A, matrix(FLOAT, 3, 1, 0, 2, 0, 1, -1)).out(AB),
                OpCase.of("Gemm", 13).with("transB", 1).in(A, matrix(FLOAT, 3, 1, 0, 2, 0, 1, -1), vector(FLOAT, 10, 20)).out(matrix(FLOAT, 2, 17, 19, 26, 19)),
                OpCase.of("Gemm", 13).with("transA", 1).with("transB", 1).in(matrix(FLOAT, 2, 1, 4, 2, 5, 3, 6), matrix(FLOAT, 3, 1, 0, 2, 0, 1, -1), vector(FLOAT, 0, 0)).out(AB),
                OpCase.of("Gemm", 13).with("beta", 0f).in(A, B, vector(FLOAT, Double.NaN, 0)).out(AB).note("C does not count"),
                OpCase.of("Gemm", 13).with("alpha", 0.5f).in(matrix(INT32, 1, 3), matrix(INT32, 1, 3), matrix(INT32, 1, 1)).out(matrix(INT32, 1, 5)));
    }

    static Stream<OpCase> einsums() {
        OnnxValue pages = tensor(FLOAT, Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        return Stream.of(
                einsum("ij,jk->ik", A, B).out(AB),
                einsum("ij,jk", A, B).out(AB).note("implicit result"),
                einsum("...ii ->...i", pages).out(matrix(FLOAT, 2, 1, 4, 5, 8)),
                einsum("bij, bjk -> bik", pages, pages).out(tensor(FLOAT, Shape.of(2, 2, 2), 7, 10, 15, 22, 67, 78, 91, 106)),
                einsum("i,i", vector(FLOAT, 1, 2), vector(FLOAT, 3, 4)).out(scalar(FLOAT, 11)),
                einsum("ij->i", A).out(vector(FLOAT, 6, 15)),
                einsum("ij->ji", A).out(matrix(FLOAT, 2, 1, 4, 2, 5, 3, 6)),
                einsum("->", scalar(FLOAT, 5)).out(scalar(FLOAT, 5)),
                einsum("i,j,k->ijk", vector(INT32, 1, 2), vector(INT32, 3), vector(INT32, 1, 2)).out(tensor(INT32, Shape.of(2, 1, 2), 3, 6, 6, 12)));
    }

    static Stream<OpCase> determinants() {
        return Stream.of(
                OpCase.of("Det", 11).in(matrix(FLOAT, 2, 1, 2, 3, 4)).out(scalar(FLOAT, -2)),
                OpCase.of("Det", 22).in(tensor(FLOAT, Shape.of(3, 2, 2), 1, 2, 3, 4, 1, 2, 2, 1, 1, 3, 3, 1)).out(vector(FLOAT, -2, -3, -8)),
                OpCase.of("Det", 11).in(matrix(DOUBLE, 3, 0, 0, 2, 0, 3, 1, 5, 7, 9)).out(scalar(DOUBLE, -30)).note("needs rows exchanged"),
                OpCase.of("Det", 11).in(matrix(FLOAT, 3, 1, 2, 3, 2, 4, 6, 1, 1, 1)).out(scalar(FLOAT, 0)),
                OpCase.of("Det", 11).in(tensor(FLOAT, Shape.of(2, 0, 0))).out(vector(FLOAT, 1, 1)).note("of no numbers"),
                OpCase.of("Det", 11).in(tensor(FLOAT, Shape.of(0, 2, 2))).out(vector(FLOAT)),
                OpCase.of("Det", 11).in(tensor(FLOAT, Shape.of(1, 2, 1, 1), 3, 4)).out(matrix(FLOAT, 2, 3, 4)));
    }

    @ParameterizedTest
    @MethodSource({"einsums", "differentiable"})
    void canBeTraced(OpCase example) {
        example.checkTrace(0);
    }

    @ParameterizedTest
    @MethodSource({"products", "einsums", "determinants"})
    void gives(OpCase example) {
        example.check();
    }

    static Stream<OpCase> differentiable() {
        OnnxValue x = matrix(DOUBLE, 2, 0.5, 1.25, -2, 0.75), y = matrix(DOUBLE, 2, 3, 1.5, -1, 0.2);
        return Stream.of(
                OpCase.of("MatMul", 13).in(x, y),
                OpCase.of("Gemm", 13).with("transB", 1).with("alpha", 2f).in(x, y),
                OpCase.of("Gemm", 13).with("transB", 1).in(x, y, vector(DOUBLE, 1, 2)),
                einsum("ij,kj->ik", x, y),
                OpCase.of("Det", 11).in(tensor(DOUBLE, Shape.of(2, 3, 3), 0.5, 1.25, -2, 0.75, 3, 1.5, -1, 0.2, 0.4, 0, 1, 0, 0, 0, 1, 1, 0, 0)),
                OpCase.of("Det", 11).in(matrix(DOUBLE, 2, 1, 2, 2, 4)).note("singular"));
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void hasItsGradient(OpCase example) {
        example.checkGradient(0);
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Device device = Device.named("reference");
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Gemm", 13).in(vector(FLOAT, 1), B).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Gemm", 13).in(matrix(FLOAT, 1, 1), matrix(FLOAT, 1, 1), vector(FLOAT, 1, 2)).run(device));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Det", 11).in(A).run(device));
    }
}
