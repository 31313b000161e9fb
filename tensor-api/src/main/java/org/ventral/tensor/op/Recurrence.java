package org.ventral.tensor.op;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * A recurrent network over a whole sequence, one layer in one direction: ONNX's RNN, LSTM and GRU.
 *
 * <p>Inputs: {@code x [T, N, I]} with at least one step; {@code V [gates · H, I]}, {@code U [gates · H, H]} and, with {@code bias}, those of V and of U,
 * {@code [gates · H]} each; the state to begin with, {@code [N, H]} for each tensor of it; and with {@code lengths} the number of steps of each sequence, int64
 * {@code [N]}, from 0 to T. Outputs: h after each step, {@code [T, N, H]}, and the state at the end. Behind the end of a shorter sequence h is 0 and the state stays; read
 * from its end, it is read from its own.
 *
 * @param unit    what happens at a step
 * @param reverse whether sequences are read from their ends; what belongs to step t stands at t all the same
 * @param bias    whether there are biases
 * @param lengths whether sequences have lengths of their own
 */
public record Recurrence(RecurrentUnit unit, boolean reverse, boolean bias, boolean lengths) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        int first = firstState();
        Checks.arity(this, inputs, first + unit.states() + (lengths ? 1 : 0));
        TensorType x = inputs.getFirst(), recurrent = inputs.get(2);
        Checks.floating(name(), x);
        if (x.shape().rank() != 3 || x.shape().size(0) == 0 || recurrent.shape().rank() != 2)
            throw new ShapeException("%s: x must be [T, N, I] with at least one step and U [gates · H, H], got %s and %s", name(), x.shape(), recurrent.shape());
        long batch = x.shape().size(1), hidden = recurrent.shape().size(1), rows = unit.gates() * hidden;
        require(inputs.get(1), x, Shape.of(rows, x.shape().size(2)));
        require(recurrent, x, Shape.of(rows, hidden));
        for (TensorType vector : inputs.subList(3, first)) require(vector, x, Shape.of(rows));
        TensorType state = x.with(Shape.of(batch, hidden));
        for (TensorType tensor : inputs.subList(first, first + unit.states())) require(tensor, x, state.shape());
        if (lengths && !inputs.getLast().equals(new TensorType(DType.INT64, Shape.of(batch))))
            throw new ShapeException("%s: lengths must be int64 [%d], got %s", name(), batch, inputs.getLast());
        List<TensorType> outputs = new ArrayList<>(List.of(x.with(Shape.of(x.shape().size(0), batch, hidden))));
        for (int i = 0; i < unit.states(); i++) outputs.add(state);
        return outputs;
    }

    private void require(TensorType type, TensorType x, Shape shape) {
        Checks.sameDType(name(), x, type);
        if (!type.shape().equals(shape)) throw new ShapeException("%s: an operand is %s where the others ask for %s", name(), type.shape(), shape);
    }

    private int firstState() {
        return bias ? 5 : 3;
    }

    /**
     * Lengths are a matter of where things stand: a sequence that is read from its end is turned around within its length, read like the others, and turned back. What
     * is computed behind an end is never looked at.
     */
    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        List<Tensor> state = inputs.subList(firstState(), firstState() + unit.states());
        if (!lengths) {
            List<Tensor> sequences = steps(inputs.getFirst(), inputs, state, reverse);
            long end = reverse ? 0 : inputs.getFirst().size(0) - 1;
            return results(sequences.getFirst(), sequences.stream().map(sequence -> sequence.select(0, end)).toList());
        }
        Tensor x = inputs.getFirst(), counts = inputs.getLast().unsqueeze(0), places = Tensor.arange(x.size(0)).to(x.device()).unsqueeze(1);
        Tensor running = places.lt(counts), turned = reverse ? running.where(counts.sub(1).sub(places), places) : null;
        List<Tensor> sequences = steps(reverse ? taken(x, turned) : x, inputs, state, false), end = new ArrayList<>();
        for (int k = 0; k < state.size(); k++) {
            Tensor withFirst = Tensor.concat(0, state.get(k).unsqueeze(0), sequences.get(k));
            end.add(taken(withFirst, counts).squeeze(0));
        }
        Tensor h = running.unsqueeze(2).where(sequences.getFirst(), 0);
        return results(reverse ? taken(h, turned) : h, end);
    }

    /** From {@code [T, N, F]} the rows that {@code [K, N]} names for each sequence, {@code [K, N, F]}. */
    private static Tensor taken(Tensor sequence, Tensor places) {
        return sequence.gather(0, places.unsqueeze(2).expand(places.size(0), places.size(1), sequence.size(2)));
    }

    private static List<Tensor> results(Tensor h, List<Tensor> end) {
        List<Tensor> results = new ArrayList<>(List.of(h));
        results.addAll(end);
        return results;
    }

    /** What each tensor of the state is after each step. The products with x are one for the whole sequence. */
    private List<Tensor> steps(Tensor x, List<Tensor> inputs, List<Tensor> first, boolean backwards) {
        Tensor v = inputs.get(1), u = inputs.get(2), ofV = bias ? inputs.get(3) : null, ofU = bias ? inputs.get(4) : null, both = bias ? ofV.add(ofU) : null;
        return switch (unit) {
            case RecurrentUnit.Plain(boolean relu) -> Ops.applyAll(new PlainSteps(backwards, relu), linear(x, v, both), u, first.getFirst());
            case RecurrentUnit.LongShort(boolean identity) ->
                Ops.applyAll(new LstmSteps(backwards, identity), linear(x, v, both), u, first.get(0), first.get(1)).subList(0, 2);
            case RecurrentUnit.Gated(boolean resetBefore) when resetBefore ->
                Ops.applyAll(new GatedSteps(backwards, true), linear(x, v, both), u, first.getFirst()).subList(0, 1);
            case RecurrentUnit.Gated _ -> {
                Tensor ofHidden = bias ? ofU : Tensor.zeros(u.type().with(Shape.of(u.size(0))), u.device());
                yield Ops.applyAll(new GatedSteps(backwards, false), linear(x, v, ofV), u, ofHidden, first.getFirst()).subList(0, 1);
            }
        };
    }

    private static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return bias == null ? x.linear(weight) : x.linear(weight, bias);
    }
}
