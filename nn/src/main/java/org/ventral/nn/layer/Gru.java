package org.ventral.nn.layer;

import org.ventral.tensor.Rng;
import org.ventral.tensor.op.RecurrentUnit;

/**
 * The gated recurrent unit (Cho et al., 2014), eqs. 7.50–7.53:
 * <pre>
 * z = σ(U_z h + V_z x + b_z)    r = σ(U_r h + V_r x + b_r)
 * h̃ = tanh(U_h (r ⊙ h) + V_h x + b_h)              reset before the map, eq. 7.52
 * h̃ = tanh(r ⊙ (U_h h + b) + V_h x + b_h)          reset after the map, the default, as in PyTorch
 * h ← (1 − z) ⊙ h + z ⊙ h̃
 * </pre>
 * The second form lets one matrix product serve all gates. In ONNX it is {@code linear_before_reset} 1, and the first is 0.
 *
 * <p>The blocks of rows in {@code weight_ih}, {@code weight_hh} and the biases are PyTorch's: r, the update gate, h̃. PyTorch's update gate says what is
 * kept, 1 − z of eq. 7.50; as {@code 1 − σ(a) = σ(−a)}, the book's weights of z are the negatives of those in the block.
 */
public final class Gru extends Recurrent {
    private Gru(Builder from, Rng rng) {
        super(from, rng);
    }

    /** One layer in one direction, time first, with biases; all parameters begin as {@code U(-1/√hidden, 1/√hidden)}. */
    public static Gru of(int in, int hidden, Rng rng) {
        return builder(in, hidden).build(rng);
    }

    /** A layer or a cell with settings. */
    public static Builder builder(int in, int hidden) {
        return new Builder(in, hidden);
    }

    /** Where the reset gate acts. */
    public enum Reset {
        /** On what the weights make of the hidden state. */
        AFTER,
        /** On the hidden state, eq. 7.52. */
        BEFORE
    }

    /** The settings of {@link Gru} and {@link GruCell}. */
    public static final class Builder extends Recurrent.Builder<Builder> {
        private Reset reset = Reset.AFTER;

        private Builder(int in, int hidden) {
            super("Gru", in, hidden);
        }

        /** Where the reset gate acts; after the map by default. */
        public Builder reset(Reset place) {
            reset = place;
            return this;
        }

        @Override Builder self() {
            return this;
        }

        @Override RecurrentUnit unit() {
            if (reset == Reset.BEFORE && layerNorm)
                throw new IllegalArgumentException("Gru: layer normalization is over all gates together, which needs the reset gate after the map");
            return new RecurrentUnit.Gated(reset == Reset.BEFORE);
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Gru build(Rng rng) {
            return new Gru(this, rng);
        }

        /** One step of it, its random values drawn from children of {@code rng}. */
        public GruCell cell(Rng rng) {
            return new GruCell(this, rng);
        }
    }
}
