package org.ventral.nn.loss;

import org.ventral.tensor.Reduction;
import org.ventral.tensor.Tensor;

/**
 * Huber's loss: the squared error up to a distance, its tangent beyond, so that outliers count less.
 *
 * @param delta the distance, positive
 */
public record Huber(double delta) implements Loss {
    /** Checks the distance. */
    public Huber {
        if (!(delta > 0)) throw new IllegalArgumentException("Huber: delta must be positive, got " + delta);
    }

    /** The mean over all elements. */
    public static Tensor mean(Tensor output, Tensor target, double delta) {
        return output.huber(target, delta, Reduction.MEAN);
    }

    @Override public Tensor of(Tensor output, Tensor target) {
        return mean(output, target, delta);
    }
}
