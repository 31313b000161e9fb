package org.ventral.nn.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ventral.nn.Init;
import org.ventral.nn.layer.Gru;
import org.ventral.nn.layer.Lstm;
import org.ventral.nn.layer.Recurrent;
import org.ventral.nn.layer.Rnn;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** {@link SpectralNorm}, {@link JacobianNorm} and {@link GradientFlow}, and what the chapter says of recurrent networks with them. */
class RecurrentGradientsTest {
    private static final int IN = 2, HIDDEN = 16, STEPS = 60;

    private final Rng rng = Rng.of(4);

    @Test void theSpectralNormIsTheLargestSingularValue() {
        Tensor matrix = Tensor.randn(rng, 5, 8);
        double largest = matrix.svd().s().max().item();
        SpectralNorm norm = SpectralNorm.of(matrix);
        assertThat(norm.converged()).isTrue();
        assertThat(norm.value()).isCloseTo(largest, within(1e-4 * largest));
        assertThat(SpectralNorm.of(matrix.mul(1e-30)).value()).isCloseTo(1e-30 * largest, within(1e-34 * largest));
        assertThat(SpectralNorm.of(Tensor.zeros(3, 3)).value()).isZero();
        assertThat(SpectralNorm.of(matrix, 1, 1e-9).converged()).isFalse();
        assertThatThrownBy(() -> SpectralNorm.of(Tensor.zeros(3))).isInstanceOf(ShapeException.class).hasMessage("SpectralNorm: a matrix [M, N] is needed, got [3]");
    }

    /** With h = 0 at all steps tanh' is 1, so the product of T Jacobian matrices is the power of U, here a multiple of an orthogonal matrix. */
    @Test void aNetworkAtRestMultipliesByItsWeight() {
        var cell = Rnn.builder(IN, HIDDEN).bias(false).recurrentInit(Init.orthogonal(0.9)).cell(rng);
        List<JacobianNorm> norms = JacobianNorm.of(cell, Tensor.zeros(20, IN));
        for (JacobianNorm norm : norms) {
            assertThat(norm.state()).isCloseTo(Math.pow(0.9, norm.back()), within(1e-4));
            assertThat(norm.bound()).isCloseTo(Math.pow(0.9, norm.back()), within(1e-4));
        }
    }

    @Test void theProductsOfJacobiansDieInAnRnnAndLastInAnLstmWithOpenForgetGates() {
        Tensor x = Tensor.randn(rng.split("x"), STEPS, IN);
        List<JacobianNorm> plain = JacobianNorm.of(Rnn.builder(IN, HIDDEN).cell(rng.split("rnn")), x);
        List<JacobianNorm> gated = JacobianNorm.of(Lstm.builder(IN, HIDDEN).forgetBias(4).cell(rng.split("lstm")), x);
        for (List<JacobianNorm> norms : List.of(plain, gated)) {
            assertThat(norms).hasSize(STEPS + 1);
            assertThat(norms.getFirst().state()).isCloseTo(1, within(1e-6));
            for (JacobianNorm norm : norms) assertThat(norm.state()).isLessThanOrEqualTo(norm.bound() * (1 + 1e-4));
        }
        assertThat(plain.get(30).state()).isLessThan(1e-4);
        assertThat(plain.getLast().state()).isLessThan(1e-8);
        assertThat(gated.getLast().memory()).isGreaterThan(0.2);
        assertThat(gated.getLast().memory()).isLessThanOrEqualTo(gated.getLast().state() * (1 + 1e-4));
    }

    /** A forget bias of 1 opens the gates to about σ(1) = 0.73 and, where the input agrees, more: the memory of an LSTM then fades, but thousands of times more slowly than with 0 or in an RNN. */
    @Test void aForgetBiasOfOneHoldsTheMemoryLongerThanAnRnn() {
        Tensor x = Tensor.randn(rng.split("x"), STEPS, IN);
        double plain = JacobianNorm.of(Rnn.builder(IN, HIDDEN).cell(rng.split("rnn")), x).get(30).state();
        double closed = JacobianNorm.of(Lstm.builder(IN, HIDDEN).forgetBias(0).cell(rng.split("lstm")), x).get(30).memory();
        double open = JacobianNorm.of(Lstm.builder(IN, HIDDEN).forgetBias(1).cell(rng.split("lstm")), x).get(30).memory();
        assertThat(open).isGreaterThan(1000 * plain).isGreaterThan(1000 * closed).isLessThan(1);
    }

    @Test void aGruHasOneState() {
        List<JacobianNorm> norms = JacobianNorm.of(Gru.builder(IN, HIDDEN).cell(rng), Tensor.randn(rng, 5, IN));
        for (JacobianNorm norm : norms) assertThat(norm.memory()).isEqualTo(norm.state());
    }

    @Test void theGradientArrivesAtEarlyStepsOfAnLstmAlone() {
        Tensor x = Tensor.randn(rng.split("x"), STEPS, 3, IN);
        assertThat(arriving(Rnn.of(IN, HIDDEN, rng.split("rnn")), x)).isLessThan(1e-6);
        assertThat(arriving(Lstm.builder(IN, HIDDEN).forgetBias(4).build(rng.split("lstm")), x)).isGreaterThan(0.02);
    }

    /** The gradient at the first step as a share of that at the last. */
    private static double arriving(Recurrent layer, Tensor x) {
        GradientFlow flow = GradientFlow.of(x, 0, seen -> layer.forward(seen).select(0, STEPS - 1).sum());
        assertThat(flow.norms()).hasSize(STEPS);
        return flow.norms().getLast() / flow.norms().getFirst();
    }

    /** The last of three steps is 2 x, and the gradient of its square sum at x = 1 is 8 for each of four numbers. */
    @Test void theFlowBeginsWithTheLastStep() {
        GradientFlow flow = GradientFlow.of(Tensor.ones(2, 3, 2), 1, x -> x.select(1, 2).mul(2).square().sum());
        assertThat(flow.norms()).containsExactly(16.0, 0.0, 0.0);
        assertThatThrownBy(() -> GradientFlow.of(Tensor.ones(2), 1, Tensor::sum)).isInstanceOf(ShapeException.class).hasMessage("GradientFlow: [2] has no axis 1");
    }
}
