package org.ventral.nn.data;

import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Some samples of a data set.
 *
 * @param inputs  {@code [N, …]}, what a model gets
 * @param targets {@code [N, …]}, what it should answer: for classes int32 {@code [N]}
 */
public record Batch(Tensor inputs, Tensor targets) {
    /** Checks that there are as many inputs as targets. */
    public Batch {
        if (inputs.rank() == 0 || targets.rank() == 0 || inputs.size(0) != targets.size(0))
            throw new ShapeException("Batch: inputs %s and targets %s must have the same first axis", inputs.shape(), targets.shape());
    }

    /** Number of samples. */
    public int size() {
        return (int) inputs.size(0);
    }
}
