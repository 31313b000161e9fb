package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** One step of an LSTM (eqs. 7.39–7.44); {@link Lstm} runs it over a sequence. Settings come from {@link Lstm#builder}, as in {@code Lstm.builder(3, 8).bias(false).cell(rng)}. */
public final class LstmCell extends RecurrentCell {
    LstmCell(Lstm.Builder from, Rng rng) {
        super(from, rng);
    }

    /** A cell with biases; all parameters begin as {@code U(-1/√hidden, 1/√hidden)}. */
    public static LstmCell of(int in, int hidden, Rng rng) {
        return Lstm.builder(in, hidden).cell(rng);
    }
}
