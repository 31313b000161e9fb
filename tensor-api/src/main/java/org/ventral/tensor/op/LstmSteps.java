package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
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
        TensorType input = inputs.get(0), weight = inputs.get(1);
        Checks.floating(name(), input);
        if (input.shape().rank() != 3 || weight.shape().rank() != 2 || input.shape().size(0) == 0)
            throw new ShapeException("%s: input must be [T, N, 4H] with at least one step and weight [4H, H], got %s and %s", name(), input.shape(), weight.shape());
        long steps = input.shape().size(0), batch = input.shape().size(1), hidden = weight.shape().size(1);
        require(weight, input, Shape.of(GATES * hidden, hidden));
        require(input, input, Shape.of(steps, batch, GATES * hidden));
        for (TensorType state : inputs.subList(2, 4)) require(state, input, Shape.of(batch, hidden));
        TensorType sequence = input.with(Shape.of(steps, batch, hidden));
        return List.of(sequence, sequence, input);
    }

    private void require(TensorType type, TensorType input, Shape shape) {
        Checks.sameDType(name(), input, type);
        if (!type.shape().equals(shape)) throw new ShapeException("%s: an operand is %s where the others ask for %s", name(), type.shape(), shape);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor input = inputs.get(0), recurrent = inputs.get(1), h = inputs.get(2), c = inputs.get(3);
        int steps = Math.toIntExact(input.size(0));
        long hidden = recurrent.size(1);
        Tensor[] hs = new Tensor[steps], cs = new Tensor[steps], gates = new Tensor[steps];
        for (int t : order(steps)) {
            Tensor a = input.select(0, t).add(h.linear(recurrent));
            Tensor write = block(a, 0, hidden).sigmoid(), keep = block(a, 1, hidden).sigmoid(), candidate = block(a, 2, hidden).tanh(), show = block(a, 3, hidden).sigmoid();
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
            return List.of(ofInput, rows(ofInput).t().matmul(rows(before(h, context.input(2)))), gradients.get(1), gradients.get(2));
        });
    }

    /** What each step found: the values after the one that came before it. */
    private Tensor before(Tensor after, Tensor first) {
        Tensor begin = first.unsqueeze(0);
        long steps = after.size(0);
        return reverse ? Tensor.concat(0, List.of(after.slice(0, 1, steps), begin)) : Tensor.concat(0, List.of(begin, after.slice(0, 0, steps - 1)));
    }

    private static Tensor rows(Tensor x) {
        return x.reshape(x.size(0) * x.size(1), x.size(2));
    }

    static Tensor block(Tensor a, int gate, long hidden) {
        return a.slice(1, gate * hidden, (gate + 1) * hidden);
    }

    /** The places of the steps in the order in which they happen. */
    private int[] order(int steps) {
        int[] order = new int[steps];
        for (int i = 0; i < steps; i++) order[i] = reverse ? steps - 1 - i : i;
        return order;
    }
}
