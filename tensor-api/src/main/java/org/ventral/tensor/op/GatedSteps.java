package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * All steps of a gated recurrent unit in one direction (eqs. 7.50–7.53), behind the map of its input, which is one product for the whole sequence:
 * <pre>
 * r, k = σ(x_r + U_r h + b_r), σ(x_k + U_k h + b_k)      with x = input[t] and k the chapter's 1 − z
 * c̃    = tanh(x_c + r ⊙ m)   with m = U_c h + b_c         the reset gate after the product, as in PyTorch
 * c̃    = tanh(x_c + U_c m)   with m = r ⊙ h               the reset gate before it, eq. 7.52
 * h    ← c̃ + k ⊙ (h − c̃)
 * </pre>
 *
 * <p>Inputs: {@code input [T, N, 3H]}, that is V x + b with the blocks r, k, c̃; {@code weight [3H, H]}, U; {@code bias [3H]}, that of U, only where the reset gate
 * comes after the product, as before it all biases are one; {@code h [N, H]} to begin with. Outputs: {@code h [T, N, H]} after each step, and
 * {@code r, k, c̃, m [T, N, 4H]}, which the gradient needs. With at least one step.
 *
 * @param reverse     whether the sequence is read from its end; what belongs to step t stands at t all the same
 * @param resetBefore whether the reset gate acts on h instead of on what the weight makes of it
 */
public record GatedSteps(boolean reverse, boolean resetBefore) implements CompositeOp {
    static final int GATES = 3;

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, resetBefore ? 3 : 4);
        TensorType sequence = Steps.sequence(this, GATES, inputs.get(0), inputs.get(1));
        long hidden = sequence.shape().size(2);
        if (!resetBefore) Steps.require(this, inputs.get(2), sequence, Shape.of(GATES * hidden));
        Steps.require(this, inputs.getLast(), sequence, Steps.state(sequence).shape());
        return List.of(sequence, gates(sequence));
    }

    /** The second output, for the first. */
    static TensorType gates(TensorType sequence) {
        return sequence.with(Shape.of(sequence.shape().size(0), sequence.shape().size(1), (GATES + 1) * sequence.shape().size(2)));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor input = inputs.get(0), weight = inputs.get(1), h = inputs.getLast();
        long hidden = weight.size(1);
        Tensor ofGates = weight.slice(0, 0, 2 * hidden), ofCandidate = weight.slice(0, 2 * hidden, GATES * hidden);
        Tensor[] after = new Tensor[Math.toIntExact(input.size(0))], gates = new Tensor[after.length];
        for (int i = 0; i < after.length; i++) {
            int t = Steps.place(i, after.length, reverse);
            Tensor x = input.select(0, t), u = resetBefore ? h.linear(ofGates) : h.linear(weight, inputs.get(2));
            Tensor reset = Steps.block(x, 0, hidden).add(Steps.block(u, 0, hidden)).sigmoid(), keep = Steps.block(x, 1, hidden).add(Steps.block(u, 1, hidden)).sigmoid();
            Tensor made = resetBefore ? reset.mul(h) : Steps.block(u, 2, hidden);
            Tensor candidate = Steps.block(x, 2, hidden).add(resetBefore ? made.linear(ofCandidate) : reset.mul(made)).tanh();
            h = candidate.add(keep.mul(h.sub(candidate)));
            after[t] = h;
            gates[t] = Tensor.concat(1, List.of(reset, keep, candidate, made));
        }
        return List.of(Tensor.stack(0, after), Tensor.stack(0, gates));
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(context -> {
            Tensor weight = context.input(1), h = context.output(0), gates = context.output(1), first = context.input(resetBefore ? 2 : 3);
            List<Tensor> operands = new ArrayList<>(List.of(weight, first, h, gates, context.gradient(0)));
            if (context.arrived(1)) operands.add(context.gradient(1));
            List<Tensor> gradients = Ops.applyAll(new GatedStepsGradient(reverse, resetBefore), operands.toArray(Tensor[]::new));
            Tensor ofInput = gradients.getFirst(), before = Steps.rows(Steps.before(first, h, reverse));
            long hidden = weight.size(1);
            if (resetBefore) {
                Tensor rows = Steps.rows(ofInput), made = Steps.rows(gates.slice(2, GATES * hidden, (GATES + 1) * hidden));
                Tensor ofGates = rows.slice(1, 0, 2 * hidden).t().matmul(before), ofCandidate = Steps.block(rows, 2, hidden).t().matmul(made);
                return List.of(ofInput, Tensor.concat(0, List.of(ofGates, ofCandidate)), gradients.get(1));
            }
            Tensor ofU = Steps.rows(gradients.get(1));
            return List.of(ofInput, ofU.t().matmul(before), ofU.sum(0), gradients.get(2));
        });
    }
}
