package org.ventral.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.Dataset;
import org.ventral.optim.Clipping;
import org.ventral.tensor.ReleasedTensorException;
import org.ventral.tensor.Tensor;

class TrainerTest {
    @TempDir Path folder;

    /** What a kill does, as far as a test in the same process can: the run ends without another word. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static TrainingListener killAfter(long step) {
        return event -> {
            if (event instanceof TrainingEvent.StepFinished done && done.step() == step) throw new Killed();
        };
    }

    private static void assertSameBits(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> assertThat(actual.get(name).toDoubles()).as(name).isEqualTo(tensor.toDoubles()));
    }

    private static List<EpochRecord> untimed(List<EpochRecord> history) {
        return history.stream().map(EpochRecord::summary).map(r -> new EpochRecord(r.epoch(), r.step(), r.rate(), r.train(), r.test(), 0, 0)).toList();
    }

    @Test void learns() throws IOException {
        var run = new TinyRun();
        TrainingResult result = run.trainer().epochs(10).schedule(null).build().run();
        assertThat(result.reason()).isEqualTo(StopReason.FINISHED);
        assertThat(result.step()).isEqualTo(50);
        assertThat(result.history()).hasSize(10);
        assertThat(result.history().getLast().train().loss()).isLessThan(0.5 * result.history().getFirst().train().loss());
        assertThat(result.finalTest().orElseThrow().accuracy().orElseThrow()).isGreaterThan(0.8);
        assertThat(run.model.isTraining()).isTrue();
    }

    @Test void tellsWhatHappensInOrder() throws IOException {
        List<TrainingEvent> events = new ArrayList<>();
        var run = new TinyRun();
        run.trainer().epochs(2).checkpoints(CheckpointFolder.in(folder)).listener(events::add).build().run();
        assertThat(events.stream().map(e -> e.getClass().getSimpleName())).containsExactly("Started",
                "StepFinished", "StepFinished", "StepFinished", "StepFinished", "StepFinished", "Evaluated", "EpochFinished", "CheckpointWritten",
                "StepFinished", "StepFinished", "StepFinished", "StepFinished", "StepFinished", "Evaluated", "EpochFinished", "CheckpointWritten", "Stopped");
        assertThat(events.getFirst()).isEqualTo(new TrainingEvent.Started("Sequential", 67, 2, 5, 0, 0));
        var last = (TrainingEvent.StepFinished) events.get(13);
        assertThat(last.step()).isEqualTo(10);
        assertThat(last.epoch()).isEqualTo(2);
        assertThat(last.batch()).isEqualTo(5);
        assertThat(last.samples()).as("the last batch is smaller").isEqualTo(6);
        assertThat(last.soFar().samples()).isEqualTo(34);
        var finished = ((TrainingEvent.EpochFinished) events.get(15)).record();
        assertThat(finished.train()).isEqualTo(last.soFar());
        assertThat(finished.test().orElseThrow().confusion().orElseThrow().total()).isEqualTo(15);
        assertThat(events.getLast()).isEqualTo(new TrainingEvent.Stopped(StopReason.FINISHED, "2 epochs are done", 10, 2));
    }

    @Test void twoRunsAreTheSameBits() throws IOException {
        var one = new TinyRun();
        var other = new TinyRun();
        assertThat(untimed(one.trainer().build().run().history())).isEqualTo(untimed(other.trainer().build().run().history()));
        assertSameBits(one.model.stateDict(), other.model.stateDict());
    }

    @ParameterizedTest @ValueSource(longs = {1, 4, 5, 6, 9, 10, 12, 14, 15})
    void aRunThatWasKilledEndsWithTheBitsOfOneThatWasNot(long step) throws IOException {
        var whole = new TinyRun();
        List<EpochRecord> history = whole.trainer().build().run().history();

        var checkpoints = CheckpointFolder.in(folder);
        var killed = new TinyRun().trainer().checkpoints(checkpoints).checkpointEverySteps(3).listener(killAfter(step)).build();
        assertThatThrownBy(killed::run).isInstanceOf(Killed.class);

        var again = new TinyRun();
        again.model.parameters().get("out.bias").assign(Tensor.of(9, 9, 9));            // all of it comes from the checkpoint
        var trainer = again.trainer().checkpoints(checkpoints).checkpointEverySteps(3).build();
        var latest = checkpoints.latest();
        if (latest.isPresent()) trainer.resume(Checkpoint.read(latest.get()));
        else again = new TinyRun();
        TrainingResult result = latest.isPresent() ? trainer.run() : again.trainer().build().run();
        assertThat(result.step()).isEqualTo(TinyRun.STEPS);
        assertSameBits(again.model.stateDict(), whole.model.stateDict());
        assertSameBits(again.optimizer.state(), whole.optimizer.state());
        assertThat(untimed(result.history())).isEqualTo(untimed(history));
    }

    @ParameterizedTest @ValueSource(longs = {1, 5, 8, 15})
    void aRunThatWasAskedToStopGoesOnFromItsCheckpoint(long step) throws IOException {
        var whole = new TinyRun();
        whole.trainer().build().run();

        var checkpoints = CheckpointFolder.in(folder);
        var stopped = new TinyRun();
        Trainer[] trainer = new Trainer[1];
        trainer[0] = stopped.trainer().checkpoints(checkpoints).listener(event -> {
            if (event instanceof TrainingEvent.StepFinished done && done.step() == step) {
                var other = Thread.ofPlatform().start(() -> trainer[0].stop("interrupted by Ctrl-C"));
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }).build();
        TrainingResult result = trainer[0].run();
        assertThat(result.reason()).isEqualTo(StopReason.REQUESTED);
        assertThat(result.detail()).isEqualTo("interrupted by Ctrl-C");
        assertThat(result.step()).isEqualTo(step);

        Checkpoint checkpoint = Checkpoint.read(result.checkpoint().orElseThrow());
        assertThat(checkpoint.state().step()).isEqualTo(step);
        var again = new TinyRun();
        var resumed = again.trainer().checkpoints(checkpoints).build();
        resumed.resume(checkpoint);
        assertThat(resumed.run().history()).hasSize(TinyRun.EPOCHS);
        assertSameBits(again.model.stateDict(), whole.model.stateDict());
    }

    @Test void moreEpochsGoOnFromAFinishedRun() throws IOException {
        var checkpoints = CheckpointFolder.in(folder);
        new TinyRun().trainer().checkpoints(checkpoints).build().run();
        var longer = new TinyRun().trainer().epochs(TinyRun.EPOCHS + 1).checkpoints(checkpoints).build();
        longer.resume(Checkpoint.read(checkpoints.latest().orElseThrow()));
        assertThat(longer.run().step()).isEqualTo(TinyRun.STEPS + TinyRun.BATCHES);
    }

    @Test void aFreshRunDoesNotMixWithAnEarlierOne() throws IOException {
        new TinyRun().trainer().epochs(1).checkpoints(CheckpointFolder.in(folder)).build().run();
        var second = new TinyRun().trainer().checkpoints(CheckpointFolder.in(folder)).build();
        assertThatThrownBy(second::run).isInstanceOf(CheckpointException.class).hasMessageContaining(folder.toString()).hasMessageContaining("earlier run");
    }

    @Test void aCheckpointOfAnotherRunIsRefused() throws IOException {
        var checkpoints = CheckpointFolder.in(folder);
        new TinyRun().trainer().epochs(1).checkpoints(checkpoints).build().run();
        Checkpoint checkpoint = Checkpoint.read(checkpoints.latest().orElseThrow());
        var run = new TinyRun();
        var otherData = Trainer.builder(run.model, run.optimizer, DataLoader.builder(TinyRun.points(34, 1)).batchSize(8).shuffle(5).build()).classes(3).build();
        assertThatThrownBy(() -> otherData.resume(checkpoint)).isInstanceOf(CheckpointException.class)
                .hasMessageContaining("training data was \"34 samples in batches of 7, shuffled by seed 5\", here it is \"34 samples in batches of 8, shuffled by seed 5\"");
        var smaller = org.ventral.nn.layer.Sequential.of();
        var otherModel = Trainer.builder(smaller, run.optimizer, run.train).classes(3).build();
        assertThatThrownBy(() -> otherModel.resume(checkpoint)).isInstanceOf(CheckpointException.class).hasMessageContaining("unexpected: hidden.weight");
    }

    @Test void aLossThatIsNotFiniteEndsTheRunBeforeItSpoilsTheWeights() throws IOException {
        var run = new TinyRun();
        Dataset poisoned = new Dataset() {
            @Override public int size() {
                return 21;
            }

            @Override public Batch get(int... indices) {
                Batch batch = TinyRun.points(21, 1).get(indices);
                return indices[0] == 14 ? new Batch(batch.inputs().mul(Float.NaN), batch.targets()) : batch;
            }
        };
        var trainer = Trainer.builder(run.model, run.optimizer, DataLoader.builder(poisoned).batchSize(7).build()).build();
        TrainingResult result = trainer.run();
        assertThat(result.reason()).isEqualTo(StopReason.DIVERGED);
        assertThat(result.detail()).startsWith("the loss became NaN at step 3; try a smaller learning rate");
        assertThat(result.step()).isEqualTo(2);
        run.model.stateDict().forEach((name, tensor) -> assertThat(tensor.isNaN().any().item()).as(name).isZero());
    }

    @Test void stopsEarlyWhenTheTestSetDoesNoBetter() throws IOException {
        var run = new TinyRun();
        var trainer = run.trainer().schedule(_ -> 0).epochs(50).earlyStopping(EarlyStopping.onLoss(2)).build();
        TrainingResult result = trainer.run();
        assertThat(result.reason()).isEqualTo(StopReason.EARLY);
        assertThat(result.history()).as("the first is the best, two more are not better").hasSize(3);
        assertThatThrownBy(() -> Trainer.builder(run.model, run.optimizer, run.train).earlyStopping(EarlyStopping.onLoss(1)).build()).hasMessageContaining("needs a test set");
    }

    @Test void gradientsCanBeClipped() throws IOException {
        List<Double> norms = new ArrayList<>();
        new TinyRun().trainer().epochs(1).clipping(gradients -> {
            var clipped = Clipping.byNorm(gradients, 0.01);
            norms.add(Clipping.norm(clipped.gradients()));
            return clipped.gradients();
        }).build().run();
        assertThat(norms).hasSize(5).allSatisfy(norm -> assertThat(norm).isLessThan(0.0101));
    }

    @Test void whatAStepMakesIsGoneAfterIt() throws IOException {
        var run = new TinyRun();
        Tensor[] leaked = new Tensor[1];
        run.trainer().epochs(1).loss((output, target) -> {
            if (leaked[0] == null) leaked[0] = output;
            return output.crossEntropy(target);
        }).build().run();
        assertThatThrownBy(() -> leaked[0].toFloats()).isInstanceOf(ReleasedTensorException.class).hasMessageContaining("training step");
    }

    @Test void runsOnce() throws IOException {
        var trainer = new TinyRun().trainer().epochs(0).build();
        assertThat(trainer.run().history()).isEmpty();
        assertThatThrownBy(trainer::run).isInstanceOf(IllegalStateException.class);
    }
}
