package org.ventral.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ventral.tensor.Tensor;

class LossTest {
    private final Tensor scores = Tensor.of(new float[] {0, 0, 0, 0, (float) Math.log(3), 0}, 2, 3);
    private final Tensor classes = Tensor.of(new int[] {2, 1}, 2);

    @Test void crossEntropyIsTheMeanOfTheNegativeLogarithms() {
        double expected = (Math.log(3) - Math.log(3.0 / 5)) / 2;
        assertThat(CrossEntropy.mean(scores, classes).item()).isCloseTo(expected, within(1e-6));
        assertThat(new CrossEntropy().of(scores, classes).item()).isCloseTo(expected, within(1e-6));
    }

    @Test void crossEntropyTakesProbabilitiesToo() {
        Tensor certain = Tensor.of(new float[] {0, 0, 1, 0, 1, 0}, 2, 3);
        assertThat(new CrossEntropy().of(scores, certain).item()).isCloseTo(CrossEntropy.mean(scores, classes).item(), within(1e-6));
    }

    @Test void smoothingHasTwoConventions() {
        double plain = Math.log(3), one = -Math.log(1.0 / 5), three = -Math.log(3.0 / 5), all = CrossEntropy.smoothed(0.3).of(scores, classes).item(),
                others = CrossEntropy.smoothedOverOthers(0.3).of(scores, classes).item();
        assertThat(all).isCloseTo((plain + 0.8 * three + 0.2 * one) / 2, within(1e-6));
        assertThat(others).isCloseTo((plain + 0.7 * three + 0.3 * one) / 2, within(1e-6));
    }

    @Test void theOthers() {
        Tensor output = Tensor.of(0, 3), target = Tensor.of(1, 1);
        assertThat(new Mse().of(output, target).item()).isCloseTo(2.5, within(1e-6));
        assertThat(new Huber(1).of(output, target).item()).isCloseTo((0.5 + 1.5) / 2, within(1e-6));
        assertThat(new BinaryCrossEntropy().of(output, target).item()).isCloseTo((Math.log(2) + Math.log1p(Math.exp(-3))) / 2, within(1e-6));
        assertThatThrownBy(() -> new Huber(0)).hasMessage("Huber: delta must be positive, got 0.0");
    }
}
