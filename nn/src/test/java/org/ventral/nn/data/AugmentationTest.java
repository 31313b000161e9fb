package org.ventral.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** {@link RandomFlip}, and one change after another. */
class AugmentationTest {
    private static final Batch MANY = new Batch(Tensor.arange(400 * 6).cast(org.ventral.tensor.DType.FLOAT32).reshape(400, 1, 2, 3), Tensor.arange(400));

    @Test void aboutHalfOfTheImagesAreMirroredAndNoneIsElseChanged() {
        float[] before = MANY.inputs().toFloats(), after = new RandomFlip().apply(MANY, Rng.of(3)).inputs().toFloats();
        int mirrored = 0;
        for (int i = 0; i < 400; i++) {
            boolean flipped = after[i * 6] != before[i * 6];
            if (flipped) mirrored++;
            for (int row = 0; row < 2; row++)
                for (int x = 0; x < 3; x++) assertThat(after[i * 6 + row * 3 + x]).isEqualTo(before[i * 6 + row * 3 + (flipped ? 2 - x : x)]);
        }
        assertThat(mirrored).isBetween(160, 240);
        assertThat(MANY.inputs().toFloats()).as("the batch itself").containsExactly(before);
    }

    @Test void chainsSayTheirPartsAndGiveEachRandomnessOfItsOwn() {
        Augmentation chain = new RandomShift(1, 0).then(new RandomFlip());
        assertThat(chain).hasToString("RandomShift[pixels=1, fill=0.0], RandomFlip[]");
        Batch step = new RandomFlip().apply(new RandomShift(1, 0).apply(MANY, Rng.of(5).split("first")), Rng.of(5).split("second"));
        assertThat(chain.apply(MANY, Rng.of(5)).inputs().toFloats()).containsExactly(step.inputs().toFloats());
    }
}
