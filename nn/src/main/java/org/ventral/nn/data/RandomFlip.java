package org.ventral.nn.data;

import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** Shows each image {@code [C, H, W]} of a batch as in a mirror, left for right, with probability one half. For things that have no side: clothes, not digits. */
public record RandomFlip() implements Augmentation {
    @Override public Batch apply(Batch batch, Rng rng) {
        Tensor images = batch.inputs();
        if (images.rank() != 4) throw new ShapeException("RandomFlip: images are [N, C, H, W], got %s", images.shape());
        int n = (int) images.size(0), rows = (int) (images.size(1) * images.size(2)), w = (int) images.size(3);
        float[] values = images.toFloats();
        for (int i = 0; i < n; i++) {
            if (rng.nextInt(0, 2) == 0) continue;
            for (int row = i * rows; row < (i + 1) * rows; row++) mirror(values, row * w, w);
        }
        return new Batch(Tensor.of(values, images.shape().toArray()), batch.targets());
    }

    private static void mirror(float[] values, int from, int length) {
        for (int left = from, right = from + length - 1; left < right; left++, right--) {
            float kept = values[left];
            values[left] = values[right];
            values[right] = kept;
        }
    }
}
