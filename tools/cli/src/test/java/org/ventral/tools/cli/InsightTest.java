package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.tools.cli.Cli.Outcome;

/** The commands that look inside a network: {@code explain}, {@code depth} and {@code gradient-flow}. */
class InsightTest {
    @TempDir private Path temp;

    private static Outcome run(Object... arguments) {
        Outcome outcome = Cli.run(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome;
    }

    @Test void explainDrawsWhatATrainedNetworkSeesFromItsRunFolderAndItsModel() throws IOException {
        Path run = temp.resolve("run"), picture = picture();
        run("train", "lenet5", "--epochs", 1, "--data", Cli.images(temp.resolve("images"), 64, 16), "--out", run);
        for (Path model : List.of(run, run.resolve("model.onnx"))) {
            Path out = temp.resolve("explain-" + model.getFileName());
            Outcome outcome = run("explain", model, picture, "--steps", 3, "--out", out);
            List<Path> written = outcome.out().lines().map(line -> Path.of(line.substring(0, line.indexOf("  ")))).toList();
            assertThat(written).hasSizeGreaterThan(3).contains(out.resolve("explain.png")).allSatisfy(file -> assertThat(colors(file)).as(file.toString()).isGreaterThan(8));
        }
    }

    @Test void explainSaysWhatIsWrong() throws IOException {
        Path run = temp.resolve("run"), picture = picture();
        run("train", "lenet5", "--epochs", 1, "--data", Cli.images(temp.resolve("images"), 64, 16), "--out", run);
        for (Object[] wrong : new Object[][] {{run, picture, "--layer", "nowhere"}, {run, picture, "--class", 10}, {run, picture, "--steps", 0}, {run, temp.resolve("none.png")}, {temp.resolve("none"), picture}}) {
            Object[] arguments = new Object[wrong.length + 3];
            arguments[0] = "explain";
            System.arraycopy(wrong, 0, arguments, 1, wrong.length);
            arguments[wrong.length + 1] = "--out";
            arguments[wrong.length + 2] = temp.resolve("explain");
            Outcome outcome = Cli.run(arguments);
            assertThat(outcome.status()).as(outcome.err()).isNotZero();
            assertThat(outcome.err()).contains(wrong[wrong.length - 1].equals(picture) ? wrong[0].toString() : wrong[wrong.length - 1].toString()).doesNotContain("\tat ");
        }
        assertThat(temp.resolve("explain")).doesNotExist();
    }

    @Test void depthShowsThatHeKeepsTheSignalAndSmallWeightsLoseIt() throws IOException {
        Path plot = temp.resolve("depth.png");
        List<Map<?, ?>> lines = run("depth", "--layers", 12, "--width", 64, "--init", "he,small", "--out", plot, "--json").json();
        assertThat(lines).hasSize(24);
        assertThat(number(lines.get(11), "activation_variance")).isBetween(0.2, 20.0);
        assertThat(lines.get(11).get("init")).isEqualTo("he");
        assertThat(lines.get(11).get("layer")).isEqualTo("linear12");
        assertThat(number(lines.get(23), "activation_variance")).isLessThan(1e-15);
        assertThat(colors(plot)).isGreaterThan(8);
    }

    @Test void depthMeasuresTheModelsOfRecipes() throws IOException {
        Outcome outcome = run("depth", "lenet5", "--init", "default", "--batch-size", 4, "--out", temp.resolve("lenet5.png"));
        assertThat(outcome.out().lines().filter(line -> line.contains("signal"))).hasSize(5);
    }

    @Test void gradientFlowShowsWhereMemoryEnds() throws IOException {
        Path plot = temp.resolve("flow.png");
        List<Map<?, ?>> lines = run("gradient-flow", "--steps", 40, "--hidden", 12, "--out", plot, "--json").json();
        assertThat(lines).hasSize(4 * 41);
        assertThat(lines.stream().filter(line -> line.get("back").equals(40)).map(line -> line.get("cell").toString())).containsExactly("rnn", "gru", "lstm, forget bias 1", "lstm, forget bias 4");
        List<Double> memories = lines.stream().filter(line -> line.get("back").equals(40)).map(line -> number(line, "memory")).toList();
        assertThat(memories.getFirst()).isLessThan(1e-5);
        assertThat(memories.getLast()).isGreaterThan(0.1);
        assertThat(lines).allSatisfy(line -> assertThat(number(line, "state")).isLessThanOrEqualTo(number(line, "bound") * 1.001));
        assertThat(colors(plot)).isGreaterThan(8);
        assertThat(run("gradient-flow", "--steps", 3, "--hidden", 2, "--cell", "gru", "--out", plot).out().lines()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"depth --init best|unknown initialization \"best\"; there are default", "depth --layers 0|--layers and --width must be at least 1", "depth lenet6|lenet6",
            "gradient-flow --cell gate|unknown cell \"gate\"; there are rnn, gru, lstm", "gradient-flow --steps 0|--steps, --hidden and --inputs must be at least 1"})
    void wrongOptionsAreNamed(String text) {
        String[] parts = text.split("\\|");
        Outcome outcome = Cli.run((Object[]) parts[0].split(" "));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(parts[1]).doesNotContain("\tat ");
    }

    private static double number(Map<?, ?> line, String field) {
        return ((Number) line.get(field)).doubleValue();
    }

    /** A bar at the place of class 3. */
    private Path picture() throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 28; y++) for (int x = 7; x < 10; x++) image.setRGB(x, y, 0xffffff);
        Path file = temp.resolve("bar.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static long colors(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return IntStream.range(0, image.getWidth() * image.getHeight()).map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth())).distinct().count();
    }
}
