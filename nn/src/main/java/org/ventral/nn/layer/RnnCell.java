package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** One step of an RNN (eqs. 7.25, 7.26); {@link Rnn} runs it over a sequence. Settings come from {@link Rnn#builder}, as in {@code Rnn.builder(3, 8).bias(false).cell(rng)}. */
public final class RnnCell extends RecurrentCell {
    RnnCell(Rnn.Builder from, Rng rng) {
        super(from, rng);
    }

    /** A cell with biases; all parameters begin as {@code U(-1/√hidden, 1/√hidden)}. */
    public static RnnCell of(int in, int hidden, Rng rng) {
        return Rnn.builder(in, hidden).cell(rng);
    }
}
