package org.ventral.nn.vision.explain;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.GradientRule;

/** {@code max(x, 0)} with another way back than the gradient's. */
record RuledRectifier(BackwardRule rule) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        return List.of(inputs.getFirst().relu());
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(context -> {
            Tensor positive = context.gradient().relu();
            return List.of(rule == BackwardRule.GUIDED ? positive.maskedFill(context.input(0).le(0), 0) : positive);
        });
    }

    @Override public String name() {
        return "RELU_" + rule;
    }
}
