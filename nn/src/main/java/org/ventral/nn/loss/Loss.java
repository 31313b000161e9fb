package org.ventral.nn.loss;

import org.ventral.tensor.Tensor;

/** What training makes small: a scalar that says how far an output is from its target, averaged over the batch. */
@FunctionalInterface
public interface Loss {
    /**
     * The mean loss of a batch, differentiable.
     *
     * @param output {@code [N, …]}, what the model answered
     * @param target {@code [N, …]}, what it should have; form and dtype as the loss says
     */
    Tensor of(Tensor output, Tensor target);
}
