package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link AveragePool}: each element of {@code g}, over the count of its window, is added to every element there.
 *
 * <p>Input: {@code g [N, C, out…]}. Output: {@code [N, C, spatial…]}.
 *
 * @param pool the pooling
 * @param input the shape of its input
 */
public record AveragePoolGradient(AveragePool pool, Shape input) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        TensorType g = inputs.getFirst();
        Checks.floating(name(), g);
        Shape output = pool.outputShape(name(), input);
        if (!g.shape().equals(output)) throw new ShapeException("%s: input %s pools to %s, but the gradient is %s", name(), input, output, g.shape());
        return List.of(g.with(input));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor g = inputs.getFirst();
        Windows windows = pool.windows(name(), input);
        Tensor share = g.div(pool.divisors(windows, g));
        for (int i = 0; i < windows.axes().size(); i++) share = share.unsqueeze(-1);
        return List.of(windows.fold(share.expand(g.shape().concat(windows.kernel()))));
    }

    /** Pooling is linear, so the gradient of its gradient is the pooling again. */
    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> List.of(Ops.apply(pool, c.gradient())));
    }
}
