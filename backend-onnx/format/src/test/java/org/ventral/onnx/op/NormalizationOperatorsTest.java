package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.op.OpCase.matrix;
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

/** Normalization across samples and within one. With ε = 0 and pairs of numbers the results are whole. */
class NormalizationOperatorsTest {
    private static final OnnxValue PAIRS = tensor(DOUBLE, Shape.of(1, 2, 2), 1, 3, 2, 8);

    private static OpCase batch(int opset) {
        return OpCase.of("BatchNormalization", opset).with("epsilon", 0f);
    }

    static Stream<OpCase> batch() {
        OnnxValue scale = vector(FLOAT, 2, 1), shift = vector(FLOAT, 0, 1), mean = vector(FLOAT, 1, 2), variance = vector(FLOAT, 4, 1);
        OnnxValue x = matrix(FLOAT, 2, 1, 2, 5, 4);                                       // the batch: means 3 and 3, variances 4 and 1
        OnnxValue inferred = matrix(FLOAT, 2, 0, 1, 4, 3), trained = matrix(FLOAT, 2, -2, 0, 2, 2);
        OnnxValue newMean = vector(FLOAT, 2, 2.5), newVariance = vector(FLOAT, 4, 1);
        OnnxValue batchMean = vector(FLOAT, 3, 3), batchVariance = vector(FLOAT, 4, 1);
        OnnxValue perPlace = tensor(FLOAT, Shape.of(2, 1, 2), 1, 2, 5, 4);
        return Stream.of(
                batch(15).in(x, scale, shift, mean, variance).out(inferred),
                batch(9).in(x, scale, shift, mean, variance).out(inferred),
                batch(6).with("is_test", 1).in(x, scale, shift, mean, variance).out(inferred, mean, variance),
                batch(15).with("training_mode", 1).with("momentum", 0.5f).in(x, scale, shift, mean, variance).out(trained, newMean, newVariance),
                batch(14).with("training_mode", 1).in(x, scale, shift, mean, variance).out(trained),
                batch(7).with("momentum", 0.5f).in(x, scale, shift, mean, variance).out(trained, newMean, newVariance, batchMean, batchVariance),
                batch(7).with("spatial", 0).in(perPlace, matrix(FLOAT, 2, 2, 1), matrix(FLOAT, 2, 0, 1), matrix(FLOAT, 2, 1, 2), matrix(FLOAT, 2, 4, 1))
                        .out(tensor(FLOAT, Shape.of(2, 1, 2), 0, 1, 4, 3)).note("each place by itself"),
                batch(9).in(vector(FLOAT, 1, 5), vector(FLOAT, 2), vector(FLOAT, 0), vector(FLOAT, 1), vector(FLOAT, 4)).out(vector(FLOAT, 0, 4)).note("one channel"));
    }

    static Stream<OpCase> within() {
        return Stream.of(
                OpCase.of("InstanceNormalization", 6).with("epsilon", 0f).in(PAIRS, vector(DOUBLE, 2, 1), vector(DOUBLE, 0, 1)).out(tensor(DOUBLE, Shape.of(1, 2, 2), -2, 2, 0, 2)),
                OpCase.of("GroupNormalization", 21).with("epsilon", 0f).with("num_groups", 2).in(tensor(DOUBLE, Shape.of(1, 4), 1, 3, 2, 8), vector(DOUBLE, 1, 2, 3, 4), vector(DOUBLE, 0, 0, 0, 1))
                        .out(tensor(DOUBLE, Shape.of(1, 4), -1, 2, -3, 5)),
                OpCase.of("GroupNormalization", 18).with("epsilon", 0f).with("num_groups", 2).in(tensor(DOUBLE, Shape.of(1, 4), 1, 3, 2, 8), vector(DOUBLE, 1, 2), vector(DOUBLE, 0, 1))
                        .out(tensor(DOUBLE, Shape.of(1, 4), -1, 1, -1, 3)).note("one scale a group"),
                OpCase.of("LayerNormalization", 17).with("epsilon", 0f).in(matrix(FLOAT, 2, 1, 3, 2, 8), vector(FLOAT, 1, 2)).out(matrix(FLOAT, 2, -1, 2, -1, 2), matrix(FLOAT, 1, 2, 5), matrix(FLOAT, 1, 1, 1 / 3.0)),
                OpCase.of("LayerNormalization", 17).with("epsilon", 0f).with("axis", 0).in(matrix(FLOAT, 2, 1, 3, 1, 3), vector(FLOAT, 2), vector(FLOAT, 1)).out(matrix(FLOAT, 2, -1, 3, -1, 3)).note("scale broadcast"),
                OpCase.of("LayerNormalization", 17).with("epsilon", 0f).in(matrix(FLOAT, 2, 1, 3, 2, 8), matrix(FLOAT, 1, 1, 2)).out(matrix(FLOAT, 2, -1, 1, -2, 2)).note("scale for each row"),
                OpCase.of("RMSNormalization", 23).with("epsilon", 0f).in(matrix(FLOAT, 2, 1, 7, -2, 14), vector(FLOAT, 5, 10)).out(matrix(FLOAT, 2, 1, 14, -1, 14)),
                OpCase.of("MeanVarianceNormalization", 13).withAll("axes", 1L).in(matrix(DOUBLE, 2, 1, 3, 2, 8)).out(matrix(DOUBLE, 2, -1, 1, -1, 1)),
                OpCase.of("MeanVarianceNormalization", 9).in(tensor(DOUBLE, Shape.of(2, 1, 1, 1), 1, 3)).out(tensor(DOUBLE, Shape.of(2, 1, 1, 1), -1, 1)),
                OpCase.of("MeanVarianceNormalization", 1).with("across_channels", 1).with("normalize_variance", 0).in(tensor(DOUBLE, Shape.of(1, 2, 1, 2), 1, 3, 2, 10))
                        .out(tensor(DOUBLE, Shape.of(1, 2, 1, 2), -3, -1, -2, 6)).note("the experiment"),
                OpCase.of("LpNormalization", 1).in(matrix(FLOAT, 2, 3, 4, 0, 0)).out(matrix(FLOAT, 2, 0.6, 0.8, 0, 0)),
                OpCase.of("LpNormalization", 22).with("axis", 0).with("p", 1).in(matrix(FLOAT, 2, 3, 4, -1, 0)).out(matrix(FLOAT, 2, 0.75, 1, -0.25, 0)),
                OpCase.of("LRN", 13).with("size", 3).with("alpha", 3f).with("beta", 1f).with("bias", 0f).in(matrix(FLOAT, 3, 1, 2, 3)).out(matrix(FLOAT, 3, 1 / 5.0, 2 / 14.0, 3 / 13.0)),
                OpCase.of("LRN", 1).with("size", 2).with("alpha", 2f).with("beta", 1f).in(matrix(FLOAT, 3, 1, 2, 3)).out(matrix(FLOAT, 3, 1 / 6.0, 2 / 14.0, 3 / 10.0)).note("an even window reaches further behind"));
    }

    @ParameterizedTest
    @MethodSource({"batch", "within"})
    void gives(OpCase c) {
        c.check();
    }

    @ParameterizedTest
    @MethodSource({"batch", "within"})
    void canBeTraced(OpCase c) {
        c.checkTrace(0);
    }

    static Stream<OpCase> smooth() {
        OnnxValue x = tensor(DOUBLE, Shape.of(2, 2, 2), 1, -3, 2, 8, 0.5, 4, -1, 2.5), two = vector(DOUBLE, 1.5, -2), other = vector(DOUBLE, 0.5, 1);
        return Stream.of(
                OpCase.of("BatchNormalization", 15).with("training_mode", 1).in(x, two, other, other, vector(DOUBLE, 1, 2)),
                OpCase.of("InstanceNormalization", 6).in(x, two, other),
                OpCase.of("GroupNormalization", 21).with("num_groups", 1).in(x, two, other),
                OpCase.of("LayerNormalization", 17).in(x, two, other),
                OpCase.of("RMSNormalization", 23).in(x, two),
                OpCase.of("MeanVarianceNormalization", 13).withAll("axes", 0L, 2L).in(x),
                OpCase.of("LpNormalization", 1).in(x),
                OpCase.of("LRN", 13).with("size", 3).with("alpha", 0.5f).in(x));
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void hasGradients(OpCase c) {
        c.checkGradient(0);
    }

    @Test void refusesGroupsThatDoNotFit() {
        OpCase c = OpCase.of("GroupNormalization", 21).with("num_groups", 3).in(PAIRS, vector(DOUBLE, 1, 2), vector(DOUBLE, 1, 2));
        assertThrows(OnnxFormatException.class, () -> c.run(Device.named("reference")));
    }
}
