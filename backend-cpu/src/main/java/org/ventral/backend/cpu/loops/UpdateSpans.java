package org.ventral.backend.cpu.loops;

/** Innermost loops of the optimizers over contiguous spans of floats: one pass over parameter θ, gradient g and state each. */
public interface UpdateSpans {
    /** θ ← θ - rate · (g + decay · θ). */
    void sgd(float rate, float decay, float[] p, int po, float[] g, int go, int n);

    /** The book's momentum (eq. 7.61): Δ ← γ Δ - η (g + decay · θ), θ ← θ + Δ; with {@code nesterov}, θ ← θ + γ Δ - η (g + decay · θ). */
    void momentum(float rate, float gamma, float decay, boolean nesterov, float[] p, int po, float[] g, int go, float[] d, int dof, int n);

    /**
     * Momentum with the rate outside the velocity: v ← μ v + (1 - dampening) (g + decay · θ), θ ← θ - η v; with {@code nesterov},
     * θ ← θ - η (g + decay · θ + μ v).
     */
    void velocity(float rate, float mu, float dampening, float decay, boolean nesterov, float[] p, int po, float[] g, int go, float[] v, int vo, int n);

    /** Adam and AdamW: see {@link AdamStep}. */
    void adam(AdamStep step, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n);
}
