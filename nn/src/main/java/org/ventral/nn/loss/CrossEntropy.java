package org.ventral.nn.loss;

import org.ventral.tensor.Reduction;
import org.ventral.tensor.Tensor;

/**
 * The cross-entropy between scores {@code [N, K, d…]}, before any softmax, and the true classes {@code [N, d…]}, int32 or int64; or, for a
 * floating target of the scores' shape, probabilities.
 *
 * @param form label smoothing in either convention (eq. 7.129), and a class number to ignore; used for class numbers only
 */
public record CrossEntropy(org.ventral.tensor.op.CrossEntropy form) implements Loss {
    /** Without smoothing. */
    public CrossEntropy() {
        this(org.ventral.tensor.op.CrossEntropy.plain());
    }

    /** With targets {@code 1 − ε + ε/K} and {@code ε/K}, as in most libraries. */
    public static CrossEntropy smoothed(double epsilon) {
        return new CrossEntropy(org.ventral.tensor.op.CrossEntropy.plain().smoothedOverAll(epsilon));
    }

    /** With targets {@code 1 − ε} and {@code ε/(K−1)} (eq. 7.129). */
    public static CrossEntropy smoothedOverOthers(double epsilon) {
        return new CrossEntropy(org.ventral.tensor.op.CrossEntropy.plain().smoothedOverOthers(epsilon));
    }

    /** The mean over a batch, without smoothing. */
    public static Tensor mean(Tensor logits, Tensor classes) {
        return logits.crossEntropy(classes);
    }

    @Override public Tensor of(Tensor logits, Tensor target) {
        return target.dtype().isFloating() ? logits.softCrossEntropy(target, Reduction.MEAN) : logits.crossEntropy(target, form, Reduction.MEAN);
    }
}
