package org.ventral.nn.layer;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.LstmSteps;

/** One step of a recurrent unit. */
sealed interface RecurrentForm {
    /** Blocks of rows in the weights. */
    int gates();

    /** Tensors that are remembered: h, and for an LSTM c. */
    default int states() {
        return 1;
    }

    /** The step with given weights. */
    Step step(RecurrentWeights weights);

    /**
     * All steps in one op, where there is one.
     *
     * @param x       the sequence {@code [T, N, in]}
     * @param state   what it begins with
     * @param reverse whether it is read from its end
     * @return for each tensor of the state what it is after each step, {@code [T, N, hidden]}; empty if the form has no such op or the weights are normalized
     */
    default Optional<List<Tensor>> sweep(RecurrentWeights weights, Tensor x, List<Tensor> state, boolean reverse) {
        return Optional.empty();
    }

    /** From what the weights make of the input of a step, {@code [N, gates · hidden]}, and the state, each {@code [N, hidden]}, to the next state. */
    @FunctionalInterface
    interface Step {
        List<Tensor> next(Tensor input, List<Tensor> state);
    }

    /** The blocks of {@code [N, gates · hidden]}. */
    private static List<Tensor> blocks(Tensor x, int gates) {
        return Unstack.of(x.unflatten(1, gates, x.size(1) / gates), 1);
    }

    /** {@code h = σ(U h + V x + b)}, eqs. 7.25 and 7.26. */
    record Plain(boolean relu) implements RecurrentForm {
        @Override public int gates() {
            return 1;
        }

        @Override public Step step(RecurrentWeights weights) {
            return (input, state) -> {
                Tensor a = input.add(weights.ofHidden(state.getFirst()));
                return List.of(relu ? a.relu() : a.tanh());
            };
        }
    }

    /** Eqs. 7.39–7.44; the blocks of rows are i, f, c̃, o. */
    record LongShort(boolean identity) implements RecurrentForm {
        @Override public int gates() {
            return 4;
        }

        @Override public int states() {
            return 2;
        }

        @Override public Step step(RecurrentWeights weights) {
            return (input, state) -> {
                List<Tensor> a = blocks(input.add(weights.ofHidden(state.get(0))), 4);
                Tensor write = a.get(0).sigmoid(), keep = a.get(1).sigmoid(), candidate = a.get(2).tanh(), show = a.get(3).sigmoid();
                Tensor cell = keep.mul(state.get(1)).add(write.mul(candidate)), shown = weights.normalizedCell(cell);
                return List.of(show.mul(identity ? shown : shown.tanh()), cell);
            };
        }

        @Override public Optional<List<Tensor>> sweep(RecurrentWeights weights, Tensor x, List<Tensor> state, boolean reverse) {
            if (weights.isNormalized()) return Optional.empty();
            return Optional.of(Ops.applyAll(new LstmSteps(reverse, identity), weights.ofInputWithBiases(x), weights.hh().value(), state.get(0), state.get(1)).subList(0, 2));
        }
    }

    /** Eqs. 7.50–7.53 with the reset gate applied before or after the map of the hidden state; the blocks of rows are r, 1 − z, h̃. */
    record Gated(boolean resetBefore) implements RecurrentForm {
        @Override public int gates() {
            return 3;
        }

        @Override public Step step(RecurrentWeights weights) {
            if (resetBefore) return resettingBefore(weights.rows(0, 2, 3), weights.rows(2, 3, 3));
            return (input, state) -> {
                List<Tensor> x = blocks(input, 3), h = blocks(weights.ofHidden(state.getFirst()), 3);
                Tensor reset = x.get(0).add(h.get(0)).sigmoid(), keep = x.get(1).add(h.get(1)).sigmoid();
                Tensor candidate = x.get(2).add(reset.mul(h.get(2))).tanh();
                return List.of(mixed(state.getFirst(), candidate, keep));
            };
        }

        private static Step resettingBefore(RecurrentWeights.LinearMap ofGates, RecurrentWeights.LinearMap ofCandidate) {
            return (input, state) -> {
                Tensor before = state.getFirst();
                List<Tensor> x = blocks(input, 3), h = blocks(ofGates.of(before), 2);
                Tensor reset = x.get(0).add(h.get(0)).sigmoid(), keep = x.get(1).add(h.get(1)).sigmoid();
                Tensor candidate = x.get(2).add(ofCandidate.of(reset.mul(before))).tanh();
                return List.of(mixed(before, candidate, keep));
            };
        }

        /** {@code keep · before + (1 − keep) · candidate}, eq. 7.53. */
        private static Tensor mixed(Tensor before, Tensor candidate, Tensor keep) {
            return candidate.add(keep.mul(before.sub(candidate)));
        }
    }
}
