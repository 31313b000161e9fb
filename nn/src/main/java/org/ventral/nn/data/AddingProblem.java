package org.ventral.nn.data;

import java.util.Objects;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * The adding problem (Hochreiter and Schmidhuber, 1997): a test of how far back a recurrent network can look.
 *
 * <p>A sample is a sequence of pairs {@code [T, 2]}: a number from [0, 1), and a mark. Two steps are marked by 1, one in each half of the sequence, all others
 * by 0. The answer {@code [1]} is the sum of the two marked numbers. Whoever remembers nothing does best by saying 1 at all times, and has the mean squared
 * error {@value #BASELINE}, the variance of that sum.
 *
 * <p>Samples are made when they are asked for, each from a stream of random numbers of its own.
 *
 * @param length steps T of a sequence, at least 2
 * @param size   number of samples, at least 1
 * @param seed   what they are made from
 */
public record AddingProblem(int length, int size, long seed) implements Dataset {
    /** The mean squared error of saying 1 at all times: twice the variance of a number from [0, 1). */
    public static final double BASELINE = 1 / 6.0;

    /** Checks the sizes. */
    public AddingProblem {
        if (length < 2) throw new IllegalArgumentException("AddingProblem: two steps are marked, so the length must be at least 2, got " + length);
        if (size < 1) throw new IllegalArgumentException("AddingProblem: there must be at least 1 sample, got " + size);
    }

    @Override public Batch get(int... indices) {
        Rng all = Rng.of(seed).split("adding");
        float[] pairs = new float[Math.multiplyExact(indices.length, 2 * length)], sums = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            Rng rng = all.split(Objects.checkIndex(indices[i], size));
            int from = i * 2 * length;
            for (int t = 0; t < length; t++) pairs[from + 2 * t] = rng.nextFloat();
            int first = rng.nextInt(0, length / 2), second = rng.nextInt(length / 2, length);
            for (int marked : new int[] {first, second}) {
                pairs[from + 2 * marked + 1] = 1;
                sums[i] += pairs[from + 2 * marked];
            }
        }
        return new Batch(Tensor.of(pairs, indices.length, length, 2), Tensor.of(sums, indices.length, 1));
    }
}
