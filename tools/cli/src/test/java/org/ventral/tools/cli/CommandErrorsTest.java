package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ventral.nn.train.CheckpointFolder;
import org.ventral.tools.cli.Cli.Outcome;

/** What users are told when something is wrong: one line, and a status that scripts can tell apart. */
class CommandErrorsTest {
    @TempDir private Path temp;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            train                                        | 2 | which recipe? There is lenet5
            train lenet                                  | 2 | unknown recipe "lenet"; there are lenet5
            train births                                 | 2 | lstm-births, adding-problem, copy-task, depth
            onnx info no-such-file.onnx                  | 1 | no-such-file.onnx does not exist
            train lenet5 --batch-size 0                  | 2 | --batch-size must be at least 1, got 0
            train lenet5 --batch-size many               | 2 | 'many' is not an int
            train lenet5 --epochs 0                      | 2 | --epochs must be at least 1, got 0
            train lenet5 --lr -1                         | 2 | --lr must be positive, got -1.0
            train lenet5 --lr NaN                        | 2 | --lr must be positive, got NaN
            train lenet5 --threads 0                     | 2 | --threads must be at least 1, got 0
            train lenet5 --threads 100000                | 2 | --threads must be at most 1024, got 100000
            train lenet5 --warmup-steps -1               | 2 | --warmup-steps must be at least 0
            train lenet5 --patience 0                    | 2 | --patience must be at least 1
            train lenet5 --schedule steep                | 2 | unknown schedule "steep"; there are constant, linear, cosine
            train lenet5 --optimizer adma                | 2 | unknown optimizer "adma"; there are adam, adamw,
            train lenet5 --optimizer adam:beta=1         | 2 | got 'beta'
            train lenet5 --optimizer adam:beta1          | 2 | NAME=VALUE
            train lenet5 --optimizer adam:beta1=2        | 2 | beta1 must be at least 0 and below 1
            train lenet5 --optimizer adam:rate=1         | 2 | --lr 1
            train lenet5 --set colour=blue               | 2 | unknown setting colour; there are activation
            train lenet5 --backend abacus                | 2 | unknown backend "abacus"; there are cpu,
            train lenet5 --epoch 3                       | 2 | did you mean --epochs
            train lenet5 --data no-such-folder           | 1 | is neither a data set (digits, digits-8x8, fashion-mnist) nor a folder that exists
            train --resume no-such-run                   | 1 | run folder no-such-run does not exist
            eval                                         | 2 | Missing required parameter: 'RUN_DIR
            eval no-such-run                             | 1 | run folder no-such-run does not exist
            data                                         | 2 | list or get?
            data get imagenet                            | 2 | unknown data set "imagenet"; there is fashion-mnist
            data get digits                              | 2 | digits is embedded
            data get fashion-mnist --mirror ftp://a.org/ | 2 | http://
            bench no-such-workload                       | 2 | unknown workload no-such-workload
            trian                                        | 2 | did you mean
            """)
    void usage(String line, int status, String message) {
        Object[] arguments = Arrays.copyOf(line.split(" "), line.split(" ").length, Object[].class);
        boolean training = line.startsWith("train lenet");
        if (training) {
            arguments = Arrays.copyOf(arguments, arguments.length + 2);
            arguments[arguments.length - 2] = "--out";
            arguments[arguments.length - 1] = temp.resolve("run");
        }
        assertFails(Cli.run(arguments), status, message);
        assertThat(temp.resolve("run")).doesNotExist();
    }

    private static void assertFails(Outcome outcome, int status, String... message) {
        assertThat(outcome.err()).contains(message).startsWith("ventral: ").doesNotContain("Exception", "\tat ");
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.out()).isEmpty();
    }

    @Test void aTruncatedDataFile() throws IOException {
        Path images = Cli.images(temp.resolve("images"), 20, 10), file = images.resolve("train-images-idx3-ubyte");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
        assertFails(Cli.run("train", "lenet5", "--data", images, "--out", temp.resolve("run")), 1, "train-images-idx3-ubyte", "byte 16", "15680");
    }

    @Test void aDataFileThatIsSomethingElse() throws IOException {
        Path images = Cli.images(temp.resolve("images"), 20, 10);
        Files.writeString(images.resolve("t10k-labels-idx1-ubyte"), "<html>not found</html>");
        assertFails(Cli.run("train", "lenet5", "--data", images, "--out", temp.resolve("run")), 1, "t10k-labels-idx1-ubyte", "byte 0");
    }

    @Test void aDataFolderThatLacksAFile() throws IOException {
        Path images = Cli.images(temp.resolve("images"), 20, 10);
        Files.delete(images.resolve("t10k-images-idx3-ubyte"));
        assertFails(Cli.run("train", "lenet5", "--data", images, "--out", temp.resolve("run")), 1, "lacks t10k-images-idx3-ubyte");
    }

    @Test void aRunFolderThatCannotBeMade() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertFails(Cli.run("train", "lenet5", "--out", file.resolve("run")), 1, "run folder " + file.resolve("run") + " cannot be written");
    }

    @Test void aRunFolderThatIsTaken() throws IOException {
        Path run = trained();
        assertFails(Cli.run("train", "lenet5", "--out", run), 2, "already holds a run", "--resume " + run);
    }

    @Test void aResumedRunKeepsItsSettings() throws IOException {
        Path run = trained();
        assertFails(Cli.run("train", "--resume", run, "--lr", "0.5"), 2, "--lr cannot be changed when a run is resumed: this run has 0.001");
        assertFails(Cli.run("train", "--resume", run, "--seed", "5"), 2, "this run has 1");
        assertFails(Cli.run("train", "--resume", run, "--patience", "5"), 2, "this run was started without it");
        assertFails(Cli.run("train", "vgg", "--resume", run), 2, "this run trains lenet5, not vgg");
    }

    @Test void aDamagedCheckpoint() throws IOException {
        Path run = trained(), model = CheckpointFolder.in(run.resolve("checkpoints")).latest().orElseThrow().resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);
        assertFails(Cli.run("eval", run), 1, "model.safetensors", "damaged");
        assertFails(Cli.run("train", "--resume", run), 1, "model.safetensors", "damaged");
    }

    @Test void aDamagedCheckpointThatIsNotTheOnlyOne() throws IOException {
        Path run = trained();
        assertThat(Cli.run("train", "--resume", run, "--epochs", 2).status()).isZero();
        Path last = CheckpointFolder.in(run.resolve("checkpoints")).latest().orElseThrow();
        Files.write(last.resolve("state.json"), new byte[10]);
        assertFails(Cli.run("train", "--resume", run, "--epochs", 3), 1, "state.json: is damaged", "To go on from checkpoint-00000001, remove " + last);
    }

    @Test void aDamagedOnnxFile() throws IOException {
        Path file = Files.writeString(temp.resolve("broken.onnx"), "<html>not found</html>");
        assertFails(Cli.run("onnx", "info", file), 1, "broken.onnx: byte 0");
        assertFails(Cli.run("eval", file), 1, "broken.onnx: byte 0");
    }

    @Test void aCheckpointThatCannotBeWritten() throws IOException {
        Path run = trained();
        Path checkpoints = run.resolve("checkpoints"), last = CheckpointFolder.in(checkpoints).latest().orElseThrow();
        Files.createFile(checkpoints.resolve("checkpoint-00000002"));                       // in the way of the next one
        Outcome outcome = Cli.run("train", "--resume", run, "--epochs", 2);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("ventral: training stopped: ", "the last good checkpoint is " + last, "ventral train --resume " + run);
    }

    @Test void anEmptyRunFolder() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertFails(Cli.run("eval", empty), 1, empty + " is no run folder");
        assertFails(Cli.run("train", "--resume", empty), 1, empty + " is no run folder");
    }

    /** One epoch of a single step. */
    private Path trained() throws IOException {
        Path run = temp.resolve("run"), images = Cli.images(temp.resolve("images"), 20, 10);
        assertThat(Cli.run("train", "lenet5", "--data", images, "--epochs", 1, "--out", run).status()).isZero();
        return run;
    }
}
