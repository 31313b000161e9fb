package org.ventral.tools.cli.train;

import java.util.Objects;
import org.ventral.nn.data.Batch;
import org.ventral.nn.data.Dataset;
import org.ventral.tensor.Tensor;

/**
 * Images as they are and moved by some pixels in each of the eight directions: nine samples of each image, which teach a model that a place
 * matters little. What is moved in at an edge repeats the edge.
 *
 * <p>Sample {@code i + k · n} is image {@code i} of {@code n}, moved in direction {@code k}; nothing is random here, so that any part of an
 * epoch can be dealt again.
 */
final class ShiftedImages implements Dataset {
    private static final int DIRECTIONS = 9;

    private final Dataset images;
    private final int pixels;

    /**
     * Moves images.
     *
     * @param images with inputs {@code [N, C, H, W]}
     * @param pixels how far, at least 1
     */
    ShiftedImages(Dataset images, int pixels) {
        if (pixels < 1) throw new IllegalArgumentException("ShiftedImages: images must be moved by at least 1 pixel, got " + pixels);
        this.images = images;
        this.pixels = pixels;
    }

    @Override public int size() {
        return Math.multiplyExact(images.size(), DIRECTIONS);
    }

    @Override public Batch get(int... indices) {
        int[] chosen = new int[indices.length];
        for (int i = 0; i < indices.length; i++) chosen[i] = Objects.checkIndex(indices[i], size()) % images.size();
        Batch plain = images.get(chosen);
        long[] shape = plain.inputs().shape().toArray();
        int channels = (int) shape[1], height = (int) shape[2], width = (int) shape[3], plane = height * width;
        float[] from = plain.inputs().toFloats(), to = new float[from.length];
        for (int i = 0; i < indices.length; i++) {
            int direction = indices[i] / images.size(), down = (direction / 3 - 1) * pixels, right = (direction % 3 - 1) * pixels;
            for (int c = 0; c < channels; c++) move(from, to, (i * channels + c) * plane, height, width, down, right);
        }
        return new Batch(Tensor.of(to, shape), plain.targets());
    }

    private static void move(float[] from, float[] to, int at, int height, int width, int down, int right) {
        for (int row = 0; row < height; row++) {
            int source = at + Math.clamp(row - down, 0, height - 1) * width, target = at + row * width;
            for (int column = 0; column < width; column++) to[target + column] = from[source + Math.clamp(column - right, 0, width - 1)];
        }
    }
}
