package org.ventral.tensor.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ventral.tensor.Tensor;

/** What a recurrent network does at a step: a rule that turns what it sees and what it remembers into what it remembers next. {@link Recurrence} follows it through a sequence. */
public sealed interface RecurrentUnit {
    /** Blocks of rows in the weights. */
    int gates();

    /** Tensors that are remembered: h, and for a long short-term memory c. */
    default int states() {
        return 1;
    }

    /** The step with given weights. */
    Step step(Weights weights);

    /** From what the weights make of the input of a step, {@code [N, gates · hidden]}, and the state, each {@code [N, hidden]}, to the next state. */
    @FunctionalInterface
    interface Step {
        List<Tensor> next(Tensor input, List<Tensor> state);
    }

    /** What is learned about the hidden state. */
    interface Weights {
        /** U h + b, {@code [N, hidden] → [N, gates · hidden]}. */
        Tensor ofHidden(Tensor h);

        /** The same for the gates from {@code from} to before {@code to}. The rows are taken once, so that their gradients are put together once. */
        UnaryOperator<Tensor> rows(int from, int to, int gates);

        /** The cell state as the output gate sees it. */
        default Tensor shownCell(Tensor cell) {
            return cell;
        }
    }

    /** The blocks of {@code [N, gates · hidden]}. */
    private static List<Tensor> blocks(Tensor x, int gates) {
        return Unstack.of(x.unflatten(1, gates, x.size(1) / gates), 1);
    }

    /**
     * {@code h = σ(U h + V x + b)}, eqs. 7.25 and 7.26.
     *
     * @param relu whether σ is a rectifier instead of tanh
     */
    record Plain(boolean relu) implements RecurrentUnit {
        @Override public int gates() {
            return 1;
        }

        @Override public Step step(Weights weights) {
            return (input, state) -> {
                Tensor a = input.add(weights.ofHidden(state.getFirst()));
                return List.of(relu ? a.relu() : a.tanh());
            };
        }
    }

    /**
     * The long short-term memory, eqs. 7.39–7.44; the blocks of rows are i, f, c̃, o.
     *
     * @param identity whether the cell is shown as it is instead of through tanh
     */
    record LongShort(boolean identity) implements RecurrentUnit {
        @Override public int gates() {
            return 4;
        }

        @Override public int states() {
            return 2;
        }

        @Override public Step step(Weights weights) {
            return (input, state) -> {
                List<Tensor> a = blocks(input.add(weights.ofHidden(state.get(0))), 4);
                Tensor write = a.get(0).sigmoid(), keep = a.get(1).sigmoid(), candidate = a.get(2).tanh(), show = a.get(3).sigmoid();
                Tensor cell = keep.mul(state.get(1)).add(write.mul(candidate)), shown = weights.shownCell(cell);
                return List.of(show.mul(identity ? shown : shown.tanh()), cell);
            };
        }
    }

    /**
     * The gated recurrent unit, eqs. 7.50–7.53; the blocks of rows are r, 1 − z, h̃.
     *
     * @param resetBefore whether the reset gate acts on the hidden state (eq. 7.52) instead of on what the weights make of it
     */
    record Gated(boolean resetBefore) implements RecurrentUnit {
        @Override public int gates() {
            return 3;
        }

        @Override public Step step(Weights weights) {
            if (resetBefore) return resettingBefore(weights.rows(0, 2, 3), weights.rows(2, 3, 3));
            return (input, state) -> {
                List<Tensor> x = blocks(input, 3), h = blocks(weights.ofHidden(state.getFirst()), 3);
                Tensor reset = x.get(0).add(h.get(0)).sigmoid(), keep = x.get(1).add(h.get(1)).sigmoid();
                Tensor candidate = x.get(2).add(reset.mul(h.get(2))).tanh();
                return List.of(mixed(state.getFirst(), candidate, keep));
            };
        }

        private static Step resettingBefore(UnaryOperator<Tensor> ofGates, UnaryOperator<Tensor> ofCandidate) {
            return (input, state) -> {
                Tensor before = state.getFirst();
                List<Tensor> x = blocks(input, 3), h = blocks(ofGates.apply(before), 2);
                Tensor reset = x.get(0).add(h.get(0)).sigmoid(), keep = x.get(1).add(h.get(1)).sigmoid();
                Tensor candidate = x.get(2).add(ofCandidate.apply(reset.mul(before))).tanh();
                return List.of(mixed(before, candidate, keep));
            };
        }

        /** {@code keep · before + (1 − keep) · candidate}, eq. 7.53. */
        private static Tensor mixed(Tensor before, Tensor candidate, Tensor keep) {
            return candidate.add(keep.mul(before.sub(candidate)));
        }
    }
}
