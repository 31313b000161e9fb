package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link GatedSteps}, by backpropagation through time. That of the weight is left out: from what this op gives, it is one product for all steps.
 *
 * <p>Inputs: {@code weight [3H, H]}; {@code h [N, H]} that the sequence began with; {@code h [T, N, H]} and {@code r, k, c̃, m [T, N, 4H]}, outputs of the forward op;
 * and the gradients of its outputs, that of the second only where anything depends on it. Outputs: the gradients of {@code input [T, N, 3H]}; where the reset gate
 * comes after the product, that of {@code U h + b [T, N, 3H]}, which differs from it in the block of c̃; and that of {@code h [N, H]} to begin with.
 *
 * @param reverse     as in the forward op
 * @param resetBefore as in the forward op
 */
public record GatedStepsGradient(boolean reverse, boolean resetBefore) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 5, 6);
        TensorType sequence = inputs.get(2), state = Steps.state(sequence);
        TensorType input = sequence.with(Shape.of(sequence.shape().size(0), sequence.shape().size(1), GatedSteps.GATES * sequence.shape().size(2)));
        Steps.sequence(this, GatedSteps.GATES, input, inputs.get(0));
        Steps.require(this, inputs.get(1), sequence, state.shape());
        Steps.require(this, inputs.get(3), sequence, GatedSteps.gates(sequence).shape());
        Normalized.requireGradient(name(), sequence, inputs.get(4));
        if (inputs.size() == 6) Normalized.requireGradient(name(), inputs.get(3), inputs.get(5));
        return resetBefore ? List.of(input, state) : List.of(input, input, state);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor weight = inputs.get(0), first = inputs.get(1), after = inputs.get(2), gates = inputs.get(3), gradient = inputs.get(4), carried = null;
        long hidden = weight.size(1);
        Tensor ofGates = weight.slice(0, 0, 2 * hidden), ofCandidate = weight.slice(0, 2 * hidden, GatedSteps.GATES * hidden);
        Tensor[] ofInput = new Tensor[Math.toIntExact(after.size(0))], ofU = new Tensor[ofInput.length];
        for (int i = ofInput.length - 1; i >= 0; i--) {
            int t = Steps.place(i, ofInput.length, reverse);
            Tensor gate = gates.select(0, t), more = inputs.size() == 6 ? inputs.get(5).select(0, t) : null, found = Steps.found(first, after, i, ofInput.length, reverse);
            Tensor reset = Steps.block(gate, 0, hidden), keep = Steps.block(gate, 1, hidden), candidate = Steps.block(gate, 2, hidden), made = Steps.block(gate, 3, hidden);
            Tensor g = Steps.plus(gradient.select(0, t), carried);
            Tensor c = Steps.plus(g.sub(g.mul(keep)), part(more, 2, hidden)).mul(Steps.tanhSlope(candidate));
            Tensor k = Steps.plus(g.mul(found.sub(candidate)), part(more, 1, hidden)).mul(Steps.sigmoidSlope(keep));
            Tensor m = Steps.plus(resetBefore ? c.matmul(ofCandidate) : c.mul(reset), part(more, 3, hidden));
            Tensor r = Steps.plus(resetBefore ? m.mul(found) : c.mul(made), part(more, 0, hidden)).mul(Steps.sigmoidSlope(reset));
            ofInput[t] = Tensor.concat(1, List.of(r, k, c));
            if (resetBefore) {
                carried = g.mul(keep).add(m.mul(reset)).add(Tensor.concat(1, List.of(r, k)).matmul(ofGates));
            } else {
                ofU[t] = Tensor.concat(1, List.of(r, k, m));
                carried = g.mul(keep).add(ofU[t].matmul(weight));
            }
        }
        return resetBefore ? List.of(Tensor.stack(0, ofInput), carried) : List.of(Tensor.stack(0, ofInput), Tensor.stack(0, ofU), carried);
    }

    private static Tensor part(Tensor orNull, int block, long hidden) {
        return orNull == null ? null : Steps.block(orNull, block, hidden);
    }
}
