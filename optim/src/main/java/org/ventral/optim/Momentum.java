package org.ventral.optim;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.op.MomentumUpdate;
import org.ventral.tensor.op.UpdateOp;

/**
 * Gradient descent with momentum (eqs. 7.61 and 7.62; Polyak, 1964), and with Nesterov's look ahead (Sutskever et al., 2013).
 *
 * <p>While the rate stays the same, the two {@linkplain Form forms} take the same steps.
 */
public final class Momentum extends FusedOptimizer {
    /** Where the learning rate enters. */
    public enum Form {
        /** {@code Δ ← γΔ − ηg, θ ← θ + Δ}, as in the book: steps keep the length that they had when the rate changes. What is remembered is {@code delta}. */
        BOOK,
        /** {@code v ← γv + (1 − d)g, θ ← θ − ηv}, as in PyTorch: a new rate rescales the past too. What is remembered is {@code velocity}. */
        PYTORCH
    }

    private Momentum(Builder settings, Map<String, Parameter> parameters) {
        super(settings.nesterov ? "nesterov" : "momentum", new Rule(settings.momentum, settings.dampening, settings.nesterov, settings.form), settings, parameters);
    }

    /** The book's form with rate 0.01, γ = 0.9 and no weight decay, until set. */
    public static Builder builder() {
        return new Builder();
    }

    private record Rule(double momentum, double dampening, boolean nesterov, Form form) implements UpdateRule {
        @Override public List<String> states() {
            // Two names, because a state of one form would be wrong in sign and size in the other.
            return List.of(form == Form.BOOK ? "delta" : "velocity");
        }

        @Override public UpdateOp update(int count, double rate, double weightDecay, long step) {
            // As in PyTorch, the velocity begins with the whole first gradient.
            return new MomentumUpdate(count, rate, momentum, step == 1 ? 0 : dampening, weightDecay, nesterov, form == Form.BOOK);
        }
    }

    /** Settings of {@link Momentum}. */
    public static final class Builder extends OptimizerBuilder<Builder, Momentum> {
        private double momentum = 0.9;
        private double dampening;
        private boolean nesterov;
        private Form form = Form.BOOK;

        private Builder() {
            super(0.01, 0);
        }

        /** γ in [0, 1): how much of the last step is made again. */
        public Builder momentum(double factor) {
            this.momentum = Settings.fraction("momentum", factor);
            return this;
        }

        /** d in [0, 1]: the part of each gradient but the first that is left out of the velocity, in PyTorch's form without look ahead. */
        public Builder dampening(double part) {
            this.dampening = Settings.unit("dampening", part);
            return this;
        }

        /** Whether the gradient is used once more, as if seen one step ahead. */
        public Builder nesterov(boolean wanted) {
            this.nesterov = wanted;
            return this;
        }

        /** Where the learning rate enters. */
        public Builder form(Form form) {
            this.form = Objects.requireNonNull(form, "form");
            return this;
        }

        @Override Builder self() {
            return this;
        }

        @Override Momentum create(Map<String, Parameter> parameters) {
            if (dampening != 0 && (nesterov || form == Form.BOOK))
                throw new IllegalArgumentException("momentum: dampening %s needs PyTorch's form without Nesterov's look ahead".formatted(dampening));
            return new Momentum(this, parameters);
        }
    }
}
