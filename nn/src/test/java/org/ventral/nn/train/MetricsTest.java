package org.ventral.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ventral.nn.layer.Identity;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.TensorDataset;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

class MetricsTest {
    @Test void aConfusionMatrixCounts() {
        var matrix = ConfusionMatrix.of(new long[][] {{5, 1, 0}, {2, 2, 0}, {0, 0, 0}});
        assertThat(matrix.total()).isEqualTo(10);
        assertThat(matrix.accuracy()).isEqualTo(0.7);
        assertThat(matrix.recall(0)).isEqualTo(5.0 / 6);
        assertThat(matrix.precision(0)).isEqualTo(5.0 / 7);
        assertThat(matrix.precision(2)).isNaN();
        assertThat(matrix).hasToString("7 of 10 right, 3 classes").isEqualTo(ConfusionMatrix.of(matrix.toArray()));
        assertThatThrownBy(() -> ConfusionMatrix.of(new long[][] {{1, 2}})).hasMessage("ConfusionMatrix: 1 rows, but one has 2 columns");
        assertThatThrownBy(() -> ConfusionMatrix.of(new long[][] {{-1}})).hasMessage("ConfusionMatrix: a count is negative: -1");
    }

    @Test void batchesOfDifferentSizesCountBySample() {
        var tally = new Tally(Task.classification(2));
        tally.add(Tensor.of(new float[] {1, 0, 0, 1, 1, 0}, 3, 2), Tensor.of(new int[] {0, 1, 1}, 3), 2);
        tally.add(Tensor.of(new float[] {0.5f, 0.5f}, 1, 2), Tensor.of(new int[] {0}, 1), 6);
        Metrics metrics = tally.metrics();
        assertThat(metrics.loss()).isEqualTo(3);
        assertThat(metrics.accuracy()).hasValue(0.75);
        assertThat(metrics.confusion()).contains(ConfusionMatrix.of(new long[][] {{2, 0}, {1, 1}}));
    }

    @Test void scoresOfAnotherShapeAreRefused() {
        assertThatThrownBy(() -> new Tally(Task.classification(3)).add(Tensor.zeros(2, 4), Tensor.of(new int[] {0, 1}, 2), 1))
                .isInstanceOf(ShapeException.class).hasMessage("Trainer: to count 3 classes, scores must be [N, 3, d…] and targets [N, d…], got [2, 4] and [2]");
    }

    @Test void anEvaluationIsTheMeanOverAllSamples() {
        var data = TensorDataset.of(Tensor.of(new float[] {3, 0, 0, 3, 3, 0}, 3, 2), Tensor.of(new int[] {0, 1, 1}, 3));
        Metrics metrics = Evaluation.run(new Identity(), DataLoader.builder(data).batchSize(2).build(), new CrossEntropy(), 2);
        double right = Math.log1p(Math.exp(-3));
        assertThat(metrics.loss()).isCloseTo((2 * right + right + 3) / 3, within(1e-6));
        assertThat(metrics.accuracy().orElseThrow()).isEqualTo(2.0 / 3);
    }

    @Test void earlyStoppingCountsStaleEpochs() {
        var rule = new EarlyStopping(EarlyStopping.Watched.ACCURACY, 2, 0.01);
        var progress = EarlyStopping.Progress.NONE;
        int[] stale = new int[4];
        double[] accuracies = {0.5, 0.505, 0.52, 0.4};
        for (int i = 0; i < stale.length; i++) {
            progress = rule.after(progress, new Metrics(1, java.util.OptionalDouble.of(accuracies[i]), java.util.OptionalDouble.empty(), 1, java.util.Optional.empty()));
            stale[i] = progress.stale();
        }
        assertThat(stale).containsExactly(0, 1, 0, 1);
        assertThat(progress.best()).isEqualTo(0.52);
    }
}
