package org.ventral.nn.layer;

import org.ventral.nn.Init;
import org.ventral.tensor.Rng;
import org.ventral.tensor.op.RecurrentUnit;

/**
 * The long short-term memory (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers, Schmidhuber and Cummins, 2000), eqs. 7.39–7.44:
 * <pre>
 * f = σ(U_f h + V_f x + b_f)    i = σ(U_i h + V_i x + b_i)    o = σ(U_o h + V_o x + b_o)
 * c̃ = tanh(U_c h + V_c x + b_c)
 * c ← f ⊙ c + i ⊙ c̃
 * h ← o ⊙ σ_h(c)
 * </pre>
 * The gradient that reaches a cell state from a later one is about the product of the forget gates between (eq. 7.47): where they are open, it lasts.
 *
 * <p>The blocks of rows in {@code weight_ih}, {@code weight_hh} and the biases are i, f, c̃, o, PyTorch's order. With layer normalization the cell state
 * is normalized too before σ_h (Ba, Kiros and Hinton, 2016, eqs. 20–22).
 */
public final class Lstm extends Recurrent {
    private Lstm(Builder from, Rng rng) {
        super(from, rng);
    }

    /** One layer in one direction, time first, with biases; all parameters begin as {@code U(-1/√hidden, 1/√hidden)}. */
    public static Lstm of(int in, int hidden, Rng rng) {
        return builder(in, hidden).build(rng);
    }

    /** A layer or a cell with settings. */
    public static Builder builder(int in, int hidden) {
        return new Builder(in, hidden);
    }

    /** The settings of {@link Lstm} and {@link LstmCell}. */
    public static final class Builder extends Recurrent.Builder<Builder> {
        private boolean identity;
        private double forgetBias = Double.NaN;
        private long memory;                    // 0 if not set

        private Builder(int in, int hidden) {
            super("Lstm", in, hidden);
        }

        /** The identity as σ_h in eq. 7.44 in the place of tanh: the cell state is shown as it is. */
        public Builder identityOutput() {
            identity = true;
            return this;
        }

        /**
         * What the bias of the forget gate begins as, the sum of its two parts. By default it is random like the others; with 1 the network
         * begins by remembering (section 7.6.4).
         */
        public Builder forgetBias(double value) {
            forgetBias = value;
            memory = 0;
            return this;
        }

        /**
         * How many steps back the layer is to remember at first, at most: the biases of its forget and input gates begin as {@link Init#chrono} says, in place of one
         * {@link #forgetBias} for all, and those of the recurrent map, which are added to them, as 0.
         *
         * @throws IllegalArgumentException if that is less than 3
         */
        public Builder memory(long steps) {
            Init.chrono(steps, Init.zeros());
            forgetBias = Double.NaN;
            memory = steps;
            return this;
        }

        @Override Builder self() {
            return this;
        }

        @Override RecurrentUnit unit() {
            return new RecurrentUnit.LongShort(identity);
        }

        @Override Init inputBias() {
            if (memory > 0) return Init.chrono(memory, super.inputBias());
            return Double.isNaN(forgetBias) ? super.inputBias() : Init.lstmForgetBias(forgetBias, super.inputBias());
        }

        @Override Init recurrentBias() {
            if (memory > 0) return Init.zeros();
            return Double.isNaN(forgetBias) ? super.recurrentBias() : Init.lstmForgetBias(0, super.recurrentBias());
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Lstm build(Rng rng) {
            return new Lstm(this, rng);
        }

        /** One step of it, its random values drawn from children of {@code rng}. */
        public LstmCell cell(Rng rng) {
            return new LstmCell(this, rng);
        }
    }
}
