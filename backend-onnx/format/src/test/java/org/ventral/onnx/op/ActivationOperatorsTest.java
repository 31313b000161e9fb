package org.ventral.onnx.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ventral.onnx.ElementType.DOUBLE;
import static org.ventral.onnx.ElementType.FLOAT;
import static org.ventral.onnx.ElementType.FLOAT16;
import static org.ventral.onnx.ElementType.INT32;
import static org.ventral.onnx.ElementType.INT8;
import static org.ventral.onnx.op.OpCase.matrix;
import static org.ventral.onnx.op.OpCase.tensor;
import static org.ventral.onnx.op.OpCase.vector;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;

/** Activations by their formulas in double precision, and the functions that make scores probabilities. */
class ActivationOperatorsTest {
    private static final double[] POINTS = {-6.5, -2, -0.9, -0.3, 0, 0.2, 0.6, 1.5, 4};
    private static final float SELU_ALPHA = 1.6732632f, SELU_GAMMA = 1.050701f;

    private static OpCase formula(String op, int opset, DoubleUnaryOperator function) {
        return formula("", op, opset, function);
    }

    private static OpCase formula(String domain, String op, int opset, DoubleUnaryOperator function) {
        return OpCase.of(domain, op, opset).in(vector(FLOAT, POINTS)).out(vector(FLOAT, Arrays.stream(POINTS).map(function).toArray()));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    private static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static double hardSigmoid(double x, double alpha, double beta) {
        return Math.max(0, Math.min(1, alpha * x + beta));
    }

    static Stream<OpCase> formulas() {
        return Stream.of(
                formula("Relu", 14, x -> Math.max(x, 0)),
                formula("LeakyRelu", 16, x -> x < 0 ? 0.01 * x : x),
                formula("LeakyRelu", 6, x -> x < 0 ? 0.25 * x : x).with("alpha", 0.25f),
                formula("Elu", 6, x -> x < 0 ? Math.expm1(x) : x),
                formula("Elu", 22, x -> x < 0 ? 2 * Math.expm1(x) : x).with("alpha", 2f),
                formula("Selu", 6, x -> SELU_GAMMA * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x)),
                formula("Selu", 22, x -> 3 * (x < 0 ? 2 * Math.expm1(x) : x)).with("alpha", 2f).with("gamma", 3f),
                formula("Celu", 12, x -> Math.max(0, x) + Math.min(0, 2 * Math.expm1(x / 2))).with("alpha", 2f),
                formula("Gelu", 20, x -> geluTanh(x)).with("approximate", "tanh"),
                formula("Mish", 18, x -> x * Math.tanh(softplus(x))),
                formula("Softplus", 1, x -> softplus(x)),
                formula("Softsign", 22, x -> x / (1 + Math.abs(x))),
                formula("Swish", 24, x -> x * sigmoid(x)),
                formula("Swish", 24, x -> x * sigmoid(1.5 * x)).with("alpha", 1.5f),
                formula("HardSigmoid", 6, x -> hardSigmoid(x, 0.2, 0.5)),
                formula("HardSigmoid", 22, x -> hardSigmoid(x, 0.5, 0.25)).with("alpha", 0.5f).with("beta", 0.25f),
                formula("HardSwish", 14, x -> x * hardSigmoid(x, 1.0 / 6, 0.5)),
                formula("ThresholdedRelu", 10, x -> x > 1 ? x : 0),
                formula("ThresholdedRelu", 22, x -> x > -0.5 ? x : 0).with("alpha", -0.5f),
                formula("Shrink", 9, x -> x < -0.5 || x > 0.5 ? x : 0),
                formula("Shrink", 9, x -> x < -1 ? x + 0.5 : x > 1 ? x - 0.5 : 0).with("lambd", 1f).with("bias", 0.5f),
                formula("Affine", 1, x -> 2 * x + 1).with("alpha", 2f).with("beta", 1f),
                formula("ScaledTanh", 1, x -> 2 * Math.tanh(0.5 * x)).with("alpha", 2f).with("beta", 0.5f),
                formula("ParametricSoftplus", 1, x -> 2 * softplus(0.5 * x)).with("alpha", 2f).with("beta", 0.5f),
                formula("com.microsoft", "FastGelu", 1, x -> geluTanh(x)),
                formula("com.microsoft", "QuickGelu", 1, x -> x * sigmoid(1.702f * x)));
    }

    static Stream<OpCase> values() {
        double e = Math.E, sum = 1 + e + e * e;
        return Stream.of(
                OpCase.of("Relu", 14).in(vector(INT8, -5, 5)).out(vector(INT8, 0, 5)),
                OpCase.of("Gelu", 20).in(vector(FLOAT, -1, 0, 1)).out(vector(FLOAT, -0.15865525, 0, 0.84134475)),
                OpCase.of("com.microsoft", "Gelu", 1).in(vector(FLOAT, 1)).out(vector(FLOAT, 0.84134475)),
                OpCase.of("com.microsoft", "BiasGelu", 1).in(vector(FLOAT, 0.5), vector(FLOAT, 0.5)).out(vector(FLOAT, 0.84134475)),
                OpCase.of("Shrink", 9).with("lambd", 1.5f).with("bias", 1f).in(vector(INT32, -4, -1, 1, 3)).out(vector(INT32, -3, 0, 0, 2)),
                OpCase.of("Softmax", 13).in(matrix(FLOAT, 3, 0, 1, 2, 1002, 1001, 1000)).out(matrix(FLOAT, 3, 1 / sum, e / sum, e * e / sum, e * e / sum, e / sum, 1 / sum)),
                OpCase.of("Softmax", 13).with("axis", 0).in(matrix(FLOAT, 2, 0, 5, 0, 5)).out(matrix(FLOAT, 2, 0.5, 0.5, 0.5, 0.5)),
                OpCase.of("Softmax", 11).in(tensor(FLOAT, Shape.of(2, 2, 1), 0, 0, 3, 3)).out(tensor(FLOAT, Shape.of(2, 2, 1), 0.5, 0.5, 0.5, 0.5)).note("axes 1 and 2 are one"),
                OpCase.of("Softmax", 11).with("axis", -3).in(tensor(FLOAT, Shape.of(2, 2, 1), 3, 3, 3, 3)).out(tensor(FLOAT, Shape.of(2, 2, 1), 0.25, 0.25, 0.25, 0.25)),
                OpCase.of("Softmax", 1).with("axis", 0).in(vector(FLOAT, 4, 4)).out(vector(FLOAT, 0.5, 0.5)),
                OpCase.of("Softmax", 13).in(tensor(FLOAT, Shape.of(0, 3))).out(tensor(FLOAT, Shape.of(0, 3))),
                OpCase.of("LogSoftmax", 13).in(vector(FLOAT, 1000, 0)).out(vector(FLOAT, 0, -1000)),
                OpCase.of("LogSoftmax", 1).in(tensor(FLOAT, Shape.of(1, 2, 2), 0, 0, 0, 0)).out(tensor(FLOAT, Shape.of(1, 2, 2), -Math.log(4), -Math.log(4), -Math.log(4), -Math.log(4))),
                OpCase.of("Hardmax", 13).in(matrix(FLOAT, 3, 3, 0, 1, 1, 2, 2)).out(matrix(FLOAT, 3, 1, 0, 0, 0, 1, 0)),
                OpCase.of("Hardmax", 13).with("axis", 0).in(matrix(FLOAT, 2, 3, 0, 1, 2)).out(matrix(FLOAT, 2, 1, 0, 0, 1)),
                OpCase.of("Hardmax", 11).in(tensor(FLOAT16, Shape.of(1, 2, 2), 0, 1, 2, 1)).out(tensor(FLOAT16, Shape.of(1, 2, 2), 0, 0, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource({"formulas", "differentiable"})
    void canBeTraced(OpCase example) {
        example.checkTrace(0);
    }

    @ParameterizedTest
    @MethodSource({"formulas", "values"})
    void gives(OpCase example) {
        example.check();
    }

    static Stream<OpCase> differentiable() {
        Stream<OpCase> all = Stream.of("Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Mish", "Softplus", "Softsign", "Swish", "HardSigmoid", "HardSwish", "ThresholdedRelu", "Shrink",
                "Softmax", "LogSoftmax").map(op -> OpCase.of(op, 24).in(vector(DOUBLE, -1.2, -0.4, 0.3, 0.8, 2.1)));
        return Stream.concat(all, Stream.of(OpCase.of("Softmax", 1).in(tensor(DOUBLE, Shape.of(1, 2, 2), 0.1, 0.9, -0.4, 0.3)), OpCase.of("Gelu", 20).with("approximate", "tanh").in(vector(DOUBLE, -1.2, 0.4))));
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void hasItsGradient(OpCase example) {
        example.checkGradient(0);
    }

    @Test
    void refusesAnUnknownApproximation() {
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Gelu", 20).with("approximate", "fast").in(vector(FLOAT, 1)).run(Device.named("reference")));
        assertThrows(OnnxFormatException.class, () -> OpCase.of("Softmax", 13).with("axis", 2).in(vector(FLOAT, 1)).run(Device.named("reference")));
    }
}
