package org.ventral.nn.signal;

import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/** Kernels for images, made by hand: those of figure 7.6 and their parts. Float32, symmetric, so that convolution and cross-correlation agree. */
public final class Kernels {
    private Kernels() {}

    /** Finds edges: 8 in the middle and −1 around, {@code [3, 3]}. Its sum is 0, so that areas of one colour become black. */
    public static Tensor edge() {
        return square(-1, -1, -1, -1, 8, -1, -1, -1, -1);
    }

    /** Sharpens: {@linkplain #identity identity} plus {@linkplain #laplacian Laplacian}, {@code [3, 3]}. Its sum is 1, so that areas of one colour stay. */
    public static Tensor sharpen() {
        return square(0, -1, 0, -1, 5, -1, 0, -1, 0);
    }

    /** Leaves an image as it is, {@code [3, 3]}. */
    public static Tensor identity() {
        return square(0, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    /** By how much a pixel differs from its four neighbours, {@code [3, 3]}: minus the second derivative. */
    public static Tensor laplacian() {
        return square(0, -1, 0, -1, 4, -1, 0, -1, 0);
    }

    /** Blurs: the mean of a square of pixels, {@code [size, size]}. */
    public static Tensor blur(int size) {
        if (size < 1) throw new IllegalArgumentException("Kernels: the size must be at least 1, got " + size);
        return Tensor.full(1.0 / ((double) size * size), size, size);
    }

    /** Blurs with weights that fall off from the middle as a normal distribution of a deviation, in pixels, does: {@code [size, size]}, the sum is 1. */
    public static Tensor gaussian(int size, double deviation) {
        if (size < 1 || !(deviation > 0)) throw new IllegalArgumentException("Kernels: size and deviation must be positive, got " + size + " and " + deviation);
        Tensor along = Tensor.arange(size).cast(DType.FLOAT32).sub((size - 1) / 2.0).div(deviation).square().mul(-0.5).exp();
        Tensor weights = along.div(along.sum());
        return weights.outer(weights);
    }

    private static Tensor square(float... weights) {
        return Tensor.of(weights, 3, 3);
    }
}
