package org.ventral.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
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

/** Everything that a model can be fed with, and what is printed of its answers. */
class OnnxRunTest {
    @TempDir private Path temp;

    private Map<?, ?> run(Object... arguments) throws IOException {
        Outcome outcome = Cli.run(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome.json().getFirst();
    }

    private static void assertValues(Map<?, ?> output, double... expected) {
        assertThat(OnnxFiles.numbers(output.get("values")).stream().mapToDouble(Double::doubleValue).toArray()).containsExactly(expected, within(1e-6));
    }

    private static double[] tanh(double... x) {
        return java.util.Arrays.stream(x).map(value -> Math.tanh(2 * value)).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void jsonInPlace(String backend) throws IOException {
        Map<?, ?> output = run("onnx", "run", OnnxFiles.tanh(temp.resolve("m.onnx")), "--input", "[[1, 0.5, -1], [0, 2, 3]]", "--backend", backend, "--json");
        assertThat(output.get("event")).isEqualTo("output");
        assertThat(output.get("type")).isEqualTo("float");
        assertThat(output.get("shape")).isEqualTo(List.of(2, 3));
        assertValues(output, tanh(1, 0.5, -1, 0, 2, 3));
    }

    @Test void jsonByNameAndFromAFile() throws IOException {
        Path model = OnnxFiles.sum(temp.resolve("m.onnx"));
        assertValues(run("onnx", "run", model, "--input", "b=[0.5, 0.25]", "--input", "a=[1, 2]", "--json"), 1.5, 2.25);
        assertValues(run("onnx", "run", model, "--input", "[3, 4]", "--input", "[1, 1]", "--json"), 4, 5);
        Path file = Files.writeString(temp.resolve("in.json"), "{\"b\": [1], \"a\": [7]}");
        assertValues(run("onnx", "run", model, "--input", file, "--json"), 8);
    }

    @Test void numpyArrays() throws IOException {
        Path model = OnnxFiles.tanh(temp.resolve("m.onnx"));
        Path rows = OnnxFiles.npy(temp.resolve("rows.npy"), "<f8", false, "1, 3", OnnxFiles.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3));
        assertValues(run("onnx", "run", model, "--input", rows, "--json"), tanh(1, 2, 3));
        Path columns = OnnxFiles.npy(temp.resolve("columns.npy"), ">f8", true, "2, 3", OnnxFiles.doubles(ByteOrder.BIG_ENDIAN, 1, 4, 2, 5, 3, 6));
        assertValues(run("onnx", "run", model, "--input", "x=" + columns, "--json"), tanh(1, 2, 3, 4, 5, 6));
        Path whole = OnnxFiles.npy(temp.resolve("whole.npy"), "|i1", false, "2,", new byte[] {-3, 5});
        assertValues(run("onnx", "run", OnnxFiles.sum(temp.resolve("s.onnx")), "--input", whole, "--input", "[0, 0]", "--json"), -3, 5);
    }

    @Test void damagedNumpyArrays() throws IOException {
        Path model = OnnxFiles.tanh(temp.resolve("m.onnx"));
        assertFails(Cli.run("onnx", "run", model, "--input", OnnxFiles.npy(temp.resolve("a.npy"), "<f8", false, "1000000, 1000000, 1000000, 1000000", new byte[8])), 1, "a.npy", "bytes");
        assertFails(Cli.run("onnx", "run", model, "--input", OnnxFiles.npy(temp.resolve("b.npy"), "<c16", false, "1, 3", new byte[48])), 1, "b.npy", "c16");
        assertFails(Cli.run("onnx", "run", model, "--input", OnnxFiles.npy(temp.resolve("c.npy"), "|O", false, "1, 3", new byte[48])), 1, "c.npy", "plain arrays");
        assertFails(Cli.run("onnx", "run", model, "--input", Files.writeString(temp.resolve("d.npy"), "nothing of the kind")), 1, "d.npy is no NumPy file");
    }

    @Test void protobufFilesAndFoldersOfThem() throws IOException {
        Path folder = OnnxFiles.testCase(temp.resolve("case"), 0), data = folder.resolve("test_data_set_0");
        double[] expected = tanh(-1, 0, 0.5, 1, 2, 3);
        assertValues(run("onnx", "run", folder.resolve("model.onnx"), "--input", data.resolve("input_0.pb"), "--json"), expected);
        assertValues(run("onnx", "run", folder.resolve("model.onnx"), "--input", data, "--json"), expected);
    }

    @Test void picturesAreScaledStandardizedAndBatched() throws IOException {
        Path model = OnnxFiles.channels(temp.resolve("m.onnx"));
        Path red = picture("red.png", 2, 2, 0xff0000), blue = picture("blue.png", 4, 6, 0x0000ff);
        assertValues(run("onnx", "run", model, "--input", red, "--json"), 1, 0, 0);
        Map<?, ?> both = run("onnx", "run", model, "--input", red, "--input", blue, "--mean", "0.5,0.5,0", "--std", "0.5", "--json");
        assertThat(both.get("shape")).isEqualTo(List.of(2, 3));
        assertValues(both, 1, -1, 0, -1, -1, 2);
    }

    private Path picture(String name, int width, int height, int colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) for (int x = 0; x < width; x++) image.setRGB(x, y, colour);
        Path file = temp.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test void likeliestClassesWithTheirNames() throws IOException {
        Path model = OnnxFiles.classifier(temp.resolve("m.onnx"), true), image = picture("grey.png", 28, 28, 0x808080);
        Path labels = Files.write(temp.resolve("labels.txt"), IntStream.range(0, 10).mapToObj(i -> "class " + i).toList());
        Map<?, ?> output = run("onnx", "run", model, "--input", image, "--labels", labels, "--top", 3, "--json");
        List<?> best = (List<?>) ((List<?>) output.get("top")).getFirst();
        assertThat(best).hasSize(3);
        Map<?, ?> first = (Map<?, ?>) best.getFirst();
        List<Double> probabilities = OnnxFiles.numbers(output.get("values"));
        int greatest = probabilities.indexOf(probabilities.stream().max(Double::compare).orElseThrow());
        assertThat(first.get("class")).isEqualTo(greatest);
        assertThat(first.get("label")).isEqualTo("class " + greatest);
        assertThat(first.get("probability")).isEqualTo(probabilities.get(greatest));
        assertThat(Cli.run("onnx", "run", model, "--input", image, "--labels", labels).out()).contains("class " + greatest, "%").hasLineCount(6);
    }

    @Test void whatCannotBeFedIsSaid() throws IOException {
        Path model = OnnxFiles.sum(temp.resolve("m.onnx"));
        assertFails(Cli.run("onnx", "run", model, "--input", "[1]"), 2, "what goes into", "b: float [length]");
        assertFails(Cli.run("onnx", "run", model, "--input", "[1]", "--input", "[1]", "--input", "[1]"), 2, "more inputs are given than the 2");
        assertFails(Cli.run("onnx", "run", model, "--input", "[1.5]", "--input", "[1]"), 2, "1.5 is no whole number");
        assertFails(Cli.run("onnx", "run", model, "--input", "[[1], [1, 2]]", "--input", "[1]"), 2, "one length");
        assertFails(Cli.run("onnx", "run", model, "--input", "{\"c\": 1}"), 2, "the model has no input \"c\"");
        assertFails(Cli.run("onnx", "run", model, "--input", "[1"), 2, "is not JSON");
        assertFails(Cli.run("onnx", "run", model, "--input", "a=no-such.npy"), 1, "no-such.npy does not exist");
        assertFails(Cli.run("onnx", "run", model, "--input", "[[1]]", "--input", "[1]"), 1, "input a: int64 [length]");
        Path notes = Files.writeString(temp.resolve("notes.txt"), "x");
        assertFails(Cli.run("onnx", "run", model, "--input", notes, "--input", "[1]"), 2, "neither a picture nor");
        assertFails(Cli.run("onnx", "run", model, "--input", picture("p.png", 2, 2, 0), "--input", "[1]"), 2, "does not take images");
        assertFails(Cli.run("onnx", "run", notes, "--input", "[1]"), 1, "byte");
        assertFails(Cli.run("onnx", "run", temp.resolve("none.onnx"), "--input", "[1]"), 1, "none.onnx does not exist");
        assertFails(Cli.run("onnx", "run", model, "--input", "[1]", "--input", "[1]", "--backend", "abacus"), 2, "unknown backend");
    }

    static void assertFails(Outcome outcome, int status, String... message) {
        assertThat(outcome.err()).contains(message).startsWith("ventral: ").doesNotContain("Exception", "\tat ");
        assertThat(outcome.status()).isEqualTo(status);
    }
}
