package org.ventral.onnx.op;

import java.util.List;
import org.ventral.tensor.Tensor;

/** One step of a recurrent network for a batch, in one direction. All weights are of shape {@code [gates · H, …]}. */
sealed interface RecurrentCell {
    /**
     * The new states.
     *
     * @param input  the product of input and weights, with the biases: {@code [B, gates · H]}
     * @param states the states before, {@code [B, H]} each: hidden, and in an LSTM the cell's
     */
    List<Tensor> step(Tensor input, List<Tensor> states);

    /** Part {@code i} of several side by side, each of {@code size} features. */
    private static Tensor part(Tensor x, int i, long size) {
        return x.narrow(-1, i * size, size);
    }

    /** {@code H = f(X Wᵀ + H Rᵀ + b)}. */
    record Simple(Tensor recurrence, RecurrentActivation f) implements RecurrentCell {
        @Override public List<Tensor> step(Tensor input, List<Tensor> states) {
            return List.of(f.apply(input.add(states.getFirst().linear(recurrence))));
        }
    }

    /**
     * A gated recurrent unit (Cho et al., 2014), its gates in the order update z, reset r, hidden h: {@code H = (1 − z) h + z H}.
     *
     * @param update     recurrent weights of z and r, {@code [2 H, H]}
     * @param candidate  recurrent weights of h, {@code [H, H]}
     * @param bias       of the recurrence of h where the reset comes after the product, {@code [H]}; null if the reset comes before it
     */
    record Gru(Tensor update, Tensor candidate, Tensor bias, RecurrentActivation f, RecurrentActivation g) implements RecurrentCell {
        @Override public List<Tensor> step(Tensor input, List<Tensor> states) {
            Tensor before = states.getFirst();
            long size = before.size(-1);
            Tensor gates = f.apply(input.narrow(-1, 0, 2 * size).add(before.linear(update)));
            Tensor z = part(gates, 0, size), r = part(gates, 1, size);
            Tensor recurrent = bias == null ? before.mul(r).linear(candidate) : before.linear(candidate, bias).mul(r);
            Tensor h = g.apply(part(input, 2, size).add(recurrent));
            return List.of(h.add(before.sub(h).mul(z)));
        }
    }

    /**
     * Long short-term memory (Hochreiter and Schmidhuber, 1997), its gates in the order input i, output o, forget f, cell c.
     *
     * @param peepholes weights {@code [H]} with which i, o and f look at the cell; null if they do not
     * @param coupled   whether f is {@code 1 − i}
     */
    record Lstm(Tensor recurrence, List<Tensor> peepholes, boolean coupled, RecurrentActivation f, RecurrentActivation g, RecurrentActivation h)
            implements RecurrentCell {
        @Override public List<Tensor> step(Tensor input, List<Tensor> states) {
            Tensor before = states.get(1);
            long size = before.size(-1);
            Tensor gates = input.add(states.getFirst().linear(recurrence));
            Tensor i = f.apply(seen(part(gates, 0, size), 0, before));
            Tensor forget = coupled ? i.subFrom(1) : f.apply(seen(part(gates, 2, size), 2, before));
            Tensor cell = forget.mul(before).add(i.mul(g.apply(part(gates, 3, size))));
            Tensor o = f.apply(seen(part(gates, 1, size), 1, cell));
            return List.of(o.mul(h.apply(cell)), cell);
        }

        private Tensor seen(Tensor gate, int which, Tensor cell) {
            return peepholes == null ? gate : gate.add(cell.mul(peepholes.get(which)));
        }
    }
}
