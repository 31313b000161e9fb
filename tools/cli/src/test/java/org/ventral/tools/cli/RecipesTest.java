package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.nn.train.CheckpointFolder;
import org.ventral.tools.cli.Cli.Outcome;

/** Recipes beside {@code lenet5}: residual networks, sequences, and the study of depth, each as short as it can be. */
class RecipesTest {
    private static final String BIRTHS = "lstm-births --set hidden=4 --set window=7 --batch-size 256", ADDING = "adding-problem --set hidden=4 --set length=6 --set samples=100",
            COPY = "copy-task --set hidden=4 --set length=3 --set samples=100";

    @TempDir private Path temp;

    private Outcome train(String recipe, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(List.of(recipe.split(" ")));
        arguments.addAll(List.of(more));
        Outcome outcome = Cli.run(arguments.toArray());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome;
    }

    @Test void resnet20LearnsDigitsMovedAtRandom() throws IOException {
        Path run = temp.resolve("run");
        Outcome outcome = train("resnet20 --data digits-8x8 --epochs 1 --out", run, "--json");
        assertThat(outcome.err()).contains("269,434 parameters", "moved at random by up to 1 pixel");
        assertThat(outcome.json().getLast().get("onnx")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("verified", true);
        assertThat((Double) outcome.json().getFirst().get("train_accuracy")).isGreaterThan(0.3);
    }

    @Test void resnet18IsTheFormForSmallImages() throws IOException {
        Path images = Cli.images(temp.resolve("images"), 8, 4);
        Outcome outcome = train("resnet18 --epochs 1 --batch-size 8 --set zero-init=true --data", images, "--out", temp.resolve("run"));
        assertThat(outcome.err()).contains("resnet18, 11,172,810 parameters", "half of the training images, chosen at random, are mirrored");
        Outcome large = Cli.run("train", "resnet34", "--out", temp.resolve("large"));
        assertThat(large.status()).isEqualTo(2);
        assertThat(large.err()).contains("resnet34 takes images of shape [3, 224, 224], those of digits have [1, 32, 32]");
    }

    @ParameterizedTest
    @ValueSource(strings = {BIRTHS, ADDING, COPY})
    void sequencesAreTrainedExportedAndEvaluated(String recipe) throws IOException {
        Path run = temp.resolve("run");
        Map<?, ?> trained = train(recipe, "--epochs", 1, "--out", run, "--json").json().getLast();
        boolean regression = !recipe.equals(COPY);
        String measure = regression ? "test_mae" : "test_accuracy";
        assertThat(trained.get(measure)).isInstanceOf(Double.class);
        assertThat(trained.containsKey("test_accuracy")).isEqualTo(!regression);
        assertThat(trained.get(recipe.equals(BIRTHS) ? "baseline_mae" : "baseline_loss")).isInstanceOf(Double.class);
        assertThat(trained.get("onnx")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("verified", true);
        assertThat(run.resolve("curves.png")).isNotEmptyFile();
        assertThat(Files.exists(run.resolve("forecast.png"))).isEqualTo(recipe.equals(BIRTHS));

        Map<?, ?> evaluated = Cli.run("eval", run, "--json").json().getLast();
        assertThat(evaluated.get(measure)).isEqualTo(trained.get(measure));
        assertThat(evaluated.get("test_loss")).isEqualTo(trained.get("test_loss"));
        assertThat(Cli.run("eval", run).out()).contains("loss ", "baseline ");
        Path file = temp.resolve("again.onnx");
        Outcome export = Cli.run("onnx", "export", run, file, "--json");
        assertThat(export.status()).as(export.err()).isZero();
        assertThat(export.json().getLast().get("verified")).isEqualTo(true);
    }

    @Test void theBaselineOfBirthsIsTheAutoregressionsError() throws IOException {
        Outcome outcome = train(BIRTHS, "--epochs", 1, "--out", temp.resolve("run"), "--json");
        assertThat((Double) outcome.json().getLast().get("baseline_mae")).isBetween(386.29, 386.31);
        assertThat(outcome.json().getFirst()).satisfies(epoch -> assertThat(((Map<?, ?>) epoch).keySet().stream().map(Object::toString)).contains("train_mae", "test_mae", "days_per_second").doesNotContain("test_accuracy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {BIRTHS, ADDING + " --set cell=gru", COPY + " --set cell=rnn", "resnet20 --data digits-8x8 --batch-size 512 --checkpoint-every 1"})
    void aRunThatGoesOnEndsWithTheSameWeights(String recipe) throws IOException {
        Path run = temp.resolve("run"), whole = temp.resolve("whole");
        train(recipe, "--schedule", "constant", "--epochs", 1, "--out", run);
        Outcome more = Cli.run("train", "--resume", run, "--epochs", 2);
        assertThat(more.status()).as(more.err()).isZero();
        train(recipe, "--schedule", "constant", "--epochs", 2, "--out", whole);
        assertThat(weights(run)).isEqualTo(weights(whole));
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(CheckpointFolder.in(run.resolve("checkpoints")).latest().orElseThrow().resolve("model.safetensors"));
    }

    @Test void depthTrainsFourNetworksAndGoesOnWhereItWasCutOff() throws IOException {
        Path run = temp.resolve("run");
        Path images = Cli.images(temp.resolve("images"), 8, 4);
        Outcome first = train("depth --epochs 1 --batch-size 8 --data", images, "--out", run, "--json");
        assertThat(first.json()).hasSize(1);
        assertThat((List<?>) first.json().getFirst().get("networks")).extracting(network -> ((Map<?, ?>) network).get("network").toString())
                .containsExactly("plain-20", "plain-56", "residual-20", "residual-56");
        assertThat(run.resolve("depth.png")).isNotEmptyFile();
        assertThat(run.resolve("plain-56/settings.json")).content().contains("\"set.shortcut\" : \"none\"");

        Files.delete(run.resolve("depth.png"));
        Outcome again = Cli.run("train", "--resume", run);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.out()).contains("residual-56", "training error");
        assertThat(run.resolve("depth.png")).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adding-problem --set lenght=5|unknown setting lenght; there are cell, hidden, layers, forget-bias, length, samples",
            "adding-problem --set length=1|two steps are marked", "copy-task --set length=many|--set length=many: a whole number from 1 is expected",
            "lstm-births --set cell=lstn|a recurrent unit is rnn, lstm or gru, got lstn", "lstm-births --data digits|lstm-births has data of its own, us-births; it cannot learn from digits",
            "depth --set shortcut=none|depth: unknown setting shortcut"})
    void wrongUsageIsToldInOneLine(String usage) {
        String[] parts = usage.split("\\|");
        List<Object> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(List.of(parts[0].split(" ")));
        arguments.addAll(List.of("--out", temp.resolve("run")));
        Outcome outcome = Cli.run(arguments.toArray());
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(parts[1]);
    }
}
