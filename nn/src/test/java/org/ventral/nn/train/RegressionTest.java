package org.ventral.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.nn.Module;
import org.ventral.nn.data.AddingProblem;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.TensorDataset;
import org.ventral.nn.layer.Identity;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.loss.Mse;
import org.ventral.nn.sequence.SequenceReader;
import org.ventral.optim.Optimizer;
import org.ventral.optim.Optimizers;
import org.ventral.optim.spi.OptimizerOptions;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** Training and evaluation where answers are numbers, or classes of several places. */
class RegressionTest {
    @Test void theMeanAbsoluteErrorIsInUnitsOfTheData() {
        var data = TensorDataset.of(Tensor.of(new float[] {1, 2, 4}, 3, 1), Tensor.of(new float[] {1, 4, 1}, 3, 1));
        Metrics metrics = Evaluation.run(new Identity(), DataLoader.builder(data).batchSize(2).build(), new Mse(), Task.regression(10));
        assertThat(metrics.absoluteError().orElseThrow()).isCloseTo(10 * 5 / 3.0, within(1e-12));
        assertThat(metrics.loss()).isCloseTo(13 / 3.0, within(1e-6));
        assertThat(metrics.accuracy()).isEmpty();
        assertThat(metrics.confusion()).isEmpty();
        assertThat(Evaluation.answers(new Identity(), DataLoader.builder(data).batchSize(2).build())).containsExactly(1, 2, 4);
    }

    @Test void classesOfSeveralPlacesAreCountedAtEach() {
        Tensor scores = Tensor.of(new float[] {2, 0, 1, 1, 1, 1}, 1, 2, 3);                  // class 0 wins the first place, 1 the second; at the third both are equal
        Metrics metrics = Evaluation.run(new Identity(), DataLoader.builder(TensorDataset.of(scores, Tensor.of(new int[] {0, 1, 1}, 1, 3))).build(), new CrossEntropy(), 2);
        ConfusionMatrix counts = metrics.confusion().orElseThrow();
        assertThat(counts.total()).isEqualTo(3);
        assertThat(counts.count(0, 0)).isEqualTo(1);
        assertThat(counts.count(1, 1)).isEqualTo(1);
        assertThat(counts.count(1, 0)).as("the first of equal scores").isEqualTo(1);
        assertThat(metrics.samples()).isEqualTo(1);
    }

    @Test void shapesThatCannotBeComparedAreRefused() {
        var data = TensorDataset.of(Tensor.zeros(3, 1), Tensor.zeros(3));
        assertThatThrownBy(() -> Evaluation.run(new Identity(), DataLoader.builder(data).build(), (_, _) -> Tensor.scalar(0f), Task.regression(1)))
                .isInstanceOf(ShapeException.class).hasMessageContaining("must have one shape, got [3, 1] and [3]");
        assertThatThrownBy(() -> Task.regression(0)).hasMessage("Task: the unit must be positive, got 0.0");
    }

    @Test void aRunThatStopsWithinAnEpochGoesOnToTheSameBits(@TempDir Path folder) throws IOException {
        Run whole = new Run();
        List<EpochRecord> expected = whole.trainer().build().run().history();

        Run first = new Run();
        Trainer[] trainer = new Trainer[1];
        trainer[0] = first.trainer().checkpoints(CheckpointFolder.in(folder)).listener(event -> {
            if (event instanceof TrainingEvent.StepFinished step && step.step() == 6) trainer[0].stop("enough");
        }).build();
        assertThat(trainer[0].run().reason()).isEqualTo(StopReason.REQUESTED);

        Run second = new Run();
        Trainer rest = second.trainer().build();
        rest.resume(Checkpoint.read(CheckpointFolder.in(folder).latest().orElseThrow()));
        List<EpochRecord> history = rest.run().history();
        assertThat(history).extracting(EpochRecord::train).isEqualTo(expected.stream().map(EpochRecord::train).toList());
        assertThat(history).extracting(EpochRecord::test).isEqualTo(expected.stream().map(EpochRecord::test).toList());
        second.model.stateDict().forEach((name, tensor) -> assertThat(tensor.toFloats()).as(name).containsExactly(whole.model.stateDict().get(name).toFloats()));
    }

    /** Two epochs of four steps. */
    private static final class Run {
        private final Module model = SequenceReader.of(SequenceReader.Unit.LSTM, new SequenceReader.Sizes(2, 4, 1, 1, 1), Rng.of(2));
        private final Optimizer optimizer = Optimizers.create("adam", model.parameters(), OptimizerOptions.defaults().with("rate", 0.01));

        Trainer.Builder trainer() {
            return Trainer.builder(model, optimizer, DataLoader.builder(new AddingProblem(6, 32, 1)).batchSize(8).shuffle(4).build())
                    .evaluateOn(DataLoader.builder(new AddingProblem(6, 16, 2)).build()).task(Task.regression(1)).loss(new Mse()).epochs(2);
        }
    }
}
