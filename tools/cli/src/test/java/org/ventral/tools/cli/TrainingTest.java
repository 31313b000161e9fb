package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.nn.train.CheckpointFolder;
import org.ventral.tools.cli.Cli.Outcome;

/** {@code train} and {@code eval} when all goes well. */
class TrainingTest {
    @TempDir private Path temp;
    private Path images, run;

    @BeforeEach void images() throws IOException {
        images = Cli.images(temp.resolve("images"), 100, 40);
        run = temp.resolve("run");
    }

    @Test void digitsForOneEpochLeaveARunFolder() throws IOException {
        Outcome outcome = Cli.run("train", "lenet5", "--epochs", 1, "--shift", 0, "--out", run);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("test accuracy", "ventral eval " + run);
        assertThat(outcome.err()).contains("lenet5, 61,706 parameters", "1,438 training and 359 test images", "epoch 1/1", run.toString());
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).singleElement().asString().contains("\"epoch\":1", "\"test_accuracy\":");
        assertPicture(run.resolve("curves.png"), 1600, 680);
        assertPicture(run.resolve("confusion.png"), 500, 500);
    }

    private static void assertPicture(Path file, int leastWidth, int leastHeight) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture).as(file.toString()).isNotNull();
        assertThat(picture.getWidth()).isGreaterThanOrEqualTo(leastWidth);
        assertThat(picture.getHeight()).isGreaterThanOrEqualTo(leastHeight);
        assertThat(picture.getRGB(2, 2)).isEqualTo(0xffffffff);
    }

    @Test void jsonHasOneLineAnEpochAndOneForTheResult() throws IOException {
        Outcome outcome = Cli.run("train", "lenet5", "--data", images, "--epochs", 3, "--batch-size", 30, "--lr", "0.003", "--out", run, "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        List<Map<?, ?>> lines = outcome.json();
        assertThat(lines).hasSize(4);
        for (int epoch = 1; epoch <= 3; epoch++) {
            Map<?, ?> line = lines.get(epoch - 1);
            assertThat(line.get("event")).isEqualTo("epoch");
            assertThat(line.get("epoch")).isEqualTo(epoch);
            for (String name : List.of("train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds", "images_per_second")) assertThat(line.get(name)).as(name).isInstanceOf(Double.class);
            assertThat(line.get("rate")).isEqualTo(0.003);
        }
        Map<?, ?> result = lines.getLast();
        assertThat(result.get("event")).isEqualTo("result");
        assertThat(result.get("epochs")).isEqualTo(3);
        assertThat(result.get("steps")).isEqualTo(12);
        assertThat(result.get("run")).isEqualTo(run.toString());
        assertThat(result.get("test_accuracy")).isEqualTo(lines.get(2).get("test_accuracy"));
    }

    @Test void evalAgreesWithTheEndOfTheRun() throws IOException {
        Map<?, ?> trained = Cli.run("train", "lenet5", "--data", images, "--epochs", 2, "--out", run, "--json").json().getLast();
        Outcome outcome = Cli.run("eval", run, "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        Map<?, ?> evaluated = outcome.json().getLast();
        assertThat(evaluated.get("test_accuracy")).isEqualTo(trained.get("test_accuracy"));
        assertThat(evaluated.get("test_loss")).isEqualTo(trained.get("test_loss"));
        assertThat(evaluated.get("confusion")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST).hasSize(10);

        Outcome table = Cli.run("eval", run);
        assertThat(table.out()).contains("precision", "recall", "taken for", "accuracy  ", "of 40)");
        Outcome other = Cli.run("eval", run, "--data", Cli.images(temp.resolve("others"), 10, 20), "--json");
        assertThat(other.json().getLast().get("samples")).isEqualTo(20);
    }

    @Test void aRunGoesOnWithMoreEpochsAndNotesEachOnce() throws IOException {
        Object[] start = {"train", "lenet5", "--data", images, "--epochs", 2, "--batch-size", 25, "--seed", 9, "--optimizer", "momentum:momentum=0.8", "--out"};
        assertThat(Cli.run(append(start, run)).status()).isZero();
        Outcome more = Cli.run("train", "--resume", run, "--epochs", 4, "--json");
        assertThat(more.status()).as(more.err()).isZero();
        assertThat(more.json()).extracting(line -> line.get("event").toString()).containsExactly("epoch", "epoch", "result");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).extracting(line -> line.substring(0, 11)).containsExactly("{\"epoch\":1,", "{\"epoch\":2,", "{\"epoch\":3,", "{\"epoch\":4,");

        Path whole = temp.resolve("whole");
        start[5] = 4;
        assertThat(Cli.run(append(start, whole)).status()).isZero();
        assertThat(weights(run)).isEqualTo(weights(whole));
    }

    private static Object[] append(Object[] values, Object last) {
        Object[] all = java.util.Arrays.copyOf(values, values.length + 1);
        all[values.length] = last;
        return all;
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(CheckpointFolder.in(run.resolve("checkpoints")).latest().orElseThrow().resolve("model.safetensors"));
    }

    @Test void aFinishedRunIsOnlyReportedAgain() throws IOException {
        Map<?, ?> first = Cli.run("train", "lenet5", "--data", images, "--epochs", 1, "--out", run, "--json").json().getLast();
        Map<?, ?> again = Cli.run("train", "--resume", run, "--json").json().getLast();
        assertThat(again.get("test_accuracy")).isEqualTo(first.get("test_accuracy"));
        assertThat(again.get("steps")).isEqualTo(first.get("steps"));
    }

    @Test void patienceEndsARunThatGetsNoBetter() throws IOException {
        Outcome outcome = Cli.run("train", "lenet5", "--data", images, "--epochs", 50, "--lr", "1e-30", "--patience", 2, "--out", run);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("stopped early");
        assertThat(run.resolve("curves.png")).isNotEmptyFile();
    }

    @Test void settingsReachModelScheduleAndOptimizer() throws IOException {
        Outcome outcome = Cli.run("train", "lenet5", "--data", images, "--epochs", 2, "--batch-size", 50, "--lr", "0.01", "--schedule", "linear", "--warmup-steps", 1,
                "--set", "activation=relu", "--set", "pooling=average", "--optimizer", "adamw:beta1=0.8,weight-decay=0.1", "--checkpoint-every", 1, "--out", run, "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat((Double) outcome.json().get(1).get("rate")).isBetween(0.003, 0.004);       // 0.01 · (1 − 0.99 · 2/3)
        assertThat(run.resolve("settings.json")).content().contains("\"set.activation\" : \"relu\"", "adamw:beta1=0.8,weight-decay=0.1");
        assertThat(Cli.run("eval", run).status()).isZero();
    }
}
