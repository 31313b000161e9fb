package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link PlainSteps}, by backpropagation through time (eqs. 7.29–7.34). That of the weight is left out: from what this op gives, it is one product
 * for all steps.
 *
 * <p>Inputs: {@code weight [H, H]}; {@code h [T, N, H]}, the output of the forward op, and its gradient. Outputs: the gradients of {@code input [T, N, H]} and of
 * {@code h [N, H]} to begin with.
 *
 * @param reverse as in the forward op
 * @param relu    as in the forward op
 */
public record PlainStepsGradient(boolean reverse, boolean relu) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 3);
        TensorType sequence = Steps.sequence(this, 1, inputs.get(1), inputs.get(0));
        Normalized.requireGradient(name(), sequence, inputs.get(2));
        return List.of(sequence, Steps.state(sequence));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor weight = inputs.get(0), after = inputs.get(1), gradient = inputs.get(2), carried = null;
        Tensor[] ofInput = new Tensor[Math.toIntExact(after.size(0))];
        for (int i = ofInput.length - 1; i >= 0; i--) {
            int t = Steps.place(i, ofInput.length, reverse);
            Tensor h = after.select(0, t), g = Steps.plus(gradient.select(0, t), carried);
            ofInput[t] = relu ? h.gt(0).where(g, 0) : g.mul(Steps.tanhSlope(h));
            carried = ofInput[t].matmul(weight);
        }
        return List.of(Tensor.stack(0, ofInput), carried);
    }
}
