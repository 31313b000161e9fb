package org.ventral.tensor;

import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.ActivationKind;
import org.ventral.tensor.op.CrossEntropy;
import org.ventral.tensor.op.LogSoftmax;

/** The losses of {@link NeuralMethods}. */
final class Losses {
    private Losses() {}

    static Tensor crossEntropy(Tensor logits, Tensor classes, CrossEntropy form, Reduction reduction) {
        Tensor losses = Ops.apply(form, logits, classes);
        if (reduction != Reduction.MEAN || !form.ignores()) return reduction.apply(losses);
        Tensor counted = classes.ne(form.ignoreIndex()).sum().cast(losses.dtype());
        return losses.sum().div(counted);
    }

    static Tensor softCrossEntropy(Tensor logits, Tensor targets, Reduction reduction) {
        requireAlike("softCrossEntropy", logits, targets);
        if (logits.rank() < 2) throw new ShapeException("softCrossEntropy: logits must have rank 2 or more, [N, K, d…], got %s", logits.shape());
        return reduction.apply(Ops.apply(new LogSoftmax(1), logits).mul(targets).sum(1).neg());
    }

    /**
     * {@code t · softplus(−x) + (1 − t) · softplus(x)}: exact for large scores of either sign, where the shorter {@code softplus(x) − t x}
     * would lose everything to rounding.
     */
    static Tensor binaryCrossEntropy(Tensor logits, Tensor targets, Reduction reduction) {
        requireAlike("binaryCrossEntropyWithLogits", logits, targets);
        Activation softplus = new Activation(ActivationKind.SOFTPLUS, 0);
        Tensor ifTrue = Ops.apply(softplus, logits.neg()), ifFalse = Ops.apply(softplus, logits);
        return reduction.apply(targets.mul(ifTrue).add(targets.subFrom(1).mul(ifFalse)));
    }

    static Tensor squaredError(Tensor prediction, Tensor target, Reduction reduction) {
        requireAlike("mse", prediction, target);
        return reduction.apply(prediction.sub(target).square());
    }

    static Tensor huber(Tensor prediction, Tensor target, double delta, Reduction reduction) {
        return reduction.apply(huber("huber", prediction, target, delta));
    }

    static Tensor smoothL1(Tensor prediction, Tensor target, double beta, Reduction reduction) {
        return reduction.apply(huber("smoothL1", prediction, target, beta).div(beta));
    }

    /** {@code c (|d| − c/2)} with {@code c = min(|d|, δ)}: the square below δ and the line above in one expression. */
    private static Tensor huber(String op, Tensor prediction, Tensor target, double delta) {
        requireAlike(op, prediction, target);
        if (!(delta > 0 && Double.isFinite(delta))) throw new IllegalArgumentException(op + ": the limit must be positive, got " + delta);
        Tensor distance = prediction.sub(target).abs(), limited = distance.minimum(delta);
        return limited.mul(distance.sub(limited.mul(0.5)));
    }

    static Tensor klDivergence(Tensor logProbabilities, Tensor target, Reduction reduction) {
        requireAlike("klDivergence", logProbabilities, target);
        Tensor logarithm = target.maskedFill(target.detach().le(0), 1).log();           // 0 · ln 0 is 0
        return reduction.apply(target.mul(logarithm.sub(logProbabilities)));
    }

    private static void requireAlike(String op, Tensor prediction, Tensor target) {
        if (!prediction.dtype().isFloating()) throw new ShapeException("%s: the prediction must be floating, got %s", op, prediction.type());
        if (!target.dtype().isFloating()) throw new ShapeException("%s: the target must be floating, got %s; cast it first, as in t.cast(DType.FLOAT32)", op, target.type());
        if (!prediction.shape().equals(target.shape()))
            throw new ShapeException("%s: prediction %s and target %s must have one shape", op, prediction.shape(), target.shape());
    }
}
