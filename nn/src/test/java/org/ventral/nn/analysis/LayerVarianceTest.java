package org.ventral.nn.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Activation;
import org.ventral.nn.layer.Linear;
import org.ventral.nn.layer.Sequential;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** What initialization does to a network of {@value #DEPTH} layers (eqs. 7.112–7.120), measured with {@link LayerVariance}. */
class LayerVarianceTest {
    private static final int DEPTH = 20, WIDTH = 256, BATCH = 64;

    /** Without an activation the rules are exact: Xavier's weights have {@code Var[w] = 1 / M}, so the variances of signals and gradients stay (eqs. 7.113 and 7.115). */
    @Test void xavierKeepsBothVariancesOfALinearNetwork() {
        List<LayerVariance> layers = layers(Init.xavierNormal(), null);
        for (LayerVariance layer : layers) {
            assertThat(layer.activationVariance()).as(layer.name()).isBetween(0.5, 2.0);
            assertThat(layer.gradientVariance()).as(layer.name()).isBetween(0.5, 2.0);
        }
    }

    /**
     * The slope of tanh is 1 at zero and less elsewhere, so that the variance of the signal falls as slowly as 1 / depth and not as a power of a number: with
     * {@code tanh x ≈ x − x³/3} one layer takes a variance q to {@code q − 2q²}, and l layers take any to {@code 1 / (2l)}. The gradient's falls likewise, by {@code 1 − 2q} a layer.
     */
    @Test void xavierKeepsATanhNetworkAlive() {
        List<LayerVariance> layers = layers(Init.xavierUniform(), Activation.tanh());
        double expected = 1.0 / (2 * DEPTH), last = layers.getLast().activationVariance();
        assertThat(last).isBetween(expected / 2, 2 * expected);
        assertThat(layers.getFirst().gradientVariance() / layers.getLast().gradientVariance()).isBetween(expected / 2, 1.0);
    }

    @Test void smallWeightsSilenceATanhNetworkAndLargeOnesSaturateIt() {
        List<LayerVariance> small = layers(Init.normal(0.01), Activation.tanh());
        assertThat(small.getLast().activationVariance()).isLessThan(1e-25);
        assertThat(small.getFirst().gradientVariance() / small.getLast().gradientVariance()).isLessThan(1e-25);
        List<LayerVariance> large = layers(Init.normal(1), Activation.tanh());
        assertThat(large.getLast().activationVariance()).as("before the activation: the sum of %d signals near one", WIDTH).isGreaterThan(WIDTH / 2.0);
        assertThat(large.getFirst().gradientVariance() / large.getLast().gradientVariance()).isGreaterThan(1e6);
    }

    /** A rectifier throws half of the signal's power away: He's weights have twice Xavier's variance (eq. 7.119), with which it stays; with Xavier's it halves from layer to layer. */
    @Test void heKeepsTheVarianceBeforeRectifiersAndXavierHalvesIt() {
        List<LayerVariance> he = layers(Init.heNormal(), Activation.relu()), xavier = layers(Init.xavierNormal(), Activation.relu());
        assertThat(he.getLast().activationVariance() / he.getFirst().activationVariance()).isBetween(0.25, 4.0);
        assertThat(xavier.getLast().activationVariance() / xavier.getFirst().activationVariance()).isBetween(Math.pow(2, 1 - DEPTH) / 4, 4 * Math.pow(2, 1 - DEPTH));
        assertThat(layers(Init.normal(0.01), Activation.relu()).getLast().activationVariance()).isLessThan(1e-25);
    }

    /** The linear layers of a network, from the first to the last; null stands for no activation. */
    private static List<LayerVariance> layers(Init init, Module activation) {
        Sequential.Builder stack = Sequential.builder();
        for (int i = 0; i < DEPTH; i++) {
            stack.add("fc" + i, Linear.builder(WIDTH, WIDTH).weightInit(init).biasInit(Init.zeros()).build(Rng.of(i)));
            if (activation != null) stack.add("act" + i, activation);
        }
        LayeredGraph network = LayeredGraph.of(stack.build(), Shape.of(BATCH, WIDTH));
        List<LayerVariance> layers = LayerVariance.of(network, Tensor.randn(Rng.of(100), BATCH, WIDTH), Rng.of(101)).stream().filter(layer -> layer.kind().equals("linear")).toList();
        assertThat(layers).hasSize(DEPTH);
        return layers;
    }
}
