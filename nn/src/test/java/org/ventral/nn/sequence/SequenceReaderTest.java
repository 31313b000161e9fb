package org.ventral.nn.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ventral.nn.sequence.SequenceReader.Sizes;
import org.ventral.nn.sequence.SequenceReader.Unit;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** {@link SequenceReader}. */
class SequenceReaderTest {
    @ParameterizedTest
    @EnumSource
    void answersAtTheLastSteps(Unit unit) {
        Rng rng = Rng.of(1);
        Tensor x = Tensor.randn(rng.split("x"), 2, 7, 3);
        SequenceReader one = SequenceReader.of(unit, new Sizes(3, 5, 2, 4, 1), rng), three = SequenceReader.of(unit, new Sizes(3, 5, 2, 4, 3), rng);
        three.load(one.stateDict());
        Tensor last = one.forward(x), answers = three.forward(x);
        assertThat(last.shape().toArray()).containsExactly(2, 4);
        assertThat(answers.shape().toArray()).containsExactly(2, 4, 3);
        assertThat(answers.select(2, 2).toFloats()).containsExactly(last.toFloats());
        assertThat(Unit.named(unit.toString())).isEqualTo(unit);
    }

    @Test void theForgetGateBeginsAsAsked() {
        float[] bias = SequenceReader.of(Unit.LSTM, new Sizes(1, 2, 1, 1, 1), 5, Rng.of(1)).stateDict().get("recurrent.bias_ih_l0").toFloats();
        assertThat(bias[2]).isEqualTo(5);
        assertThat(bias[3]).isEqualTo(5);
    }

    @Test void errorsSayWhatIsWrong() {
        SequenceReader reader = SequenceReader.of(Unit.GRU, new Sizes(3, 5, 1, 4, 3), Rng.of(1));
        assertThatThrownBy(() -> reader.forward(Tensor.zeros(2, 2, 3))).isInstanceOf(ShapeException.class).hasMessageContaining("input must be [N, T, 3] with T at least 3, got [2, 2, 3]");
        assertThatThrownBy(() -> Unit.named("lstn")).hasMessage("a recurrent unit is rnn, lstm or gru, got lstn");
        assertThatThrownBy(() -> new Sizes(1, 0, 1, 1, 1)).hasMessageContaining("sizes must be at least 1");
    }
}
