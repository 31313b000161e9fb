package org.ventral.tensor.op;

/** The activation functions that are ops of their own; tanh and the logistic function are {@link Unary}. Φ is the normal distribution function. */
public enum ActivationKind {
    /** {@code max(x, 0)} (figure 7.8c). */
    RELU(false),
    /** {@code x} where positive, else {@code αx}. */
    LEAKY_RELU(true),
    /** {@code x} where positive, else {@code α(eˣ − 1)}. */
    ELU(true),
    /** {@code x · Φ(x)} with Φ by the error function. */
    GELU(false),
    /** {@code x · Φ(x)} with Φ approximated by a tanh: {@code ½ + ½ tanh(√(2/π) (x + 0.044715 x³))}. */
    GELU_TANH(false),
    /** {@code x · σ(x)}, also known as swish. */
    SILU(false),
    /** {@code ln(1 + eˣ)}. */
    SOFTPLUS(false);

    private final boolean parametric;

    ActivationKind(boolean parametric) {
        this.parametric = parametric;
    }

    /** Whether the function has a parameter α. */
    public boolean parametric() {
        return parametric;
    }
}
