package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * All steps of a plain recurrent unit in one direction, {@code h ← σ(input[t] + U h)} (eq. 7.25), behind the map of its input, which is one product for the whole
 * sequence.
 *
 * <p>Inputs: {@code input [T, N, H]}, that is V x + b; {@code weight [H, H]}, U; {@code h [N, H]} to begin with. Output: {@code h [T, N, H]} after each step. With at
 * least one step.
 *
 * @param reverse whether the sequence is read from its end; what belongs to step t stands at t all the same
 * @param relu    whether σ is a rectifier instead of tanh
 */
public record PlainSteps(boolean reverse, boolean relu) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType sequence = Steps.sequence(this, 1, inputs.get(0), inputs.get(1));
        Steps.require(this, inputs.get(2), sequence, Steps.state(sequence).shape());
        return List.of(sequence);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor input = inputs.get(0), weight = inputs.get(1), h = inputs.get(2);
        Tensor[] after = new Tensor[Math.toIntExact(input.size(0))];
        for (int i = 0; i < after.length; i++) {
            int t = Steps.place(i, after.length, reverse);
            Tensor a = input.select(0, t).add(h.linear(weight));
            h = relu ? a.relu() : a.tanh();
            after[t] = h;
        }
        return List.of(Tensor.stack(0, after));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(context -> {
            Tensor h = context.output(0);
            List<Tensor> gradients = Ops.applyAll(new PlainStepsGradient(reverse, relu), context.input(1), h, context.gradient(0));
            Tensor ofInput = gradients.getFirst();
            return List.of(ofInput, Steps.rows(ofInput).t().matmul(Steps.rows(Steps.before(context.input(2), h, reverse))), gradients.get(1));
        });
    }
}
