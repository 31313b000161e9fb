package org.ventral.nn.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ventral.nn.layer.Lstm;
import org.ventral.nn.layer.RecurrentOutput;
import org.ventral.nn.layer.RecurrentState;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** {@link TruncatedBackpropagation} and {@link StepLoss}. */
class LongSequencesTest {
    private final Rng rng = Rng.of(3);

    @Test void stretchesReadWhatTheWholeSequenceReads() {
        Lstm lstm = Lstm.builder(2, 4).batchFirst(true).build(rng);
        Tensor x = Tensor.randn(rng.split("x"), 3, 7, 2);
        RecurrentOutput whole = lstm.run(x);
        List<Tensor> said = new ArrayList<>();
        RecurrentState end = TruncatedBackpropagation.over(x, x, 1, 3, null, (part, wanted, state) -> {
            RecurrentOutput out = lstm.run(part, state);
            assertThat(wanted.toFloats()).containsExactly(part.toFloats());
            said.add(out.values());
            return out.state();
        });
        assertThat(said.stream().map(part -> part.size(1))).containsExactly(3L, 3L, 1L);
        assertThat(Tensor.concat(1, said).toFloats()).containsExactly(whole.values().toFloats());
        assertThat(end.hidden().toFloats()).containsExactly(whole.state().hidden().toFloats());
        assertThat(end.hidden().isTracked()).isFalse();
    }

    @Test void theGradientStopsWhereAStretchBegins() {
        Lstm lstm = Lstm.builder(2, 4).batchFirst(true).build(rng);
        Tensor x = Tensor.randn(rng.split("x"), 1, 6, 2).requiresGradient();
        List<Tensor> said = new ArrayList<>();
        TruncatedBackpropagation.over(x, x, 1, 3, null, (part, _, state) -> {
            RecurrentOutput out = lstm.run(part, state);
            said.add(out.values());
            return out.state();
        });
        Tensor gradient = said.getLast().sum().gradient(List.of(x)).getFirst();
        assertThat(gradient.slice(1, 0, 3).toFloats()).containsOnly(0f);
        assertThat(gradient.slice(1, 3, 6).abs().sum().item()).isPositive();
    }

    @Test void eachSequenceIsAveragedOverItsOwnSteps() {
        Tensor losses = Tensor.of(new float[] {1, 3, 100, 2, 4, 6}, 2, 3);
        assertThat(StepLoss.mean(losses, Tensor.of(new long[] {2, 3}, 2)).item()).isEqualTo(3);
        assertThatThrownBy(() -> StepLoss.mean(losses, Tensor.of(new long[] {0, 3}, 2))).isInstanceOf(ShapeException.class).hasMessage("StepLoss: length 0 is not from 1 to 3");
    }

    @Test void errorsSayWhatIsWrong() {
        assertThatThrownBy(() -> TruncatedBackpropagation.over(Tensor.ones(2, 3), Tensor.ones(2, 4), 1, 2, null, (_, _, state) -> state))
            .isInstanceOf(ShapeException.class).hasMessageContaining("sequence [2, 3] and targets [2, 4] must have equally many steps on axis 1");
    }
}
