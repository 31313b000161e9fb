package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.tools.cli.Cli.Outcome;

/** Models that are trained here and written, and models that were written and are trained. */
class OnnxTrainingTest {
    @TempDir private Path temp;
    private Path images, run;

    @BeforeEach void images() throws IOException {
        images = Cli.images(temp.resolve("images"), 100, 40);
        run = temp.resolve("run");
    }

    private Map<?, ?> train() throws IOException {
        Outcome outcome = Cli.run("train", "lenet5", "--data", images, "--epochs", 2, "--out", run, "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("model      " + run.resolve("model.onnx"));
        return outcome.json().getLast();
    }

    @Test void trainWritesAModelThatSaysWhereItComesFrom() throws IOException {
        Map<?, ?> result = train();
        OnnxModel model = OnnxModels.load(run.resolve("model.onnx"));
        assertThat(model.inputs().toString()).isEqualTo("[image: float [batch, 1, 32, 32]]");
        assertThat(model.parameters()).containsKey("conv1.weight").hasSize(10);
        assertThat(model.metadata()).containsEntry("provenance.recipe", "lenet5").containsEntry("provenance.seed", "1").containsKeys("provenance.mean", "provenance.deviation");
        assertThat(model.metadata().values()).noneMatch(value -> value.contains(temp.toString()));
        Map<?, ?> onnx = (Map<?, ?>) result.get("onnx");
        assertThat(onnx.get("file")).isEqualTo(run.resolve("model.onnx").toString());
        assertThat(onnx.containsKey("verified")).isTrue();
    }

    @Test void trainVerifiesItsModel() throws IOException {
        OnnxModelCommandsTest.assumeOnnxRuntime();
        Map<?, ?> onnx = (Map<?, ?>) train().get("onnx");
        assertThat(onnx.get("verified")).isEqualTo(true);
        assertThat((Double) onnx.get("max_difference")).isLessThan(1e-4);
    }

    @Test void theSameRunGivesTheSameFile() throws IOException {
        train();
        byte[] first = Files.readAllBytes(run.resolve("model.onnx"));
        run = temp.resolve("again");
        train();
        assertThat(run.resolve("model.onnx")).hasBinaryContent(first);
    }

    @Test void evalOfTheFileAgreesWithTheRun() throws IOException {
        Map<?, ?> result = train();
        Map<?, ?> evaluated = Cli.run("eval", run.resolve("model.onnx"), "--data", images, "--json").json().getLast();
        assertThat(evaluated.get("test_accuracy")).isEqualTo(result.get("test_accuracy"));
        assertThat((Double) evaluated.get("test_loss")).isCloseTo((Double) result.get("test_loss"), within(1e-5));
        assertThat(evaluated.get("samples")).isEqualTo(40);
        OnnxRunTest.assertFails(Cli.run("eval", run.resolve("model.onnx")), 2, "on which images?", "--data");
        OnnxRunTest.assertFails(Cli.run("eval", run, "--mean", "0"), 2, "for ONNX models");
    }

    @Test void evalOnOnnxRuntime() throws IOException {
        OnnxModelCommandsTest.assumeOnnxRuntime();
        Map<?, ?> result = train();
        Map<?, ?> evaluated = Cli.run("eval", run.resolve("model.onnx"), "--data", images, "--backend", "onnx", "--json").json().getLast();
        assertThat(evaluated.get("backend")).isEqualTo("onnx");
        assertThat(evaluated.get("test_accuracy")).isEqualTo(result.get("test_accuracy"));
    }

    @Test void exportOfARun() throws IOException {
        train();
        Path file = temp.resolve("exported.onnx");
        Outcome outcome = Cli.run("onnx", "export", run, file, "--opset", 17, "--license", "MIT", "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        Map<?, ?> fields = outcome.json().getFirst();
        assertThat(fields.get("opset")).isEqualTo(17);
        assertThat(fields.get("parameters")).isEqualTo(61706);
        OnnxModel model = OnnxModels.load(file);
        assertThat(model.opsets()).containsEntry("", 17);
        assertThat(model.metadata()).containsEntry("license", "MIT").containsKey("provenance.test-accuracy");
        OnnxRunTest.assertFails(Cli.run("onnx", "export", run, file, "--opset", 7), 2, "opsets from 13 to 23");
        OnnxRunTest.assertFails(Cli.run("onnx", "export", temp.resolve("none"), file), 1, "does not exist");
        OnnxRunTest.assertFails(Cli.run("onnx", "export", run, temp.resolve("none/m.onnx")), 1, "does not exist");
    }

    @ParameterizedTest(name = "batch open: {0}")
    @ValueSource(booleans = {true, false})
    void finetuneLearnsAndWrites(boolean open) throws IOException {
        Path model = OnnxFiles.classifier(temp.resolve("m.onnx"), open), tuned = temp.resolve("m-tuned.onnx");
        Outcome outcome = Cli.run("onnx", "finetune", model, "--data", images, "--epochs", 6, "--batch-size", 10, "--lr", "0.01", "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        List<Map<?, ?>> lines = outcome.json();
        assertThat(lines).hasSize(7);
        assertThat((Double) lines.get(5).get("train_loss")).isLessThan((Double) lines.get(0).get("train_loss"));
        Map<?, ?> result = lines.getLast();
        assertThat((Double) result.get("test_accuracy")).isGreaterThan(0.8);
        Map<?, ?> evaluated = Cli.run("eval", tuned, "--data", images, "--json").json().getLast();
        assertThat(evaluated.get("test_accuracy")).isEqualTo(result.get("test_accuracy"));
    }

    @Test void aNewHeadAlone() throws IOException {
        Path run = this.run;
        train();
        Path tuned = temp.resolve("tuned.onnx");
        Outcome outcome = Cli.run("onnx", "finetune", run.resolve("model.onnx"), "--data", images, "--freeze", "*", "--replace-head", 10, "--epochs", 1, "--license", "MIT", "--mean", 0.25, "--std", 0.5, "--out", tuned);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("61,706 parameters, 850 of them trained", "epoch 1/1");
        OnnxModel before = OnnxModels.load(run.resolve("model.onnx")), after = OnnxModels.load(tuned);
        assertThat(after.metadata()).containsEntry("license", "MIT").containsEntry("provenance.epochs", "1").containsEntry("provenance.recipe", "lenet5").containsKey("provenance.test-accuracy");
        assertThat(Cli.run("eval", tuned, "--data", images).err()).contains("images standardized by mean 0.250000, deviation 0.500000");
        assertThat(after.parameters().get("conv1.weight").value().toFloats()).isEqualTo(before.parameters().get("conv1.weight").value().toFloats());
    }

    @Test void whatCannotBeFinetunedIsSaid() throws IOException {
        Path model = OnnxFiles.classifier(temp.resolve("m.onnx"), true);
        OnnxRunTest.assertFails(Cli.run("onnx", "finetune", model, "--data", images, "--freeze", "conv*"), 2, "--freeze conv* names no parameter; there are");
        OnnxRunTest.assertFails(Cli.run("onnx", "finetune", model, "--data", images, "--freeze", "*"), 2, "nothing is left to train");
        OnnxRunTest.assertFails(Cli.run("onnx", "finetune", model, "--data", images, "--replace-head", 7), 2, "the data has 10 classes");
        OnnxRunTest.assertFails(Cli.run("onnx", "finetune", OnnxFiles.tanh(temp.resolve("t.onnx")), "--data", images), 2, "nothing is left to train");
        OnnxRunTest.assertFails(Cli.run("onnx", "finetune", temp.resolve("none.onnx"), "--data", images), 1, "none.onnx does not exist");
        OnnxRunTest.assertFails(Cli.run("onnx"), 2, "info, check, run, test, export, verify, bench or finetune?");
    }
}
