package org.ventral.tensor.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Tensor;

/** Axis 1 of {@code [N, C, …]}. */
final class Channels {
    private Channels() {}

    /** A vector {@code [C]} as {@code [C, 1, …]}, which broadcasts along axis 1 of a tensor of that rank. */
    static Tensor along(Tensor vector, int rank) {
        long[] sizes = new long[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = vector.size(0);
        return vector.reshape(sizes);
    }

    /** All axes but the channels. */
    static Axes others(int rank) {
        return Axes.of(IntStream.range(0, rank).filter(axis -> axis != 1).boxed().toList());
    }
}
