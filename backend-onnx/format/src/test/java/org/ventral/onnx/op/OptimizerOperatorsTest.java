package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.INT64;
import static org.ventral.onnx.op.OpCase.scalar;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;

/** Steps of optimizers, by hand. */
class OptimizerOperatorsTest {
    private static final OnnxValue RATE = scalar(FLOAT, 0.5), FIRST = scalar(INT64, 0), THIRD = scalar(INT64, 2);

    private static OpCase of(String op) {
        return OpCase.of("ai.onnx.preview.training", op, 1);
    }

    private static OnnxValue one(double value) {
        return vector(DOUBLE, value);
    }

    static Stream<OpCase> steps() {
        // T = 2 with α = β = ½: the correction is √(1 − ¼) / (1 − ¼).
        double correction = Math.sqrt(0.75) / 0.75;
        return Stream.of(
                of("Adagrad").with("epsilon", 0f).in(RATE, FIRST, one(1), one(3), one(16)).out(one(1 - 0.5 * 3 / 5), one(25)),
                of("Adagrad").with("epsilon", 0f).with("decay_factor", 2f).with("norm_coefficient", 1f).in(RATE, THIRD, one(1), one(2), one(16)).out(one(1 - 0.1 * 3 / 5), one(25)),
                of("Adam").with("alpha", 0.5f).with("beta", 0.5f).with("epsilon", 0f).in(RATE, FIRST, one(1), one(2), one(4), one(28)).out(one(1 - 0.5 * 3 / 4), one(3), one(16)),
                of("Adam").with("alpha", 0.5f).with("beta", 0.5f).with("epsilon", 0f).with("norm_coefficient_post", 0.5f).in(RATE, THIRD, one(1), one(2), one(4), one(28))
                        .out(one(0.5 * (1 - 0.5 * correction * 3 / 4)), one(3), one(16)),
                of("Momentum").with("alpha", 0.5f).with("beta", 4f).with("mode", "standard").with("norm_coefficient", 0f).in(RATE, FIRST, one(1), one(2), one(8)).out(one(-2), one(6)),
                of("Momentum").with("alpha", 0.5f).with("beta", 4f).with("mode", "standard").with("norm_coefficient", 0f).in(RATE, THIRD, one(1), one(2), one(8)).out(one(-5), one(12)),
                of("Momentum").with("alpha", 0.5f).with("beta", 4f).with("mode", "nesterov").with("norm_coefficient", 0f).in(RATE, FIRST, one(1), one(2), one(8)).out(one(-1.5), one(6)),
                of("Momentum").with("alpha", 0f).with("beta", 1f).with("mode", "standard").in(RATE, FIRST, one(1), vector(FLOAT, 1, 2), one(2), vector(FLOAT, 4, 6), one(0), vector(FLOAT, 0, 0))
                        .out(one(0), vector(FLOAT, -1, -1), one(2), vector(FLOAT, 4, 6)).note("two parameters"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void gives(OpCase c) {
        c.check();
    }

    @Test void refusesWhatDoesNotFit() {
        Device device = Device.named("reference");
        OpCase count = of("Momentum").in(RATE, FIRST, one(1), one(2));
        assertThrows(OnnxFormatException.class, () -> count.run(device));
        OpCase mode = of("Momentum").with("mode", "other").in(RATE, FIRST, one(1), one(2), one(0));
        assertThrows(OnnxFormatException.class, () -> mode.run(device));
    }
}
