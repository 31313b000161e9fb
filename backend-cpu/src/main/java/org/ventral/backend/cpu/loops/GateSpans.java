package org.ventral.backend.cpu.loops;

/**
 * Innermost loops of a gated recurrent unit over the {@code n} units of one sample. The blocks of its gates r, k, c̃ and m are {@code n} apart, as are the blocks r, k
 * and c̃ of gradients.
 */
public interface GateSpans {
    /** {@code m = r ⊙ before}. */
    void reset(int n, float[] gates, int go, float[] before, int bo);

    /** What c̃ is the tanh of: {@code x + r ⊙ m}. */
    void candidate(int n, float[] gates, int go, float[] x, int xo);

    /** {@code h = c̃ + k ⊙ (before − c̃)}. */
    void mix(int n, float[] gates, int go, float[] before, int bo, float[] h, int ho);

    /** One step back through {@link #mix}: the gradients {@code da} of what k and c̃ were made from, from that of h, which becomes the part of {@code before}. */
    void backMix(int n, float[] gates, int go, float[] before, int bo, float[] dh, int dho, float[] da, int dao);

    /** One step back through {@link #candidate}: from {@code da} of c̃ that of r, and all of {@code du}, the gradient of what the weight made of h. */
    void backAfter(int n, float[] gates, int go, float[] da, int dao, float[] du, int duo);

    /** One step back through {@link #reset}: from the gradient of m that of what r was made from, and what it adds to that of {@code before}. */
    void backBefore(int n, float[] gates, int go, float[] before, int bo, float[] dm, int dmo, float[] da, int dao, float[] dh, int dho);
}
