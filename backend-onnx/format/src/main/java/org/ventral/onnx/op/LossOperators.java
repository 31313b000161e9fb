package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Reduction;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.CrossEntropy;

/** NegativeLogLikelihoodLoss and SoftmaxCrossEntropyLoss. */
final class LossOperators {
    private LossOperators() {}

    static void register(Registry registry) {
        registry.add("NegativeLogLikelihoodLoss", 12, call -> List.of(loss(call, call.tensor(0))));
        registry.add("SoftmaxCrossEntropyLoss", 12, LossOperators::crossEntropy);
    }

    /** Inputs: scores {@code [N, C, d…]}, classes {@code [N, d…]}, optionally weights {@code [C]}. Outputs: the loss, log-probabilities. */
    private static List<OnnxValue> crossEntropy(Call call) {
        Tensor scores = call.tensor(0);
        if (!call.wants(1) && !call.has(2)) {
            CrossEntropy form = call.hasAttribute("ignore_index") ? CrossEntropy.plain().ignoring(call.integer("ignore_index")) : CrossEntropy.plain();
            requireFit(call, scores, call.tensor(1));
            return List.of(Fit.of(call.type(0), scores.crossEntropy(call.tensor(1), form, reduction(call))));
        }
        Tensor logarithms = scores.logSoftmax(1);
        return List.of(loss(call, logarithms), Fit.of(call.type(0), logarithms));
    }

    private static Reduction reduction(Call call) {
        String text = call.text("reduction", "mean");
        return switch (text) {
            case "mean" -> Reduction.MEAN;
            case "sum" -> Reduction.SUM;
            case "none" -> Reduction.NONE;
            default -> throw call.malformed("reduction must be mean, sum or none, got '%s'".formatted(text));
        };
    }

    /** The weighted loss of log-probabilities {@code [N, C, d…]}; its mean is over the sum of the weights that count. */
    private static OnnxValue loss(Call call, Tensor logarithms) {
        ElementType type = call.type(0);
        Tensor classes = call.tensor(1);
        requireFit(call, logarithms, classes);
        Tensor ignored = call.hasAttribute("ignore_index") ? classes.eq(call.integer("ignore_index")) : null;
        Tensor known = ignored == null ? classes : classes.maskedFill(ignored, 0);
        Tensor losses = logarithms.gather(1, known.unsqueeze(1)).squeeze(1).neg();
        Tensor weights = call.has(2) ? call.tensor(2).indexSelect(0, known) : ignored == null ? null : Tensor.onesLike(losses);
        if (weights != null) {
            if (ignored != null) weights = weights.maskedFill(ignored, 0);
            losses = losses.mul(weights);
            if (ignored != null) losses = losses.maskedFill(ignored, 0);
        }
        return Fit.of(type, switch (reduction(call)) {
            case NONE -> losses;
            case SUM -> losses.sum();
            case MEAN -> weights == null ? losses.mean() : losses.sum().div(weights.sum());
        });
    }

    private static void requireFit(Call call, Tensor scores, Tensor classes) {
        if (scores.rank() < 2 || !classes.shape().equals(scores.shape().without(1)))
            throw call.malformed("scores must be [N, C, d…] and classes [N, d…], got %s and %s".formatted(scores.shape(), classes.shape()));
    }
}
