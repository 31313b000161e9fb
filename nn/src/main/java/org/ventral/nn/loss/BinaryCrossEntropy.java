package org.ventral.nn.loss;

import org.ventral.tensor.Reduction;
import org.ventral.tensor.Tensor;

/** The cross-entropy of two classes between scores, before any sigmoid, and targets from 0 to 1 of the same shape. */
public record BinaryCrossEntropy() implements Loss {
    /** The mean over all elements. */
    public static Tensor mean(Tensor logits, Tensor targets) {
        return logits.binaryCrossEntropyWithLogits(targets, Reduction.MEAN);
    }

    @Override public Tensor of(Tensor logits, Tensor targets) {
        return mean(logits, targets);
    }
}
