package org.ventral.tools.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.Dataset;
import org.ventral.tensor.Tensor;

/** Images moved in eight directions. */
class ShiftedImagesTest {
    /** Two images of 2 rows and 3 columns, of classes 4 and 5. */
    private static final Dataset TWO = new Dataset() {
        @Override public int size() {
            return 2;
        }

        @Override public Batch get(int... indices) {
            float[] pixels = new float[indices.length * 6];
            int[] classes = new int[indices.length];
            for (int i = 0; i < indices.length; i++) {
                classes[i] = 4 + indices[i];
                for (int k = 0; k < 6; k++) pixels[i * 6 + k] = 10 * indices[i] + k;
            }
            return new Batch(Tensor.of(pixels, indices.length, 1, 2, 3), Tensor.of(classes, indices.length));
        }
    };

    @Test void movesEachImageInEachDirection() {
        var moved = new ShiftedImages(TWO, 1);
        assertThat(moved.size()).isEqualTo(18);
        Batch batch = moved.get(8, 9, 0, 15);                       // not at all, twice; up and left; down
        assertThat(batch.targets().toInts()).containsExactly(4, 5, 4, 5);
        assertThat(batch.inputs().toFloats()).containsExactly(
                0, 1, 2, 3, 4, 5,
                10, 11, 12, 13, 14, 15,
                4, 5, 5, 4, 5, 5,
                10, 11, 12, 10, 11, 12);
    }

    @Test void knowsItsBounds() {
        assertThatThrownBy(() -> new ShiftedImages(TWO, 1).get(18)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ShiftedImages(TWO, 0)).hasMessageContaining("at least 1 pixel");
    }
}
