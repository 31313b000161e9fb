package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.tensor.Device;
import org.ventral.tensor.spi.Availability;
import org.ventral.tools.cli.Cli.Outcome;

/** {@code onnx info}, {@code check}, {@code test} and {@code verify}. */
class OnnxModelCommandsTest {
    @TempDir private Path temp;

    static void assumeOnnxRuntime() {
        assumeTrue(Device.providers().named("onnx").filter(onnx -> onnx.availability() instanceof Availability.Available).isPresent(), "ONNX Runtime is not available");
    }

    // ------------------------------------------------------------------------------------------------ info

    @Test void infoShowsShapesParametersAndOperations() throws IOException {
        Path model = OnnxFiles.classifier(temp.resolve("m.onnx"), true);
        Outcome outcome = Cli.run("onnx", "info", model);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("opset 21", "IR 10", "made by      ventral", "image: float [batch, 1, 28, 28]", "Gemm", "float [1, 10]", "7,850", "parameters   7,850");

        Map<?, ?> fields = Cli.run("onnx", "info", model, "--size", "batch=4", "--json").json().getFirst();
        assertThat(fields.get("parameters")).isEqualTo(7850);
        Map<?, ?> gemm = ((List<?>) fields.get("layers")).stream().map(layer -> (Map<?, ?>) layer).filter(layer -> layer.get("op").equals("Gemm")).findFirst().orElseThrow();
        assertThat(gemm.get("output")).isEqualTo("float [4, 10]");
        assertThat(gemm.get("flops")).isEqualTo(2 * 4 * 784 * 10 + 4 * 10);
    }

    // ------------------------------------------------------------------------------------------------ check

    @Test void checkTellsAllThatIsMissing() throws IOException {
        Path model = OnnxFiles.tanh(temp.resolve("m.onnx"));
        Outcome good = Cli.run("onnx", "check", model);
        assertThat(good.status()).isZero();
        assertThat(good.out()).contains("Tanh", "supported: all of it");

        OnnxFiles.spoiled(model, "Tanh", "Tanx");
        Outcome bad = Cli.run("onnx", "check", model);
        assertThat(bad.status()).isOne();
        assertThat(bad.out()).contains("not supported:", "Tanx, opset 21");
        Map<?, ?> fields = Cli.run("onnx", "check", model, "--json").json().getFirst();
        assertThat(fields.get("supported")).isEqualTo(false);
        assertThat((List<?>) fields.get("unsupported")).hasSize(1);
        OnnxRunTest.assertFails(Cli.run("onnx", "run", model, "--input", "[[1, 2, 3]]"), 1, "Tanx");
    }

    // ------------------------------------------------------------------------------------------------ test

    @Test void casesOfAllKinds() throws IOException {
        Path root = temp.resolve("cases");
        OnnxFiles.testCase(root.resolve("a-pass"), 0);
        OnnxFiles.testCase(root.resolve("deeper/b-fail"), 0.01);
        Files.writeString(OnnxFiles.testCase(root.resolve("deeper/c-tolerant"), 0.01).resolve("tolerance"), "0.001 0.05");
        Files.writeString(OnnxFiles.testCase(root.resolve("d-error"), 0).resolve("model.onnx"), "no model");
        Files.delete(OnnxFiles.testCase(root.resolve("e-skip"), 0).resolve("model.onnx"));
        OnnxFiles.spoiled(OnnxFiles.testCase(root.resolve("f-unsupported"), 0).resolve("model.onnx"), "Tanh", "Tanx");
        Outcome outcome = Cli.run("onnx", "test", root, "--backend", "cpu");
        assertThat(outcome.status()).isOne();
        assertThat(outcome.out().lines().map(line -> line.split("\t")[0] + " " + line.split("\t")[1]).toList()).containsExactly(
                root.resolve("a-pass") + " PASS", root.resolve("d-error") + " ERROR", root.resolve("deeper/b-fail") + " FAIL", root.resolve("deeper/c-tolerant") + " PASS",
                root.resolve("e-skip") + " SKIP", root.resolve("f-unsupported") + " UNSUPPORTED");
        assertThat(outcome.out().lines()).allMatch(line -> line.split("\t", -1).length == 3);
        assertThat(outcome.err()).contains("6 cases", "2 PASS", "1 FAIL");
    }

    @Test void onlyFailuresAndErrorsMakeTheStatus() throws IOException {
        Path pass = OnnxFiles.testCase(temp.resolve("pass"), 0), unsupported = OnnxFiles.testCase(temp.resolve("unsupported"), 0);
        OnnxFiles.spoiled(unsupported.resolve("model.onnx"), "Tanh", "Tanx");
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThat(Cli.run("onnx", "test", pass, unsupported, empty, "--backend", "reference").status()).isZero();
        Map<?, ?> line = Cli.run("onnx", "test", empty, "--json").json().getFirst();
        assertThat(line.get("status")).isEqualTo("SKIP");
    }

    @Test void casesOnOnnxRuntime() throws IOException {
        assumeOnnxRuntime();
        Path pass = OnnxFiles.testCase(temp.resolve("pass"), 0), fail = OnnxFiles.testCase(temp.resolve("fail"), 0.01);
        Outcome outcome = Cli.run("onnx", "test", pass, fail, "--backend", "onnx");
        assertThat(outcome.out()).contains("\tPASS\t", "\tFAIL\t");
    }

    // ------------------------------------------------------------------------------------------------ verify

    @Test void verifyHoldsBothAgainstEachOther() throws IOException {
        assumeOnnxRuntime();
        Path model = OnnxFiles.classifier(temp.resolve("m.onnx"), true);
        Outcome outcome = Cli.run("onnx", "verify", model, "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        Map<?, ?> fields = outcome.json().getFirst();
        assertThat(fields.get("verified")).isEqualTo(true);
        assertThat(fields.get("runs")).isEqualTo(2);
        assertThat((Double) fields.get("max_difference")).isLessThan(1e-5);
        assertThat(Cli.run("onnx", "verify", model, "--backend", "reference", "--size", "batch=5").out()).contains("agrees with ONNX Runtime on 1 input, max difference");
        OnnxRunTest.assertFails(Cli.run("onnx", "verify", model, "--backend", "onnx"), 2, "against itself");
        OnnxRunTest.assertFails(Cli.run("onnx", "verify", model, "--tolerance", "-1"), 2, "--tolerance");
    }

    // ------------------------------------------------------------------------------------------------ bench

    @Test void benchTimesBothByTurns() throws IOException {
        assumeOnnxRuntime();
        Path model = OnnxFiles.classifier(temp.resolve("m.onnx"), true);
        Outcome outcome = Cli.run("onnx", "bench", model, "--size", "batch=3", "--rounds", "2", "--seconds", "0.01", "--warmup", "0.01", "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        Map<?, ?> fields = outcome.json().getFirst();
        assertThat(fields.get("verified")).isEqualTo(true);
        assertThat((Double) fields.get("ventral_ms")).isPositive();
        assertThat((Double) fields.get("onnxruntime_ms")).isPositive();
        assertThat((Double) fields.get("ratio")).isPositive();
        OnnxRunTest.assertFails(Cli.run("onnx", "bench", model, "--backend", "onnx"), 2, "against itself");
        OnnxRunTest.assertFails(Cli.run("onnx", "bench", model, "--rounds", "0"), 2, "--rounds");
        OnnxRunTest.assertFails(Cli.run("onnx", "bench", temp.resolve("absent.onnx")), 1, "absent.onnx");
    }
}
