package org.ventral.onnx.op;

import java.util.Arrays;
import org.ventral.tensor.Tensor;

/** Axis 1 of {@code [N, C, …]}. */
final class Channels {
    private Channels() {}

    /** A vector {@code [C]} as {@code [C, 1, …]}, which broadcasts along axis 1 of a tensor of that rank. */
    static Tensor along(Tensor vector, int rank) {
        long[] sizes = new long[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = vector.elements();
        return vector.reshape(sizes);
    }
}
