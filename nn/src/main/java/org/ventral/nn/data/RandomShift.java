package org.ventral.nn.data;

import java.util.Arrays;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Moves each image {@code [C, H, W]} of a batch by a random number of pixels down and to the right, or up and to the left.
 *
 * @param pixels at most so many, either way and along either axis
 * @param fill   what comes in from outside: the value of the background, {@code standardize.apply(0)} for black
 */
public record RandomShift(int pixels, float fill) implements Augmentation {
    /** Checks the distance. */
    public RandomShift {
        if (pixels < 0) throw new IllegalArgumentException("RandomShift: the distance must not be negative, got " + pixels);
    }

    @Override public Batch apply(Batch batch, Rng rng) {
        Tensor images = batch.inputs();
        if (images.rank() != 4) throw new ShapeException("RandomShift: images are [N, C, H, W], got %s", images.shape());
        int n = (int) images.size(0), channels = (int) images.size(1), h = (int) images.size(2), w = (int) images.size(3);
        float[] from = images.toFloats(), to = new float[from.length];
        Arrays.fill(to, fill);
        for (int i = 0; i < n; i++) {
            int down = rng.nextInt(-pixels, pixels + 1), right = rng.nextInt(-pixels, pixels + 1);
            int length = w - Math.abs(right), source = Math.max(0, -right), target = Math.max(0, right);
            if (length <= 0) continue;
            for (int c = 0; c < channels; c++)
                for (int y = Math.max(0, down); y < Math.min(h, h + down); y++) {
                    int plane = (i * channels + c) * h;
                    System.arraycopy(from, (plane + y - down) * w + source, to, (plane + y) * w + target, length);
                }
        }
        return new Batch(Tensor.of(to, n, channels, h, w), batch.targets());
    }
}
