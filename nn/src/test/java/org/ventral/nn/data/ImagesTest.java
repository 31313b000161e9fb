package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

class ImagesTest {
    @Nested class StandardizeTest {
        @Test void makesMeanZeroAndDeviationOne() {
            var images = new LabelledImages(new byte[] {0, (byte) 255, 0, (byte) 255}, 1, 2, 255, new byte[] {0, 1}, 2);
            Standardize standardize = Standardize.of(images);
            assertThat(standardize).isEqualTo(new Standardize(0.5, 0.5));
            assertThat(standardize.apply(1)).isEqualTo(1);
            assertThat(standardize.apply(0)).isEqualTo(-1);
        }

        @Test void imagesOfOneColourHaveDeviationOne() {
            assertThat(Standardize.of(new LabelledImages(new byte[] {8, 8}, 1, 1, 16, new byte[] {0, 0}, 1))).isEqualTo(new Standardize(0.5, 1));
            assertThatThrownBy(() -> Standardize.of(new LabelledImages(new byte[0], 1, 1, 16, new byte[0], 1))).hasMessage("Standardize: there is no image to measure");
        }
    }

    @Test void imagesAreScaledStandardizedAndFramed() {
        var images = new LabelledImages(new byte[] {0, 51, 102, (byte) 255, 1, 2, 3, 4}, 2, 2, 255, new byte[] {9, 5}, 10);
        Batch batch = ImageDataset.of(images, 1, new Standardize(0.2, 0.5)).get(1, 0);
        assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 1, 4, 4));
        assertThat(batch.targets().dtype()).isEqualTo(DType.INT32);
        assertThat(batch.targets().toInts()).containsExactly(5, 9);
        float b = -0.4f;
        assertThat(batch.inputs().select(0, 1).toFloats()).containsExactly(new float[] {b, b, b, b, b, b, 0, b, b, 0.4f, 1.6f, b, b, b, b, b}, within(1e-6f));
    }

    @Nested class RandomShiftTest {
        private final Batch batch = new Batch(Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3), Tensor.of(new int[] {0}, 1));

        @Test void movesTheWholeImage() {
            var seen = new java.util.HashSet<List<Float>>();
            for (int i = 0; i < 200; i++) {
                Tensor moved = new RandomShift(1, 0).apply(batch, Rng.of(i)).inputs();
                List<Float> values = new java.util.ArrayList<>();
                for (float value : moved.toFloats()) values.add(value);
                seen.add(values);
            }
            assertThat(seen).as("three places along each axis").hasSize(9)
                    .contains(List.of(0f, 0f, 0f, 0f, 1f, 2f, 0f, 4f, 5f), List.of(2f, 3f, 0f, 5f, 6f, 0f, 8f, 9f, 0f), List.of(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f));
        }

        @Test void fillsWithTheBackgroundEvenWhenNothingIsLeft() {
            assertThat(new RandomShift(0, -1).apply(batch, Rng.of(1)).inputs().toFloats()).isEqualTo(batch.inputs().toFloats());
            for (int i = 0; i < 50; i++) {
                float[] far = new RandomShift(50, -1).apply(batch, Rng.of(i)).inputs().toFloats();
                assertThat(far).hasSize(9);
            }
            assertThatThrownBy(() -> new RandomShift(-1, 0)).hasMessage("RandomShift: the distance must not be negative, got -1");
        }
    }

    @Nested class DigitsTest {
        private final ImageSplit digits = Digits.load();

        @Test void everyFifthImageIsForTesting() {
            assertThat(digits.train().size()).isEqualTo(1_438);
            assertThat(digits.test().size()).isEqualTo(359);
            LabelledImages all = DigitsCsv.embedded();
            for (int i = 0; i < 359; i++) assertThat(digits.test().images().label(i)).isEqualTo(all.label(5 * i + 4));
            assertThat(digits.train().images().label(4)).isEqualTo(all.label(5));
            assertThat(digits.classes()).isEqualTo(10);
        }

        @Test void anImageIsShownThreeTimesAsLargeWithABorderOfFour() {
            LabelledImages all = DigitsCsv.embedded();
            Tensor image = digits.test().get(0).inputs();
            assertThat(image.shape()).isEqualTo(Shape.of(1, 1, 32, 32));
            for (int y = 0; y < 32; y++)
                for (int x = 0; x < 32; x++) {
                    boolean border = y < 4 || y >= 28 || x < 4 || x >= 28;
                    int level = border ? 0 : all.pixels()[4 * 64 + (y - 4) / 3 * 8 + (x - 4) / 3];
                    assertThat(image.at(0, 0, y, x)).isEqualTo(digits.standardize().apply(level / 16.0));
                }
        }

        @Test void canBeStandardizedAsATrainedModelKnowsIt() {
            ImageSplit other = digits.standardizedBy(Standardize.none());
            assertThat(other.test().get(0).inputs().at(0, 0, 0, 0)).as("black").isZero();
            assertThat(other.standardize()).isEqualTo(Standardize.none());
        }

        @Test void theTrainingPartIsStandardized() {
            int[] everyone = java.util.stream.IntStream.range(0, digits.train().size()).toArray();
            double sum = 0, squares = 0;
            float[] values = digits.train().get(everyone).inputs().toFloats();
            for (float value : values) {
                sum += value;
                squares += value * value;
            }
            assertThat(sum / values.length).isCloseTo(0, within(1e-6));
            assertThat(squares / values.length).isCloseTo(1, within(1e-6));
        }
    }

    @Nested class SourcesTest {
        @TempDir Path folder;

        private void write(String name, int... header) throws IOException {
            int elements = 1;
            for (int size : header) elements *= size;
            ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * header.length + elements);
            bytes.putInt(0x800 | header.length);
            for (int size : header) bytes.putInt(size);
            Files.write(folder.resolve(name), bytes.array());
        }

        private void writeAll(int side) throws IOException {
            write("train-images-idx3-ubyte", 6, side, side);
            write("train-labels-idx1-ubyte", 6);
            write("t10k-images-idx3-ubyte", 2, side, side);
            write("t10k-labels-idx1-ubyte", 2);
        }

        @Test void aFolderOfIdxFilesIsPaddedTo32() throws IOException {
            writeAll(28);
            ImageSplit split = ImageSources.open(folder.toString());
            assertThat(split.train().sampleShape()).isEqualTo(Shape.of(1, 32, 32));
            assertThat(split.train().size()).isEqualTo(6);
            assertThat(split.test().size()).isEqualTo(2);
            assertThat(split.name()).isEqualTo("idx");
        }

        @Test void imagesOfAnotherSizeAreRefused() throws IOException {
            writeAll(27);
            assertThatThrownBy(() -> ImageSources.open(folder.toString())).isInstanceOf(DataFileException.class).hasMessageContaining("expected images of 28 × 28, found 27 × 27");
        }

        @Test void aWordThatIsNothingIsToldPlainly() {
            assertThatThrownBy(() -> ImageSources.open("no-such-data")).isInstanceOf(FileNotFoundException.class)
                    .hasMessage("\"no-such-data\" is neither a data set (digits, digits-8x8, fashion-mnist) nor a folder that exists");
            assertThatThrownBy(() -> ImageSources.open("a\0b")).isInstanceOf(FileNotFoundException.class);
        }
    }
}
