package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT64;
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

/** The losses of classifiers. */
class LossOperatorsTest {
    private static final double HALF = Math.log(2), QUARTER = Math.log(4), REST = Math.log(4 / 3.0);

    private static OpCase likelihood(String reduction) {
        return OpCase.of("NegativeLogLikelihoodLoss", 13).with("reduction", reduction);
    }

    private static OpCase entropy(String reduction) {
        return OpCase.of("SoftmaxCrossEntropyLoss", 13).with("reduction", reduction);
    }

    static Stream<OpCase> losses() {
        OnnxValue x = matrix(FLOAT, 2, -1, -2, -3, -4, -5, -6), classes = vector(INT64, 0, 1, 1), weights = vector(FLOAT, 2, 3);
        OnnxValue wide = tensor(FLOAT, Shape.of(1, 2, 3), -1, -2, -3, -4, -5, -6);
        OnnxValue scores = matrix(DOUBLE, 2, 0, 0, 0, Math.log(3)), logarithms = matrix(DOUBLE, 2, -HALF, -HALF, -QUARTER, -REST);
        return Stream.of(
                likelihood("none").in(x, classes).out(vector(FLOAT, 1, 4, 6)),
                likelihood("sum").in(x, vector(INT32, 0, 1, 1)).out(scalar(FLOAT, 11)),
                OpCase.of("NegativeLogLikelihoodLoss", 12).in(x, classes).out(scalar(FLOAT, 11 / 3.0)).note("mean"),
                likelihood("mean").in(x, classes, weights).out(scalar(FLOAT, 32 / 8.0)),
                likelihood("none").with("ignore_index", 0).in(x, classes, weights).out(vector(FLOAT, 0, 12, 18)),
                likelihood("mean").with("ignore_index", 0).in(x, classes).out(scalar(FLOAT, 5)),
                likelihood("mean").with("ignore_index", -7).in(x, vector(INT64, -7, 1, -7)).out(scalar(FLOAT, 4)).note("ignored class that there is not"),
                likelihood("mean").with("ignore_index", 1).in(x, vector(INT64, 1, 1, 1)).out(scalar(FLOAT, Double.NaN)).note("all ignored"),
                likelihood("none").in(wide, matrix(INT64, 3, 1, 0, 1)).out(matrix(FLOAT, 3, 4, 2, 6)),
                entropy("none").in(scores, vector(INT64, 1, 1)).out(vector(DOUBLE, HALF, REST)),
                entropy("mean").in(scores, vector(INT64, 1, 0)).out(scalar(DOUBLE, (HALF + QUARTER) / 2)),
                entropy("sum").with("ignore_index", 1).in(scores, vector(INT64, 1, 0)).out(scalar(DOUBLE, QUARTER)),
                entropy("mean").with("ignore_index", 1).in(scores, vector(INT64, 1, 0)).out(scalar(DOUBLE, QUARTER)),
                entropy("sum").in(scores, vector(INT64, 1, 0)).out(scalar(DOUBLE, HALF + QUARTER), logarithms),
                entropy("mean").in(scores, vector(INT64, 1, 0), vector(DOUBLE, 1, 3)).out(scalar(DOUBLE, (3 * HALF + QUARTER) / 4)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gives(OpCase c) {
        c.check();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void canBeTraced(OpCase c) {
        c.checkTrace(0);
    }

    @Test void hasGradients() {
        OnnxValue scores = matrix(DOUBLE, 3, 0.3, -1, 2, 0, 1, 0.5), classes = vector(INT64, 2, 0), weights = vector(DOUBLE, 1, 2, 3);
        likelihood("mean").in(scores, classes, weights).checkGradient(0);
        entropy("mean").in(scores, classes, weights).checkGradient(0);
        entropy("sum").with("ignore_index", 0).in(scores, classes).checkGradient(0);
    }

    @Test void refusesWhatDoesNotFit() {
        Device device = Device.named("reference");
        OpCase sizes = entropy("mean").in(matrix(FLOAT, 2, 1, 2), vector(INT64, 0, 1));
        assertThrows(OnnxFormatException.class, () -> sizes.run(device));
        OpCase word = likelihood("median").in(matrix(FLOAT, 2, 1, 2), vector(INT64, 0));
        assertThrows(OnnxFormatException.class, () -> word.run(device));
    }
}
