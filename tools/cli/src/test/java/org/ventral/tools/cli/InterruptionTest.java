package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.nn.train.CheckpointFolder;
import org.ventral.tools.cli.Cli.Outcome;

/** Runs in processes of their own that are told to end, or are killed, and go on to the same weights, bit for bit. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {
    private static final int EPOCHS = 20, SIGTERM_STATUS = 143;

    @TempDir private Path temp;
    private Path images, run, errors;

    @BeforeEach void images() throws IOException {
        images = Cli.images(temp.resolve("images"), 160, 20);
        run = temp.resolve("run");
        errors = temp.resolve("errors");
    }

    @Test void aKilledRunEndsWithTheSameWeights() throws Exception {
        Process process = startRun("--checkpoint-every", 7);
        awaitEpoch(process, 3);
        process.destroyForcibly().waitFor();
        assertGoesOnToTheSameWeights();
    }

    @Test void aTerminatedRunLeavesACheckpointAndSaysHowToGoOn() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "needs POSIX signals");
        Process process = startRun("--checkpoint-every", 0);
        awaitEpoch(process, 2);
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isEqualTo(SIGTERM_STATUS);
        assertThat(Files.readString(errors)).contains("interrupted at step", "ventral train --resume " + run);
        assertThat(run.resolve("curves.png")).isNotEmptyFile();
        assertThat(run.resolve("confusion.png")).isNotEmptyFile();
        assertGoesOnToTheSameWeights();
    }

    @Test void aRunKilledBeforeItsFirstCheckpointBeginsAgain() throws Exception {
        Outcome start = Cli.run(arguments(run, "--checkpoint-every", 0));
        assertThat(start.status()).as(start.err()).isZero();
        byte[] weights = weights(run);
        try (var files = Files.walk(run.resolve("checkpoints"))) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
        Outcome again = Cli.run("train", "--resume", run);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err()).contains("from its beginning");
        assertThat(weights(run)).isEqualTo(weights);
    }

    private Process startRun(String option, int value) throws IOException {
        Object[] arguments = java.util.Arrays.copyOf(arguments(run, option, value), 13);
        arguments[12] = "--json";
        return Cli.start(errors, arguments);
    }

    private Object[] arguments(Path out, String option, int value) {
        return new Object[] {"train", "lenet5", "--data", images, "--epochs", EPOCHS, "--batch-size", 16, "--out", out, option, value};
    }

    private static void awaitEpoch(Process process, int epoch) throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) if (line.contains("\"epoch\":" + epoch + ",")) return;
    }

    private void assertGoesOnToTheSameWeights() throws IOException {
        Outcome resumed = Cli.run("train", "--resume", run);
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains(", from step ");
        Path whole = temp.resolve("whole");
        assertThat(Cli.run(arguments(whole, "--checkpoint-every", 0)).status()).isZero();
        assertThat(weights(run)).isEqualTo(weights(whole));
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(EPOCHS);
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(CheckpointFolder.in(run.resolve("checkpoints")).latest().orElseThrow().resolve("model.safetensors"));
    }
}
