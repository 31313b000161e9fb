package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link LstmSteps}, by backpropagation through time. That of the weight is left out: from what this op gives, it is one product for all steps.
 *
 * <p>Inputs: {@code weight [4H, H]}; {@code c [N, H]} that the sequence began with; {@code c [T, N, H]} and the gates {@code [T, N, 4H]}, outputs of the forward
 * op; and the gradients of its outputs, {@code h [T, N, H]}, {@code c [T, N, H]} and, where anything depends on them, the gates {@code [T, N, 4H]}.
 * Outputs: the gradients of {@code input [T, N, 4H]} and of {@code h [N, H]} and {@code c [N, H]} to begin with.
 *
 * @param reverse  as in the forward op
 * @param identity as in the forward op
 */
public record LstmStepsGradient(boolean reverse, boolean identity) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 6, 7);
        TensorType first = inputs.get(1), gates = inputs.get(3);
        new LstmSteps(reverse, identity).infer(List.of(gates, inputs.get(0), first, first));
        Normalized.requireGradient(name(), inputs.get(2), inputs.get(4));
        Normalized.requireGradient(name(), inputs.get(2), inputs.get(5));
        if (inputs.size() == 7) Normalized.requireGradient(name(), gates, inputs.get(6));
        return List.of(gates, first, first);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor weight = inputs.get(0), begin = inputs.get(1), cells = inputs.get(2), gates = inputs.get(3), gh = inputs.get(4), gc = inputs.get(5);
        int steps = Math.toIntExact(gates.size(0));
        long hidden = weight.size(1);
        Tensor[] ofInput = new Tensor[steps];
        Tensor dh = null, dc = null;
        for (int i = steps - 1; i >= 0; i--) {
            int t = Steps.place(i, steps, reverse);
            Tensor gate = gates.select(0, t), cell = cells.select(0, t), found = Steps.found(begin, cells, i, steps, reverse);
            Tensor write = Steps.block(gate, 0, hidden), keep = Steps.block(gate, 1, hidden), candidate = Steps.block(gate, 2, hidden), show = Steps.block(gate, 3, hidden);
            Tensor shown = identity ? cell : cell.tanh();
            Tensor h = Steps.plus(gh.select(0, t), dh), c = Steps.plus(gc.select(0, t), dc);
            Tensor slope = identity ? show : show.mul(Steps.tanhSlope(shown));
            c = c.add(h.mul(slope));
            Tensor ofGates = Tensor.concat(1, List.of(c.mul(candidate), c.mul(found), c.mul(write), h.mul(shown)));
            if (inputs.size() == 7) ofGates = ofGates.add(inputs.get(6).select(0, t));
            Tensor slopes = Tensor.concat(1, List.of(Steps.sigmoidSlope(write), Steps.sigmoidSlope(keep), Steps.tanhSlope(candidate), Steps.sigmoidSlope(show)));
            ofInput[t] = ofGates.mul(slopes);
            dh = ofInput[t].matmul(weight);
            dc = c.mul(keep);
        }
        return List.of(Tensor.stack(0, ofInput), dh, dc);
    }
}
