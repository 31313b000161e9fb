package org.ventral.nn.layer;

import org.ventral.tensor.Rng;

/** One step of a GRU (eqs. 7.50–7.53); {@link Gru} runs it over a sequence. Settings come from {@link Gru#builder}, as in {@code Gru.builder(3, 8).bias(false).cell(rng)}. */
public final class GruCell extends RecurrentCell {
    GruCell(Gru.Builder from, Rng rng) {
        super(from, rng);
    }

    /** A cell with biases; all parameters begin as {@code U(-1/√hidden, 1/√hidden)}. */
    public static GruCell of(int in, int hidden, Rng rng) {
        return Gru.builder(in, hidden).cell(rng);
    }
}
