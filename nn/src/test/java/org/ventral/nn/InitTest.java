package org.ventral.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class InitTest {
    private static final Shape WEIGHT = Shape.of(120, 400);
    private static final Fans FANS = new Fans(400, 120);

    static Stream<Arguments> uniform() {
        return Stream.of(
                argumentSet("Xavier, eq. 7.118", Init.xavierUniform(), Math.sqrt(6.0 / 520)),
                argumentSet("Xavier for tanh", Init.xavierUniform(Gain.TANH), 5.0 / 3 * Math.sqrt(6.0 / 520)),
                argumentSet("He, eq. 7.120", Init.heUniform(), Math.sqrt(6.0 / 400)),
                argumentSet("He by fan-out", Init.heUniform(Init.Fan.OUT, Gain.RELU), Math.sqrt(6.0 / 120)),
                argumentSet("PyTorch's", Init.fanInUniform(), 1 / Math.sqrt(400)),
                argumentSet("given", Init.uniform(0.3), 0.3));
    }

    @ParameterizedTest @MethodSource("uniform")
    void fillsItsInterval(Init init, double bound) {
        float[] values = init.create(WEIGHT, FANS, Rng.of(3)).toFloats();
        double largest = 0, sum = 0, squares = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
            sum += value;
            squares += value * value;
        }
        int n = values.length;
        assertThat(largest).isLessThanOrEqualTo(bound * (1 + 1e-6)).isGreaterThan(bound * 0.999);
        assertThat(sum / n).isCloseTo(0, within(5 * bound / Math.sqrt(3.0 * n)));
        assertThat(squares / n).isCloseTo(bound * bound / 3, within(0.03 * bound * bound));
    }

    static Stream<Arguments> normal() {
        return Stream.of(
                argumentSet("Xavier, eq. 7.116", Init.xavierNormal(), 2.0 / 520),
                argumentSet("He, eq. 7.119", Init.heNormal(), 2.0 / 400),
                argumentSet("He by fan-out", Init.heNormal(Init.Fan.OUT, Gain.RELU), 2.0 / 120),
                argumentSet("given", Init.normal(0.02), 0.0004));
    }

    @ParameterizedTest @MethodSource("normal")
    void hasItsVariance(Init init, double variance) {
        var values = init.create(WEIGHT, FANS, Rng.of(4));
        int n = 120 * 400;
        assertThat(values.mean().item()).isCloseTo(0, within(5 * Math.sqrt(variance / n)));
        assertThat(values.square().mean().item()).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / n)));
    }

    @ParameterizedTest
    @CsvSource({"6, 6", "4, 9", "9, 4", "1, 5", "5, 1"})
    void orthogonalWeightsKeepLengths(int rows, int columns) {
        Tensor w = Init.orthogonal(Gain.RELU).create(Shape.of(rows, columns), FANS, Rng.of(5));
        Tensor product = rows <= columns ? w.matmul(w.t()) : w.t().matmul(w);
        assertThat(product.sub(Tensor.eye(Math.min(rows, columns)).mul(2)).abs().max().item()).isLessThan(1e-5);
    }

    @Test void anOrthogonalConvolutionIsAMatrixOfItsOutputs() {
        Tensor w = Init.orthogonal().create(Shape.of(4, 3, 2, 2), FANS, Rng.of(5)).reshape(4, 12);
        assertThat(w.matmul(w.t()).sub(Tensor.eye(4)).abs().max().item()).isLessThan(1e-5);
        assertThatThrownBy(() -> Init.orthogonal().create(Shape.of(4), FANS, Rng.of(5))).isInstanceOf(ShapeException.class).hasMessageContaining("[4]");
    }

    @Test void orthogonalMatricesHaveNoPreferredSign() {
        int positive = 0;
        for (int seed = 0; seed < 200; seed++) if (Init.orthogonal().create(Shape.of(3, 3), FANS, Rng.of(seed)).at(0, 0) > 0) positive++;
        assertThat(positive).isBetween(70, 130);
    }

    @Test void theForgetGateIsTheSecondQuarter() {
        assertThat(Init.lstmForgetBias(1, Init.constant(0.5)).create(Shape.of(8), FANS, Rng.of(1)).toFloats()).containsExactly(0.5f, 0.5f, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f);
        assertThatThrownBy(() -> Init.lstmForgetBias(1, Init.zeros()).create(Shape.of(6), FANS, Rng.of(1))).hasMessage("Init: the bias of an LSTM is [4 · hidden], got [6]");
    }

    @Test void theGatesOfAChronoUnitAreOpposite() {
        float[] bias = Init.chrono(100, Init.constant(0.5)).create(Shape.of(4 * 500), FANS, Rng.of(1)).toFloats();
        double kept = 0;
        for (int i = 0; i < 500; i++) {
            assertThat(bias[i]).isEqualTo(-bias[500 + i]);
            assertThat(bias[500 + i]).isBetween(0f, (float) Math.log(99));
            assertThat(bias[1000 + i]).isEqualTo(0.5f);
            assertThat(bias[1500 + i]).isEqualTo(0.5f);
            kept += Math.exp(bias[500 + i]) / 500;
        }
        assertThat(kept).as("steps that a unit remembers, on average").isBetween(46.0, 54.0);
        assertThatThrownBy(() -> Init.chrono(2, Init.zeros())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 3 steps back, got 2");
        assertThatThrownBy(() -> Init.chrono(9, Init.zeros()).create(Shape.of(6), FANS, Rng.of(1))).hasMessage("Init: the bias of an LSTM is [4 · hidden], got [6]");
    }

    @Test void gainsAreFoundByName() {
        assertThat(Gain.of("tanh")).isEqualTo(5.0 / 3);
        assertThat(Gain.of("relu")).isEqualTo(Math.sqrt(2));
        assertThat(Gain.of("linear")).isEqualTo(1);
        assertThatThrownBy(() -> Gain.of("step")).hasMessageContaining("no gain is known for \"step\"");
    }

    @Test void constants() {
        assertThat(Init.zeros().create(Shape.of(3), FANS, Rng.of(1)).toFloats()).containsExactly(0, 0, 0);
        assertThat(Init.constant(0.5).create(Shape.of(1, 2), FANS, Rng.of(1)).toFloats()).containsExactly(0.5f, 0.5f);
    }

    @Test void theFansOfAConvolutionCountItsKernel() {
        assertThat(Fans.of(Shape.of(16, 6, 5, 5))).isEqualTo(new Fans(150, 400));
        assertThat(Fans.of(Shape.of(84, 120))).isEqualTo(new Fans(120, 84));
        assertThatThrownBy(() -> Fans.of(Shape.of(3))).isInstanceOf(ShapeException.class).hasMessage("Fans: a weight has axes [out, in, kernel…], none of size 0, got [3]");
    }

    @Test void theGainOfALeakyRectifierLiesBetweenItsLimits() {
        assertThat(Gain.leakyRelu(0)).isEqualTo(Gain.RELU);
        assertThat(Gain.leakyRelu(1)).isEqualTo(Gain.LINEAR);
    }
}
