package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Ops;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link CrossEntropy} with respect to the logits: {@code g · (softmax(x) − t)}, 0 where the class is the ignored one.
 *
 * <p>Inputs: logits {@code [N, K, d…]}, class numbers {@code [N, d…]}, {@code g [N, d…]}. Output: {@code [N, K, d…]}.
 *
 * @param smoothing as in {@link CrossEntropy}
 * @param overOthers as in {@link CrossEntropy}
 * @param ignoreIndex as in {@link CrossEntropy}
 */
public record CrossEntropyGradient(double smoothing, boolean overOthers, long ignoreIndex) implements CompositeOp {
    /** The op whose gradient this is. */
    public CrossEntropy forward() {
        return new CrossEntropy(smoothing, overOthers, ignoreIndex);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType logits = inputs.get(0), g = inputs.get(2);
        TensorType losses = logits.with(forward().requireFit(name(), logits, inputs.get(1)));
        if (!g.equals(losses)) throw new ShapeException("%s: the losses are %s, but their gradient is %s", name(), losses, g);
        return List.of(logits);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor logits = inputs.get(0), indices = inputs.get(1), g = inputs.get(2);
        Tensor error = Ops.apply(new Softmax(1), logits).sub(forward().targets(logits, indices));
        Tensor weights = forward().ignores() ? g.maskedFill(indices.eq(ignoreIndex), 0) : g;
        return List.of(error.mul(weights.unsqueeze(1)));
    }
}
