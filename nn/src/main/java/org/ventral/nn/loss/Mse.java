package org.ventral.nn.loss;

import org.ventral.tensor.Tensor;

/** The mean squared error between an output and a target of the same shape. */
public record Mse() implements Loss {
    /** The mean over all elements. */
    public static Tensor mean(Tensor output, Tensor target) {
        return output.mse(target);
    }

    @Override public Tensor of(Tensor output, Tensor target) {
        return mean(output, target);
    }
}
