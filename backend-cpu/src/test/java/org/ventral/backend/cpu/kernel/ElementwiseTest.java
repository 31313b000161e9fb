package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.backend.cpu.kernel.Samples.ONE;
import static org.ventral.backend.cpu.kernel.Samples.TWO;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ActivationSpans;
import org.ventral.backend.cpu.loops.DoubleErf;
import org.ventral.backend.cpu.loops.FloatMath;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.scalar.ScalarActivations;
import org.ventral.backend.cpu.scalar.ScalarSpans;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.UnaryKind;

/** Elementwise kernels: their accuracy against double, the same bits from vector and scalar loops, and any strides. */
class ElementwiseTest {
    private static final float[] SPECIAL = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f,
        Float.MAX_VALUE, -Float.MAX_VALUE, 88.7f, 88.8f, -87.4f, -103f, -104f, -110f, 9.01f, 9.03f, 3.9f, 4f, -8f, -13f};

    private final float[] x = numbers(new Random(1)), b = numbers(new Random(2));
    private final float[] fast = new float[x.length], slow = new float[x.length];

    /** Specials, normal numbers, and arbitrary bits; the count leaves a tail for every vector length. */
    private static float[] numbers(Random random) {
        float[] numbers = new float[20_011];
        for (int i = 0; i < numbers.length; i++)
            numbers[i] = i < 500 ? SPECIAL[random.nextInt(SPECIAL.length)] : i < 10_000 ? 8 * (float) random.nextGaussian() : Float.intBitsToFloat(random.nextInt());
        return numbers;
    }

    @ParameterizedTest
    @EnumSource(value = UnaryKind.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT")
    void vectorAndScalarLoopsOfOneOperandGiveTheSameBits(UnaryKind kind) {
        Loops.spans().unary(kind, x, 0, fast, 0, x.length);
        new ScalarSpans().unary(kind, x, 0, slow, 0, x.length);
        assertArrayEquals(slow, fast);
    }

    @ParameterizedTest
    @EnumSource(value = BinaryKind.class, mode = EnumSource.Mode.EXCLUDE, names = {"AND", "OR", "XOR"})
    void vectorAndScalarLoopsOfTwoOperandsGiveTheSameBits(BinaryKind kind) {
        Spans vector = Loops.spans(), scalar = new ScalarSpans();
        vector.binary(kind, x, 0, b, 0, fast, 0, x.length);
        scalar.binary(kind, x, 0, b, 0, slow, 0, x.length);
        assertArrayEquals(slow, fast);
        for (float number : new float[] {2f, -1.5f, 0f}) {
            vector.binary(kind, x, 0, number, fast, 0, x.length);
            scalar.binary(kind, x, 0, number, slow, 0, x.length);
            assertArrayEquals(slow, fast, "number on the right " + number);
            vector.binary(kind, number, x, 0, fast, 0, x.length);
            scalar.binary(kind, number, x, 0, slow, 0, x.length);
            assertArrayEquals(slow, fast, "number on the left " + number);
        }
    }

    @ParameterizedTest
    @EnumSource
    void vectorAndScalarActivationsGiveTheSameBits(ActivationFunction function) {
        ActivationSpans vector = Loops.activations(), scalar = new ScalarActivations();
        vector.forward(function, 0.3f, x, 0, fast, 0, x.length);
        scalar.forward(function, 0.3f, x, 0, slow, 0, x.length);
        assertArrayEquals(slow, fast);
        vector.backward(function, 0.3f, x, 0, b, 0, fast, 0, x.length);
        scalar.backward(function, 0.3f, x, 0, b, 0, slow, 0, x.length);
        assertArrayEquals(slow, fast);
    }

    @ParameterizedTest
    @EnumSource(value = ActivationFunction.class, names = {"GELU", "GELU_TANH", "SILU", "SOFTPLUS"})
    void activationsMayRunInPlace(ActivationFunction function) {
        Loops.activations().forward(function, 0, x, 0, fast, 0, x.length);
        float[] inPlace = x.clone();
        Loops.activations().forward(function, 0, inPlace, 0, inPlace, 0, x.length);
        assertArrayEquals(fast, inPlace);
        Loops.activations().backward(function, 0, x, 0, b, 0, fast, 0, x.length);
        float[] gradient = b.clone();
        Loops.activations().backward(function, 0, x, 0, gradient, 0, gradient, 0, x.length);
        assertArrayEquals(fast, gradient);
    }

    @Test
    void elementaryFunctionsKeepTheirErrorBounds() {
        bound(FloatMath::exp, Math::exp, -87, 88.7, 1.2e-7);
        bound(FloatMath::expm1, Math::expm1, -110, 88.7, 2.5e-7);
        bound(FloatMath::log, Math::log, 1e-38, 1e4, 2.5e-7);
        bound(FloatMath::tanh, Math::tanh, -12, 12, 3.2e-7);
        bound(FloatMath::erf, DoubleErf::erf, -6, 6, 3.2e-7);
        bound(FloatMath::sigmoid, v -> 1 / (1 + Math.exp(-v)), -87, 87, 2.5e-7);
        bound(FloatMath::softplus, v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))), -80, 80, 3.2e-7);
        bound(FloatMath::gelu, v -> 0.5 * v * (1 + DoubleErf.erf(v * Math.sqrt(0.5))), -3, 20, 8e-7);
    }

    @FunctionalInterface
    private interface FloatFunction {
        float apply(float x);
    }

    private static void bound(FloatFunction function, DoubleUnaryOperator exact, double from, double to, double bound) {
        for (int i = 0; i <= 400_000; i++) {
            float v = (float) (from + (to - from) * i / 400_000);
            double expected = exact.applyAsDouble(v), error = Math.abs(function.apply(v) - expected);
            assertTrue(error <= bound * Math.abs(expected) + 1e-45, () -> "at " + v + ": " + function.apply(v) + ", expected " + expected);
        }
    }

    @Test
    void saturatesExactly() {
        assertEquals(1f, FloatMath.tanh(Float.POSITIVE_INFINITY));
        assertEquals(-1f, FloatMath.erf(Float.NEGATIVE_INFINITY));
        assertEquals(0f, FloatMath.exp(Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, FloatMath.exp(89f));
        assertEquals(Float.NEGATIVE_INFINITY, FloatMath.log(0f));
        assertEquals(Float.POSITIVE_INFINITY, FloatMath.gelu(Float.POSITIVE_INFINITY));
        assertEquals(1f, FloatMath.geluSlope(Float.POSITIVE_INFINITY));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
    void takesOperandsOfAnyStrides(int seed) {
        Random random = new Random(seed);
        int[] shape = Samples.shape(random, seed);
        View<float[]> left = Samples.operand(random, shape), right = Samples.operand(random, shape), y = Samples.dense(random, shape), other = Samples.like(y);
        float[] expected = new float[y.array().length];
        forEach(shape, i -> expected[Samples.place(y, i)] = (float) (Samples.at(left, i) - Samples.at(right, i)));
        agrees(expected, y, other, (workers, target) -> Elementwise.binary(workers, BinaryKind.SUB, shape, left, right, target), shape);
        forEach(shape, i -> expected[Samples.place(y, i)] = FloatMath.tanh((float) Samples.at(left, i)));
        agrees(expected, y, other, (workers, target) -> Elementwise.unary(workers, UnaryKind.TANH, shape, left, target), shape);
        forEach(shape, i -> expected[Samples.place(y, i)] = (float) Samples.at(right, i));
        agrees(expected, y, other, (workers, target) -> Copy.copy(workers, shape, right, target), shape);
        View<byte[]> mask = new View<>(new byte[y.array().length], y.offset(), y.strides());
        PlainElementwise.compare(TWO, CompareKind.LT, shape, left, right, mask);
        forEach(shape, i -> expected[Samples.place(y, i)] = (float) Math.min(Samples.at(left, i), Samples.at(right, i)));
        agrees(expected, y, other, (workers, target) -> PlainElementwise.where(workers, shape, mask, left, right, target), shape);
    }

    private interface Kernel {
        void run(org.ventral.backend.cpu.parallel.Workers workers, View<float[]> target);
    }

    private static void agrees(float[] expected, View<float[]> one, View<float[]> two, Kernel kernel, int[] shape) {
        kernel.run(ONE, one);
        kernel.run(TWO, two);
        forEach(shape, i -> {
            assertEquals(expected[Samples.place(one, i)], one.array()[Samples.place(one, i)]);
            assertEquals(expected[Samples.place(two, i)], two.array()[Samples.place(two, i)]);
        });
    }

    private static void forEach(int[] shape, java.util.function.Consumer<int[]> task) {
        for (int i = 0; i < Samples.elements(shape); i++) task.accept(Samples.index(i, shape));
    }
}
