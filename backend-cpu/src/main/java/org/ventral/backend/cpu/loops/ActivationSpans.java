package org.ventral.backend.cpu.loops;

/** Innermost loops of the activation functions over contiguous spans of floats, forward and backward in one pass each. */
public interface ActivationSpans {
    /** y = f(x); alpha is read by leaky ReLU and ELU only. May run in place. */
    void forward(ActivationFunction kind, float alpha, float[] x, int xo, float[] y, int yo, int n);

    /** dx = g · f′, where {@code v} is the output if {@link ActivationFunction#fromOutput()}, else the input. May overwrite either operand. */
    void backward(ActivationFunction kind, float alpha, float[] v, int vo, float[] g, int go, float[] dx, int dxo, int n);
}
