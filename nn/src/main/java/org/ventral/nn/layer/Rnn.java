package org.ventral.nn.layer;

import org.ventral.tensor.Rng;
import org.ventral.tensor.op.RecurrentUnit;

/**
 * The basic recurrent network, {@code h = σ(U h + V x + b)} at each step (eqs. 7.25, 7.26), where σ is tanh or a rectifier.
 *
 * <p>V is {@code weight_ih}, U is {@code weight_hh}, and b the sum of {@code bias_ih} and {@code bias_hh}. The gradient that reaches a step from one that is k
 * steps later has U in it k times (eq. 7.35): it dies out or explodes, see {@link Lstm}.
 */
public final class Rnn extends Recurrent {
    private Rnn(Builder from, Rng rng) {
        super(from, rng);
    }

    /** One layer in one direction, time first, with biases; all parameters begin as {@code U(-1/√hidden, 1/√hidden)}. */
    public static Rnn of(int in, int hidden, Rng rng) {
        return builder(in, hidden).build(rng);
    }

    /** A layer or a cell with settings. */
    public static Builder builder(int in, int hidden) {
        return new Builder(in, hidden);
    }

    /** The settings of {@link Rnn} and {@link RnnCell}. */
    public static final class Builder extends Recurrent.Builder<Builder> {
        private boolean relu;

        private Builder(int in, int hidden) {
            super("Rnn", in, hidden);
        }

        /** A rectifier in the place of tanh. */
        public Builder relu() {
            relu = true;
            return this;
        }

        @Override Builder self() {
            return this;
        }

        @Override RecurrentUnit unit() {
            return new RecurrentUnit.Plain(relu);
        }

        /** The layer, its random values drawn from children of {@code rng}. */
        public Rnn build(Rng rng) {
            return new Rnn(this, rng);
        }

        /** One step of it, its random values drawn from children of {@code rng}. */
        public RnnCell cell(Rng rng) {
            return new RnnCell(this, rng);
        }
    }
}
