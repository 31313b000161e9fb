package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * All steps of a long short-term memory in one direction (eqs. 7.39–7.44), behind the map of its input, which is one product for the whole sequence:
 * <pre>
 * i, f, c̃, o = σ(a_i), σ(a_f), tanh(a_c), σ(a_o)      with a = input[t] + U h
 * c ← f ⊙ c + i ⊙ c̃
 * h ← o ⊙ σ_h(c)
 * </pre>
 *
 * <p>Inputs: {@code input [T, N, 4H]}, that is V x + b with the blocks i, f, c̃, o; {@code weight [4H, H]}, U; {@code h [N, H]} and {@code c [N, H]} to begin with.
 * Outputs: {@code h [T, N, H]} and {@code c [T, N, H]} after each step, and the gates {@code i, f, c̃, o [T, N, 4H]}, which the gradient needs. With at least one step.
 *
 * @param reverse  whether the sequence is read from its end; what belongs to step t stands at t all the same
 * @param identity whether σ_h is the identity instead of tanh
 */
public record LstmSteps(boolean reverse, boolean identity) implements CompositeOp {
    private static final int GATES = 4;

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 4);
        TensorType input = inputs.get(0), sequence = Steps.sequence(this, GATES, input, inputs.get(1));
        for (TensorType state : inputs.subList(2, 4)) Steps.require(this, state, input, Steps.state(sequence).shape());
        return List.of(sequence, sequence, input);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor input = inputs.get(0), recurrent = inputs.get(1), h = inputs.get(2), c = inputs.get(3);
        int steps = Math.toIntExact(input.size(0));
        long hidden = recurrent.size(1);
        Tensor[] hs = new Tensor[steps], cs = new Tensor[steps], gates = new Tensor[steps];
        for (int i = 0; i < steps; i++) {
            int t = Steps.place(i, steps, reverse);
            Tensor a = input.select(0, t).add(h.linear(recurrent));
            Tensor write = Steps.block(a, 0, hidden).sigmoid(), keep = Steps.block(a, 1, hidden).sigmoid(), candidate = Steps.block(a, 2, hidden).tanh(), show = Steps.block(a, 3, hidden).sigmoid();
            c = keep.mul(c).add(write.mul(candidate));
            h = show.mul(identity ? c : c.tanh());
            hs[t] = h;
            cs[t] = c;
            gates[t] = Tensor.concat(1, List.of(write, keep, candidate, show));
        }
        return List.of(Tensor.stack(0, hs), Tensor.stack(0, cs), Tensor.stack(0, gates));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(context -> {
            Tensor weight = context.input(1), h = context.output(0);
            List<Tensor> operands = new ArrayList<>(List.of(weight, context.input(3), context.output(1), context.output(2), context.gradient(0), context.gradient(1)));
            if (context.arrived(2)) operands.add(context.gradient(2));
            List<Tensor> gradients = Ops.applyAll(new LstmStepsGradient(reverse, identity), operands.toArray(Tensor[]::new));
            Tensor ofInput = gradients.get(0);
            return List.of(ofInput, Steps.rows(ofInput).t().matmul(Steps.rows(Steps.before(context.input(2), h, reverse))), gradients.get(1), gradients.get(2));
        });
    }
}
