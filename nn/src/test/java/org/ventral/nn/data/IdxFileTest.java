package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
    private static final int UINT8 = 0x08;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsUnsignedBytes(boolean zipped) throws IOException {
        byte[] file = idx(UINT8, new int[] {2, 2, 3}, 0, 1, 2, 127, 128, 255, 9, 8, 7, 6, 5, 4);
        IdxFile read = IdxFile.read(write(zipped ? gzip(file) : file));
        assertThat(read.type()).isEqualTo(IdxFile.ElementType.UINT8);
        assertThat(read.dimensions()).containsExactly(2, 2, 3);
        assertThat(read.toInts()).containsExactly(0, 1, 2, 127, 128, 255, 9, 8, 7, 6, 5, 4);
        assertThat(read.toFloats()).startsWith(0, 1, 2, 127, 128, 255);
    }

    @Test
    void readsTheOtherTypesBigEndian() throws IOException {
        assertThat(read(0x09, new int[] {2}, 0xff, 0x7f).toInts()).containsExactly(-1, 127);
        assertThat(read(0x0b, new int[] {2}, 0x01, 0x02, 0xff, 0xfe).toInts()).containsExactly(258, -2);
        assertThat(read(0x0c, new int[] {1}, 0x01, 0x02, 0x03, 0x04).toInts()).containsExactly(0x01020304);
        assertThat(read(0x0d, new int[] {1}, 0x3f, 0xc0, 0, 0).toFloats()).containsExactly(1.5f);
        assertThat(read(0x0e, new int[] {1}, 0xbf, 0xe0, 0, 0, 0, 0, 0, 0).toFloats()).containsExactly(-0.5f);
        assertThatThrownBy(() -> read(0x0d, new int[] {1}, 0, 0, 0, 0).toInts())
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("FLOAT32");
    }

    @Test
    void anEmptySetIsValid() throws IOException {
        assertThat(read(UINT8, new int[] {0, 28, 28}).length()).isZero();
    }

    @Test
    void refusesWhatIsNoIdxFile() throws IOException {
        assertRefused(new byte[0], "byte 0: expected an IDX header, found 0 bytes");
        assertRefused("<html>not found</html>".getBytes(), "byte 0: expected the magic number of an IDX file");
        assertRefused(idx(0x0a, new int[] {1}, 1), "found 00000a01");
        assertRefused(idx(UINT8, new int[0], 1), "found 00000800");
        assertRefused(idx(UINT8, new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 1), "found 00000809");
    }

    @Test
    void refusesSizesThatDoNotFitTheFile() throws IOException {
        assertRefused(idx(UINT8, new int[] {3}, 1, 2), "byte 8: expected 3 bytes of data for UINT8 [3], found 2");
        assertRefused(idx(UINT8, new int[] {3}, 1, 2, 3, 4), "byte 8: expected 3 bytes of data for UINT8 [3], found 4");
        assertRefused(idx(UINT8, new int[] {-1}, 1), "byte 4: expected a size of at most 2147483647, found 4294967295");
        assertRefused(idx(UINT8, new int[] {60_000, 60_000, 60_000}, 1), "byte 8: expected at most 1073741824 bytes of data");
        assertRefused(idx(0x0e, new int[] {1 << 30, 1 << 30, 1 << 30, 1 << 30}, 1), "byte 4: expected at most 1073741824 bytes of data");
    }

    @Test
    void refusesADamagedGzipStream() throws IOException {
        byte[] zipped = gzip(idx(UINT8, new int[] {100}, new int[100]));
        assertRefused(Arrays.copyOf(zipped, zipped.length - 5), "by the gzip trailer");
        assertRefused(Arrays.copyOf(zipped, zipped.length + 3), "by the gzip trailer");
        assertRefused(Arrays.copyOf(zipped, 12), "expected a gzip stream of at least 18 bytes, found 12 bytes");
        byte[] wrongChecksum = zipped.clone();
        wrongChecksum[zipped.length - 7] ^= 1;
        assertRefused(wrongChecksum, "expected an intact gzip stream");
    }

    /** Header and trailer agree on 1 GiB, yet the stream holds 100 bytes: what is taken must follow the stream. */
    @Test
    void aForgedTrailerTakesNoMemory() throws IOException {
        byte[] zipped = gzip(idx(UINT8, new int[] {1 << 30}, new int[100]));
        ByteBuffer.wrap(zipped, zipped.length - 4, 4).putInt(Integer.reverseBytes((1 << 30) + 8));
        assertRefused(zipped, "");
    }

    @Test
    void aMissingFileIsMissing() {
        assertThatThrownBy(() -> IdxFile.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> IdxFile.read(folder)).isInstanceOf(IOException.class).hasMessageContaining("is not a file");
    }

    /** Flipped bits, cut tails, added tails and forged sizes, 1,000 plain and 1,000 gzipped: a right result or the documented exception. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noMutationDoesHarm(boolean zipped) throws IOException {
        var random = new Random(7);
        byte[] file = idx(UINT8, new int[] {20, 4, 4}, random.ints(320, 0, 256).toArray());
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            byte[] mutant = zipped && i % 2 == 0 ? gzip(mutate(file, random)) : mutate(zipped ? gzip(file) : file, random);
            try {
                IdxFile read = IdxFile.read(write(mutant));
                assertThat(read.bytes().length).isLessThan(10_000);
                read.toFloats();
            } catch (DataFileException documented) {
                assertThat(documented).hasMessageMatching("(?s).*, byte \\d+: expected .*, found .*");
                assertThat(documented.file()).endsWith("file.idx");
                assertThat(documented.offset()).isNotNegative();
                refused++;
            }
        }
        assertThat(refused).isBetween(300, 1_000);
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
            case 3 -> ByteBuffer.wrap(bytes).putInt(4 * random.nextInt(4), random.nextInt());
            default -> {
                for (int flips = 1 + random.nextInt(16); flips > 0; flips--) {
                    bytes[random.nextInt(Math.min(24, bytes.length))] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    private void assertRefused(byte[] file, String message) throws IOException {
        Path path = write(file);
        assertThatThrownBy(() -> IdxFile.read(path)).isInstanceOf(DataFileException.class).hasMessageContaining(path + ", byte").hasMessageContaining(message);
    }

    private IdxFile read(int type, int[] dimensions, int... data) throws IOException {
        return IdxFile.read(write(idx(type, dimensions, data)));
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("file.idx"), content);
    }

    static byte[] idx(int type, int[] dimensions, int... data) {
        var file = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length);
        file.putInt(type << 8 | dimensions.length);
        Arrays.stream(dimensions).forEach(file::putInt);
        Arrays.stream(data).forEach(value -> file.put((byte) value));
        return file.array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(content);
        }
        return zipped.toByteArray();
    }
}
