package org.ventral.backend.cpu.loops;

import org.ventral.tensor.op.ActivationKind;

/** The activation functions with loops of their own. Each says whether its gradient is computed from its input or from its output. */
public enum ActivationFunction {
    /** max(x, 0). */
    RELU(false),
    /** x where positive, else α x. */
    LEAKY_RELU(false),
    /** x where positive, else α (eˣ - 1). */
    ELU(false),
    /** ½ x (1 + erf(x / √2)). */
    GELU(false),
    /** GELU's approximation by tanh. */
    GELU_TANH(false),
    /** x σ(x), also known as swish. */
    SILU(false),
    /** σ(x) = 1 / (1 + e⁻ˣ); gradient from the output. */
    SIGMOID(true),
    /** Hyperbolic tangent; gradient from the output. */
    TANH(true),
    /** log(1 + eˣ). */
    SOFTPLUS(false);

    private final boolean fromOutput;

    ActivationFunction(boolean fromOutput) {
        this.fromOutput = fromOutput;
    }

    /** Whether the gradient takes the output y rather than the input x. */
    public boolean fromOutput() {
        return fromOutput;
    }

    /** The function of an op. */
    public static ActivationFunction of(ActivationKind kind) {
        return switch (kind) {
            case RELU -> RELU;
            case LEAKY_RELU -> LEAKY_RELU;
            case ELU -> ELU;
            case GELU -> GELU;
            case GELU_TANH -> GELU_TANH;
            case SILU -> SILU;
            case SOFTPLUS -> SOFTPLUS;
        };
    }
}
