package org.ventral.nn.data;

import java.util.Arrays;
import java.util.Objects;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * Grey images as samples: inputs float32 {@code [N, 1, H, W]}, scaled to [0, 1] and then standardized; targets int32 {@code [N]}.
 *
 * <p>Images stay bytes until they are asked for; a black border can be added then.
 */
public final class ImageDataset implements Dataset {
    private final LabelledImages images;
    private final int border;
    /** What each byte becomes. */
    private final float[] levels = new float[256];

    private ImageDataset(LabelledImages images, int border, Standardize standardize) {
        if (border < 0) throw new IllegalArgumentException("ImageDataset: the border must not be negative, got " + border);
        this.images = images;
        this.border = border;
        for (int level = 0; level < levels.length; level++) levels[level] = standardize.apply(level / (double) images.white());
    }

    /** Images of their own size. */
    public static ImageDataset of(LabelledImages images, Standardize standardize) {
        return new ImageDataset(images, 0, standardize);
    }

    /** Images with black pixels added on each side: a border of 2 makes 32×32 of 28×28. */
    public static ImageDataset of(LabelledImages images, int border, Standardize standardize) {
        return new ImageDataset(images, border, standardize);
    }

    /** The same images, brought to another scale: to that which a trained model knows. */
    public ImageDataset standardizedBy(Standardize standardize) {
        return new ImageDataset(images, border, standardize);
    }

    /** The images as they are stored. */
    public LabelledImages images() {
        return images;
    }

    /** The shape of one sample, {@code [1, H, W]}, border included. */
    public Shape sampleShape() {
        return Shape.of(1, height(), width());
    }

    private int height() {
        return images.height() + 2 * border;
    }

    private int width() {
        return images.width() + 2 * border;
    }

    @Override public int size() {
        return images.count();
    }

    @Override public Batch get(int... indices) {
        int h = images.height(), w = images.width(), wide = width(), plane = height() * wide;
        float[] values = new float[Math.multiplyExact(indices.length, plane)];
        int[] classes = new int[indices.length];
        if (border > 0) Arrays.fill(values, levels[0]);
        byte[] pixels = images.pixels();
        for (int i = 0; i < indices.length; i++) {
            int image = Objects.checkIndex(indices[i], size());
            classes[i] = images.label(image);
            int from = image * h * w, to = i * plane + border * wide + border;
            for (int row = 0; row < h; row++, from += w, to += wide)
                for (int column = 0; column < w; column++) values[to + column] = levels[pixels[from + column] & 0xff];
        }
        return new Batch(Tensor.of(values, indices.length, 1, height(), wide), Tensor.of(classes, indices.length));
    }
}
