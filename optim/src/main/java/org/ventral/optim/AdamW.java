package org.ventral.optim;

import java.util.Map;
import org.ventral.tensor.Parameter;

/**
 * {@link Adam} with weight decay kept apart from the gradient (eq. 7.125 and table 7.1; Loshchilov and Hutter, 2019):
 * {@code θ ← θ − η (m̂ / (√v̂ + ε) + λθ)}.
 *
 * <p>So every parameter shrinks by the same factor {@code 1 − ηλ}, whatever the size of its gradients. Both terms use θ from before the step, as
 * in table 7.1.
 */
public final class AdamW extends FusedOptimizer {
    private AdamW(Builder settings, Map<String, Parameter> parameters) {
        super("adamw", settings.rule(true), settings, parameters);
    }

    /** Rate 0.001, γ₁ = 0.9, γ₂ = 0.999, ε = 1e-8 and weight decay 0.01, until set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of {@link AdamW}. */
    public static final class Builder extends AdamBuilder<Builder, AdamW> {
        private Builder() {
            super(0.01);
        }

        @Override Builder self() {
            return this;
        }

        @Override AdamW create(Map<String, Parameter> parameters) {
            return new AdamW(this, parameters);
        }
    }
}
