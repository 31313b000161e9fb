package org.ventral.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ventral.nn.Init;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class ResidualTest {
    private static final Rng RNG = Rng.of(3);

    @Test void addsTheInputToTheBranch() {
        var module = Residual.of(Activation.relu());
        assertThat(module.forward(Tensor.of(-2, 3)).toFloats()).containsExactly(-2, 6);
    }

    @Test void theGradientHasASummandOne() {
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2).requiresGradient();
        var dead = Residual.of(Linear.builder(2, 2).weightInit(Init.zeros()).build(RNG));
        assertThat(dead.forward(x).sum().backward().of(x).toFloats()).as("eq. 7.57 with a branch of slope 0").containsExactly(1, 1);
    }

    @Test void aProjectionFitsTheShortcutToTheBranch() {
        var module = Residual.of(Linear.builder(2, 3).weightInit(Init.zeros()).biasInit(Init.zeros()).build(RNG), Linear.builder(2, 3).bias(false).weightInit(Init.constant(1)).build(RNG));
        assertThat(module.parameters().keySet()).containsExactly("branch.weight", "branch.bias", "shortcut.weight");
        assertThat(module.forward(Tensor.of(new float[] {1, 2}, 1, 2)).toFloats()).containsExactly(3, 3, 3);
    }

    @Test void refusesASumThatWouldBroadcast() {
        assertThatThrownBy(() -> Residual.of(Linear.of(3, 1, RNG)).forward(Tensor.zeros(2, 3))).isInstanceOf(ShapeException.class)
                .hasMessage("Residual: the branch answers [2, 1], the shortcut [2, 3]; a projection must bring the shortcut to the shape of the branch");
    }
}
