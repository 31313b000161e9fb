package org.ventral.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.ReleasedTensorException;
import org.ventral.tensor.Rng;
import org.ventral.tensor.SafetensorsException;
import org.ventral.tensor.Tensor;

class CheckpointTest {
    @TempDir Path folder;

    private static Checkpoint sample(long step) {
        Metrics none = new Metrics(Double.NaN, OptionalDouble.empty(), OptionalDouble.empty(), 0, Optional.empty());
        Metrics some = new Metrics(0.1 + 0.2, OptionalDouble.of(1 / 3.0), OptionalDouble.of(2 / 3.0), 60_000, Optional.empty());
        var state = new TrainingState(step, 2, 3, "adam", step, 1e-3, "10 samples", Map.of("drop.noise", new Rng.State(-1, 2, 3, 4)),
                new TrainingState.Running(Math.PI, Math.E, 12, ConfusionMatrix.of(new long[][] {{1, 2}, {3, 6}})), EarlyStopping.Progress.NONE,
                List.of(new EpochRecord(1, 5, Double.POSITIVE_INFINITY, none, Optional.empty(), 1.5, 3e5), new EpochRecord(2, 10, 0.5, some, Optional.of(some), 0, 0)),
                Map.of("recipe", "lenet5 \"é\"\n"), Map.of());
        return new Checkpoint(Map.of("w", Tensor.randn(Rng.of(step), 3, 4)), Map.of("w.m", Tensor.zeros(3, 4)), state);
    }

    @Test void comesBackAsItWas() throws IOException {
        Checkpoint written = sample(7);
        Checkpoint read = Checkpoint.read(CheckpointFolder.in(folder).write(written));
        assertThat(read.state()).isEqualTo(written.state());
        assertThat(read.model().get("w").toFloats()).isEqualTo(written.model().get("w").toFloats());
        assertThat(read.optimizer().keySet()).containsExactly("w.m");
    }

    @Test void theLastFewAreKept() throws IOException {
        var checkpoints = CheckpointFolder.in(folder.resolve("made/when/needed")).keeping(2);
        assertThat(checkpoints.latest()).isEmpty();
        for (long step : new long[] {5, 10, 15}) checkpoints.write(sample(step));
        assertThat(names(checkpoints)).containsExactly("checkpoint-00000010", "checkpoint-00000015");
        checkpoints.write(sample(15));
        assertThat(names(checkpoints)).as("the same step again replaces it").containsExactly("checkpoint-00000010", "checkpoint-00000015-1");
        checkpoints.write(sample(12));
        assertThat(names(checkpoints)).as("a run that went back leaves later steps behind").containsExactly("checkpoint-00000010", "checkpoint-00000012");
        assertThat(Checkpoint.read(checkpoints.latest().orElseThrow()).state().step()).isEqualTo(12);
        try (var files = Files.list(checkpoints.path())) {
            assertThat(files).as("nothing hidden is left").hasSize(2);
        }
    }

    private static List<String> names(CheckpointFolder checkpoints) throws IOException {
        return checkpoints.all().stream().map(path -> path.getFileName().toString()).toList();
    }

    @Test void aWriteThatFailsLeavesTheLastGoodOne() throws IOException {
        var checkpoints = CheckpointFolder.in(folder);
        Path good = checkpoints.write(sample(1));
        Tensor released;
        try (var _ = MemoryScope.open("gone")) {
            released = Tensor.zeros(1000);
        }
        var bad = new Checkpoint(sample(2).model(), Map.of("w.m", released), sample(2).state());      // fails after the model is written
        assertThatThrownBy(() -> checkpoints.write(bad)).isInstanceOf(ReleasedTensorException.class);
        assertThat(checkpoints.all()).containsExactly(good);
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing half-made is left").containsExactly(good);
        }
    }

    /** At any moment before the rename there is only a part of a hidden folder. */
    @ParameterizedTest @ValueSource(ints = {0, 1, 2, 3})
    void aCrashWhileWritingLeavesTheLastGoodOne(int files) throws IOException {
        var checkpoints = CheckpointFolder.in(folder);
        Path good = checkpoints.write(sample(1));
        Path hidden = Files.createDirectory(folder.resolve(".unfinished-0"));
        String[] names = {Checkpoint.MODEL, Checkpoint.OPTIMIZER, Checkpoint.STATE};
        for (int i = 0; i < files; i++) {
            byte[] bytes = Files.readAllBytes(good.resolve(names[i]));
            Files.write(hidden.resolve(names[i]), java.util.Arrays.copyOf(bytes, i == files - 1 ? bytes.length / 2 : bytes.length));
        }
        assertThat(checkpoints.all()).containsExactly(good);
        Checkpoint.read(checkpoints.latest().orElseThrow());
        checkpoints.write(sample(2));
        assertThat(hidden).as("cleaned up at the next write").doesNotExist();
        assertThat(checkpoints.all()).hasSize(2);
    }

    @Test void aFolderThatCannotBeMadeIsToldByName() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        assertThatThrownBy(() -> CheckpointFolder.in(file).write(sample(1))).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
        assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(CheckpointException.class).hasMessage("checkpoint " + file + " is not a folder");
        assertThatThrownBy(() -> Checkpoint.read(folder.resolve("none"))).isInstanceOf(CheckpointException.class).hasMessageEndingWith("does not exist");
    }

    @ParameterizedTest @ValueSource(strings = {Checkpoint.MODEL, Checkpoint.OPTIMIZER, Checkpoint.STATE})
    void aMissingFileIsToldByName(String name) throws IOException {
        Path checkpoint = CheckpointFolder.in(folder).write(sample(1));
        Files.delete(checkpoint.resolve(name));
        assertThatThrownBy(() -> Checkpoint.read(checkpoint)).isInstanceOf(CheckpointException.class).hasMessageContaining("is incomplete").hasMessageContaining(name);
    }

    /** One changed byte, a cut, or added bytes, 2,000 times in each file: never accepted, always told by the file's name. */
    @ParameterizedTest @ValueSource(strings = {Checkpoint.MODEL, Checkpoint.OPTIMIZER, Checkpoint.STATE})
    void damageIsNoticed(String name) throws IOException {
        Path checkpoint = CheckpointFolder.in(folder).write(sample(1)), file = checkpoint.resolve(name);
        byte[] good = Files.readAllBytes(file);
        Rng rng = Rng.of(name.hashCode());
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = damaged(good, rng);
            Files.write(file, bad);
            assertThatThrownBy(() -> Checkpoint.read(checkpoint)).as("mutation %d", i)
                    .isInstanceOfAny(CheckpointException.class, SafetensorsException.class).hasMessageContaining(name);
        }
        Files.write(file, good);
        Checkpoint.read(checkpoint);
    }

    private static byte[] damaged(byte[] good, Rng rng) {
        switch (rng.nextInt(4)) {
            case 0 -> {
                return java.util.Arrays.copyOf(good, rng.nextInt(good.length));
            }
            case 1 -> {
                byte[] longer = java.util.Arrays.copyOf(good, good.length + 1 + rng.nextInt(50));
                longer[longer.length - 1] = (byte) rng.nextInt(256);
                return longer;
            }
            default -> {
                byte[] changed = good.clone();
                changed[rng.nextInt(good.length)] ^= (byte) (1 + rng.nextInt(255));
                return changed;
            }
        }
    }

    /** The same where the checksums are right, as in a file made by hand: only documented exceptions. */
    @Test void aStateThatIsSealedButWrongIsRefused() throws IOException {
        Path checkpoint = CheckpointFolder.in(folder).write(sample(1)), file = checkpoint.resolve(Checkpoint.STATE);
        String sealed = Files.readString(file);
        String good = sealed.substring(0, sealed.lastIndexOf(",\n  \"checksum\"")) + "\n}";
        Rng rng = Rng.of(5);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            char[] text = good.toCharArray();
            int at = rng.nextInt(text.length - 2);
            text[at] = "0123456789{}[]\",:-eax ".charAt(rng.nextInt(22));
            Files.writeString(file, SealedText.seal(new String(text)));
            try {
                Checkpoint.read(checkpoint);                   // a changed digit or letter may still make sense
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining(checkpoint.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }
}
