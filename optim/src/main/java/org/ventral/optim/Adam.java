package org.ventral.optim;

import java.util.Map;
import org.ventral.tensor.Parameter;

/**
 * Adam: steps along a running mean of the gradients, divided by the root of a running mean of their squares (eqs. 7.66–7.70; Kingma and Ba,
 * 2015).
 *
 * {@snippet :
 * m ← γ₁ m + (1 − γ₁) g                     // 7.66
 * v ← γ₂ v + (1 − γ₂) g²                    // 7.67, where the book writes G
 * m̂ = m / (1 − γ₁ᵗ),  v̂ = v / (1 − γ₂ᵗ)     // 7.68, 7.69
 * θ ← θ − η m̂ / (√v̂ + ε)                    // 7.70
 * }
 *
 * <p>Equation 7.70 prints {@code √(v̂ + ε)}. The published Adam adds ε to the root, and so does this one unless
 * {@link Builder#epsilonInsideRoot epsilonInsideRoot} is set. Weight decay λ adds {@code λθ} to the gradient (7.123), so it is divided by
 * {@code √v̂} too; {@link AdamW} keeps it apart. A parameter's t counts the steps that this parameter has made.
 */
public final class Adam extends FusedOptimizer {
    private Adam(Builder settings, Map<String, Parameter> parameters) {
        super("adam", settings.rule(settings.decoupled), settings, parameters);
    }

    /** Rate 0.001, γ₁ = 0.9, γ₂ = 0.999, ε = 1e-8 and no weight decay, until set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of {@link Adam}. */
    public static final class Builder extends AdamBuilder<Builder, Adam> {
        private boolean decoupled;

        private Builder() {
            super(0);
        }

        /** Whether weight decay shrinks the parameters directly, as in {@link AdamW}, and not through the gradient. */
        public Builder decoupled(boolean decoupled) {
            this.decoupled = decoupled;
            return this;
        }

        @Override Builder self() {
            return this;
        }

        @Override Adam create(Map<String, Parameter> parameters) {
            return new Adam(this, parameters);
        }
    }
}
