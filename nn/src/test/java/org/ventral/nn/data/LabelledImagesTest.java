package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledImagesTest {
    @TempDir
    private Path folder;

    @Test
    void theEmbeddedDigitsAreWholeAndInOrder() {
        LabelledImages digits = DigitsCsv.embedded();
        assertThat(digits).hasToString("LabelledImages 1797 of 8 × 8, 10 classes");
        var perClass = new int[10];
        for (int i = 0; i < digits.count(); i++) {
            perClass[digits.label(i)]++;
        }
        assertThat(perClass).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180); // as the data set's own description counts them
        assertThat(digits.pixels()).startsWith(0, 0, 5, 13, 9, 1, 0, 0).endsWith(0, 1, 8, 12, 14, 12, 1, 0);
    }

    @Test
    void digitsThatAreDamagedAreRefusedByTheByte() throws IOException {
        String row = "16,".repeat(64) + "9\n";
        assertThat(DigitsCsv.read("d", text(row + row)).count()).isEqualTo(2);
        assertThat(DigitsCsv.read("d", text("")).count()).isZero();
        assertDigitsRefused("17," + row, "d, byte 0: expected a pixel from 0 to 16, found 17");
        assertDigitsRefused(row + "-1,", "d, byte 194: expected a pixel from 0 to 16, found byte 0x2d");
        assertDigitsRefused("5;", "d, byte 1: expected a comma, found byte 0x3b");
        assertDigitsRefused("16,".repeat(64) + "10\n", "d, byte 192: expected a label from 0 to 9, found 10");
        assertDigitsRefused("16,".repeat(64) + "9,1\n", "d, byte 193: expected the end of the line, found byte 0x2c");
        assertDigitsRefused("16,".repeat(64) + "9", "d, byte 193: expected the end of the line, found the end of the text");
        assertThatThrownBy(() -> DigitsCsv.read("d", new ByteArrayInputStream(new byte[] {1, 2, 3})))
                .isInstanceOf(DataFileException.class).hasMessageContaining("expected an intact gzip stream");
    }

    @Test
    void readsAPairOfIdxFiles() throws IOException {
        Path images = write("images", new int[] {2, 1, 2}, 1, 2, 3, 255);
        LabelledImages read = LabelledImages.read(images, write("labels", new int[] {2}, 4, 9), 10);
        assertThat(read).hasToString("LabelledImages 2 of 1 × 2, 10 classes");
        assertThat(read.label(1)).isEqualTo(9);
        assertThat(read.pixels()).containsExactly(1, 2, 3, 255);
    }

    @Test
    void refusesFilesThatDoNotBelongTogether() throws IOException {
        Path images = write("images", new int[] {2, 1, 2}, 1, 2, 3, 4);
        assertPairRefused(images, write("few", new int[] {1}, 4), "expected 1 images, as many as few has labels, found 2");
        assertPairRefused(images, write("high", new int[] {2}, 4, 10), "byte 9: expected a label below 10, found 10");
        assertPairRefused(images, images, "expected unsigned bytes [count], found IdxFile UINT8 [2, 1, 2]");
        Path labels = write("labels", new int[] {2}, 1, 2);
        assertPairRefused(labels, labels, "expected unsigned bytes [count, height, width], found IdxFile UINT8 [2]");
        assertPairRefused(write("flat", new int[] {2, 0, 2}), labels, "byte 8: expected images of at least 1 × 1, found 0 × 2");
    }

    private void assertPairRefused(Path images, Path labels, String message) {
        assertThatThrownBy(() -> LabelledImages.read(images, labels, 10)).isInstanceOf(DataFileException.class).hasMessageContaining(message);
    }

    private static void assertDigitsRefused(String text, String message) {
        assertThatThrownBy(() -> DigitsCsv.read("d", text(text))).isInstanceOf(DataFileException.class).hasMessage(message);
    }

    private Path write(String name, int[] dimensions, int... data) throws IOException {
        return Files.write(folder.resolve(name), IdxFileTest.idx(0x08, dimensions, data));
    }

    private static ByteArrayInputStream text(String text) throws IOException {
        return new ByteArrayInputStream(IdxFileTest.gzip(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
