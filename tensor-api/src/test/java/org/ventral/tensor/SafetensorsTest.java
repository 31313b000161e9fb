package org.ventral.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static final Shape[] SHAPES = {Shape.scalar(), Shape.of(1), Shape.of(3), Shape.of(0), Shape.of(2, 0, 3), Shape.of(2, 3, 5), Shape.of(40_000)};

    @TempDir Path folder;

    // ------------------------------------------------------------------------------------------------ what is written is read

    @ParameterizedTest
    @EnumSource
    void everyDtypeAndShapeComesBack(DType dtype) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Shape shape : SHAPES) tensors.put("a tensor " + shape, sample(dtype, shape));
        assertComesBack(tensors);
    }

    @ParameterizedTest
    @EnumSource
    void viewsAreWrittenRowMajor(DType dtype) throws IOException {
        Tensor whole = sample(dtype, Shape.of(4, 6, 5));
        assertComesBack(Map.of("transposed", whole.permute(2, 0, 1), "part", whole.slice(1, 1, 6, 2), "repeated", sample(dtype, Shape.of(1, 3)).expand(4, 3)));
    }

    @Test void theBitsOfSpecialValuesComeBack() throws IOException {
        float[] floats = {0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.intBitsToFloat(0x7fa12345)};
        Map<String, Tensor> back = writtenAndRead(Map.of("floats", Tensor.of(floats), "longs", Tensor.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, 2)));
        float[] found = back.get("floats").storage().floats();
        for (int i = 0; i < floats.length; i++) assertThat(Float.floatToRawIntBits(found[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
        assertThat(back.get("longs").toLongs()).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Test void namesAndMetadataMayHoldAnyText() throws IOException {
        Map<String, String> metadata = Map.of("", "empty key", "quote \" and \\", "tab\t newline\n bell\u0007", "神经", "𝛉 🙂");
        Map<String, Tensor> tensors = Map.of("", Tensor.of(1), "层.权重", Tensor.of(2), "a\"b\\c\nd\u0000", Tensor.of(3), "🙂", Tensor.of(4));
        Path path = folder.resolve("text.safetensors");
        Safetensors.write(path, tensors, metadata);
        try (var file = Safetensors.open(path)) {
            assertThat(file.metadata()).isEqualTo(metadata);
            assertThat(file.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
            for (String name : file.names()) assertThat(file.tensor(name).item()).isEqualTo(tensors.get(name).item());
        }
    }

    @Test void aFileWithoutTensorsIsAFile() throws IOException {
        assertThat(writtenAndRead(Map.of())).isEmpty();
    }

    @Test void equalContentsAreEqualBytesAndTheDataAreAligned() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("second", Tensor.of(1, 2));
        tensors.put("first", Tensor.of(3));
        Path one = folder.resolve("one"), two = folder.resolve("two");
        Safetensors.write(one, tensors, new LinkedHashMap<>(Map.of("b", "2", "a", "1")));
        Map<String, String> otherOrder = new LinkedHashMap<>();
        otherOrder.put("b", "2");
        otherOrder.put("a", "1");
        Safetensors.write(two, tensors, otherOrder);
        byte[] bytes = Files.readAllBytes(one);
        assertThat(bytes).isEqualTo(Files.readAllBytes(two));
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
        assertThat(new String(bytes, 8, bytes.length - 20, StandardCharsets.UTF_8).strip()).isEqualTo("""
                {"__metadata__":{"a":"1","b":"2"},"second":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"first":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""");
    }

    @Test void readsWhatOtherWritersWrite() throws IOException {
        // Spaces where Python's json puts them, escapes, members in another order, an unaligned tensor, an order other than that of the data.
        Path path = file("""
                {"__metadata__": {"format": "pt"}, "\\u0077eight": {"shape": [2, 2], "data_offsets": [3, 11], "dtype": "F16"}, "mask": {"dtype": "BOOL", "shape": [3], "data_offsets": [0, 3]}}\040\040""",
                new byte[] {1, 0, 1, 0x00, 0x3c, 0x00, (byte) 0xc0, 0x01, 0x00, 0x00, 0x7c});
        try (var file = Safetensors.open(path)) {
            assertThat(file.names()).containsExactly("weight", "mask");
            assertThat(file.types()).containsEntry("weight", new TensorType(DType.FLOAT16, Shape.of(2, 2)));
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(file.tensor("weight").toDoubles()).containsExactly(1, -2, Math.scalb(1.0, -24), Double.POSITIVE_INFINITY);
            assertThat(file.tensor("mask").toBooleans()).containsExactly(true, false, true);
        }
    }

    // ------------------------------------------------------------------------------------------------ replacing a file

    @Test void aFileIsReplacedWholeOrNotAtAll() throws IOException {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, Map.of("x", Tensor.of(1)), Map.of());
        Safetensors.write(path, Map.of("x", Tensor.of(2)), Map.of());
        byte[] before = Files.readAllBytes(path);
        Tensor released;
        try (var _ = MemoryScope.open()) {
            released = Tensor.of(3);
        }
        Map<String, Tensor> failing = new LinkedHashMap<>();
        failing.put("fine", Tensor.zeros(100_000));
        failing.put("released", released);
        assertThatThrownBy(() -> Safetensors.write(path, failing, Map.of())).isInstanceOf(ReleasedTensorException.class);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test void whatWasReadOutlivesTheFileAndTheFileItsReplacement() throws IOException {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, Map.of("x", Tensor.of(1)), Map.of());
        Safetensors file = Safetensors.open(path);
        Safetensors.write(path, Map.of("x", Tensor.of(2)), Map.of());
        Tensor x = file.tensor("x");
        file.close();
        file.close();
        assertThat(x.item()).isEqualTo(1);
        assertThatThrownBy(() -> file.tensor("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test void refusesWhatCannotBeWritten() {
        Path path = folder.resolve("x");
        assertThatThrownBy(() -> Safetensors.write(path, Map.of("__metadata__", Tensor.of(1)), Map.of())).hasMessageContaining("must not be named");
        assertThatThrownBy(() -> Safetensors.write(path, Map.of("\ud800", Tensor.of(1)), Map.of())).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> Safetensors.write(folder.resolve("none/x"), Map.of(), Map.of())).isInstanceOf(NoSuchFileException.class).hasMessageContaining("no folder");
        assertThat(path).doesNotExist();
    }

    // ------------------------------------------------------------------------------------------------ malformed files

    @Test void aMissingFileIsAnInputOutputErrorAndAMissingTensorNamesThoseThere() throws IOException {
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        Path path = folder.resolve("x");
        Safetensors.write(path, Map.of("weight", Tensor.of(1)), Map.of());
        try (var file = Safetensors.open(path)) {
            assertThatThrownBy(() -> file.tensor("bias")).isInstanceOf(IllegalArgumentException.class).hasMessageEndingWith("x has no tensor \"bias\"; it has [weight]");
        }
    }

    @Test void theErrorNamesFileTensorAndPlace() throws IOException {
        Path path = file("{\"w\":{\"dtype\":\"F32\",\"shape\":[6,1],\"data_offsets\":[0,8]}}", new byte[8]);
        assertThatThrownBy(() -> Safetensors.open(path)).isInstanceOfSatisfying(SafetensorsException.class, e -> {
            assertThat(e.file()).isEqualTo(path.toString());
            assertThat(e.tensor()).contains("w");
            assertThat(e.offset()).isEqualTo(9);
        }).hasMessage(path + ", byte 9, tensor \"w\": float32[6, 1] takes 24 bytes, data_offsets [0, 8] span 8");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 11, 100_000_001})
    void refusesAHeaderLongerThanTheFile(long length) throws IOException {
        Path path = folder.resolve("bomb");
        Files.write(path, ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put("{}        ".getBytes(StandardCharsets.UTF_8)).array());
        assertRefused(path, "the header takes " + Long.toUnsignedString(length) + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void refusesAFileShorterThanALength(int size) throws IOException {
        Path path = folder.resolve("short");
        Files.write(path, new byte[size]);
        assertRefused(path, "the file has " + size + " bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "                                                                        | expected '{', found the end",
        "[]                                                                      | expected '{', found '['",
        "{} x                                                                    | expected the end of the header, found 'x'",
        "{\"a\":1}                                                               | expected '{', found '1'",
        "{\"a\":null}                                                            | expected '{', found 'n'",
        "{\"a\":{}}                                                              | expected '\"', found '}'",
        "{\"a\":{\"dtype\":\"F32\"}}                                             | needs dtype, shape and two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}          | needs dtype, shape and two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}      | more than 2 numbers",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}                           | \"dtype\" is there twice",
        "{\"a\":{\"dtype\":\"F32\",\"form\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[}}       | \"form\" is none of",
        "{\"a\":{\"shape\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[              | expected a whole number, found '['",
        "{\"a\":{\"shape\":[-1],\"dtype\":\"F32\"}}                              | expected a whole number, found '-'",
        "{\"a\":{\"shape\":[02],\"dtype\":\"F32\"}}                              | must not begin with 0",
        "{\"a\":{\"shape\":[2.0],\"dtype\":\"F32\"}}                             | expected ',' or ']', found '.'",
        "{\"a\":{\"shape\":[9223372036854775808]}}                               | does not fit 63 bits",
        "{\"a\":{\"shape\":[2],\"dtype\":\"F32\",\"data_offsets\":[0,8],}}       | expected '\"', found '}'",
        "{\"a\":{\"shape\":[2],\"dtype\":\"F32\",\"data_offsets\":[0,8]},}       | expected '\"', found '}'",
        "{\"a\":{\"shape\":[2],\"dtype\":\"F32\",\"data_offsets\":[0,8]}         | expected ',' or '}', found the end",
        "{\"a\":{\"shape\":[2],\"dtype\":\"F32\",\"data_offsets\":[8,0]}}        | do not lie in the 8 bytes",
        "{\"a\":{\"shape\":[3],\"dtype\":\"F32\",\"data_offsets\":[0,12]}}       | do not lie in the 8 bytes",
        "{\"a\":{\"shape\":[1],\"dtype\":\"F32\",\"data_offsets\":[0,8]}}        | float32[1] takes 4 bytes",
        "{\"a\":{\"shape\":[1],\"dtype\":\"F32\",\"data_offsets\":[0,4]}}        | account for 4 bytes of data, the file has 8",
        "{\"a\":{\"shape\":[1],\"dtype\":\"F32\",\"data_offsets\":[4,8]}}        | leave a gap after byte 0",
        "{}                                                                      | account for 0 bytes of data, the file has 8",
        "{\"a\":{\"shape\":[4611686018427387904,4,0],\"dtype\":\"F32\",\"data_offsets\":[0,0]}} | more bytes than 63 bits",
        "{\"a\":{\"shape\":[4611686018427387904],\"dtype\":\"F32\",\"data_offsets\":[0,0]}}     | more bytes than 63 bits",
        "{\"a\":{\"shape\":[2],\"dtype\":\"F33\",\"data_offsets\":[0,8]}}        | dtype \"F33\" is unknown",
        "{\"a\":{\"shape\":[4],\"dtype\":\"U16\",\"data_offsets\":[0,8]}}        | dtype U16 is not supported; supported are F64",
        "{\"a\":{\"shape\":[8],\"dtype\":\"F8_E4M3\",\"data_offsets\":[0,8]}}    | dtype F8_E4M3 is not supported",
        "{\"__metadata__\":{\"a\":1}}                                            | expected '\"', found '1'",
        "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}                            | metadata key \"a\" is there twice",
        "{\"__metadata__\":{},\"__metadata__\":{}}                               | \"__metadata__\" is there twice",
        "{\"a\\x\":{}}                                                           | unknown escape \\x",
        "{\"a\\u12g4\":{}}                                                       | lacks its four digits",
        "{\"a\\ud800\":{}}                                                       | half a surrogate pair",
        "{\"a                                                                    | the string does not end",
    })
    void refusesAHeaderThatIsNotOne(String header, String fault) throws IOException {
        assertRefused(file(header == null ? "" : header, new byte[8]), fault);
    }

    @Test void refusesDuplicateAndOverlappingTensors() throws IOException {
        String a = "\"a\":{\"shape\":[1],\"dtype\":\"F32\",\"data_offsets\":[0,4]}";
        assertRefused(file("{" + a + "," + a.replace("\"a\"", "\"\\u0061\"") + "}", new byte[4]), "the name \"a\" is there twice");
        assertRefused(file("{" + a + "," + a.replace("\"a\"", "\"b\"") + "}", new byte[4]), "overlap");
    }

    @Test void refusesDeepRankBadTextAndBadTruth() throws IOException {
        String rank65 = "1,".repeat(64) + "1";
        assertRefused(file("{\"a\":{\"shape\":[" + rank65 + "],\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", new byte[1]), "more than 64 numbers");
        for (byte[] wrong : List.of(new byte[] {(byte) 0xff}, new byte[] {(byte) 0xc0, (byte) 0x80}, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, new byte[] {(byte) 0xe7})) {
            byte[] header = new byte[2 + wrong.length + 5];
            ByteBuffer.wrap(header).put((byte) '{').put((byte) '"').put(wrong).put("\":{}}".getBytes(StandardCharsets.US_ASCII));
            assertRefused(file(header, new byte[0]), "not UTF-8");
        }
        assertRefused(file("{\"a\nb\":{}}", new byte[0]), "control character");
        Path bools = file("{\"a\":{\"shape\":[3],\"dtype\":\"BOOL\",\"data_offsets\":[0,3]}}", new byte[] {0, 1, 2});
        assertThatThrownBy(() -> Safetensors.read(bools)).isInstanceOf(SafetensorsException.class).hasMessageEndingWith("byte 65, tensor \"a\": a bool must be 0 or 1, found 2");
    }

    static List<Integer> seeds() {
        return List.of(1, 2, 3, 4);
    }

    /** Damage of 3,000 kinds ends in a proper error, or in tensors that are still whole; never in anything else, and in bounded memory. */
    @ParameterizedTest
    @MethodSource("seeds")
    void survivesDamage(int seed) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) tensors.put("层." + dtype, sample(dtype, Shape.of(2, 3)));
        Path path = folder.resolve("damaged");
        Safetensors.write(path, tensors, Map.of("format", "ventral"));
        byte[] whole = Files.readAllBytes(path);
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        var random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < 750; i++) {
            byte[] damaged = damage(whole, header, random);
            Files.write(path, damaged);
            try {
                long bytes = 0;
                for (Tensor tensor : Safetensors.read(path).values()) bytes += tensor.elements() * tensor.dtype().bytes();
                assertThat(bytes).isLessThanOrEqualTo(damaged.length);
            } catch (SafetensorsException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(path + ", byte ").hasSizeLessThan(1_000);
                assertThat(e.offset()).isBetween(0L, (long) Math.max(8, damaged.length));
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    private static byte[] damage(byte[] whole, int header, SplittableRandom random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> {                                        // any byte of the header becomes any other, several times
                for (int n = random.nextInt(1, 4); n > 0; n--) bytes[random.nextInt(8 + header)] = (byte) random.nextInt(256);
            }
            case 1 -> {                                        // a character of the header becomes another that JSON knows
                for (int n = random.nextInt(1, 4); n > 0; n--) bytes[random.nextInt(8, 8 + header)] = (byte) "{}[]\",:\\0123456789-eu ".charAt(random.nextInt(22));
            }
            case 2 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
            case 3 -> {                                        // a piece moves
                int from = random.nextInt(bytes.length), to = random.nextInt(bytes.length), n = random.nextInt(1, 60);
                System.arraycopy(whole, from, bytes, to, Math.min(n, bytes.length - Math.max(from, to)));
            }
            default -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private static void assertRefused(Path path, String fault) {
        assertThatThrownBy(() -> Safetensors.open(path)).isInstanceOf(SafetensorsException.class).hasMessageStartingWith(path + ", byte ").hasMessageContaining(fault);
    }

    private Path file(String header, byte[] data) throws IOException {
        return file(header.getBytes(StandardCharsets.UTF_8), data);
    }

    private Path file(byte[] header, byte[] data) throws IOException {
        Path path = folder.resolve("by-hand.safetensors");
        Files.write(path, ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(data).array());
        return path;
    }

    private Map<String, Tensor> writtenAndRead(Map<String, Tensor> tensors) throws IOException {
        Path path = folder.resolve("file.safetensors");
        Safetensors.write(path, tensors, Map.of());
        return Safetensors.read(path);
    }

    private void assertComesBack(Map<String, Tensor> tensors) throws IOException {
        Map<String, Tensor> back = writtenAndRead(tensors);
        assertThat(back.keySet()).containsExactlyElementsOf(tensors.keySet());
        tensors.forEach((name, tensor) -> {
            assertThat(back.get(name).type()).isEqualTo(tensor.type());
            assertThat(back.get(name).toDoubles()).as(name).containsExactly(tensor.toDoubles());
        });
    }

    private static Tensor sample(DType dtype, Shape shape) {
        double[] values = new double[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) values[i] = switch (dtype) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> (i % 200 - 100) / 8.0;
            case INT32, INT64 -> (i - 3) * 1_000L;
            case INT8 -> i % 256 - 128;
            case UINT8 -> i % 256;
            case BOOL -> i % 3 == 1 ? 1 : 0;
        };
        Tensor tensor = Tensor.zeros(new TensorType(dtype, shape), Device.preferred());
        tensor.write(values);
        return tensor;
    }
}
