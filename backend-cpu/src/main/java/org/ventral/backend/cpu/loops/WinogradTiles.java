package org.ventral.backend.cpu.loops;

/**
 * One-dimensional transforms of Winograd's F(4, 3) over runs of channels: element i of channel c is at {@code in[inAt + offsets[i] + c]}, element o of the result
 * at {@code out[outAt + o · outStep + c]}. The number of channels is a multiple of the vector length. Results may go to other parts of the same array.
 */
public interface WinogradTiles {
    /** {@code Bᵀ d}: six input elements to six. */
    void input(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels);

    /** {@code Aᵀ m}: six products to four outputs. */
    void output(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels);

    /** {@code G g}: three weights to six. */
    void filter(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels);

    /** {@code A dy}, the transpose of {@link #output}: four gradients to six. */
    void spread(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels);

    /** {@code Gᵀ m}, the transpose of {@link #filter}: six sums to three gradients of weights. */
    void gather(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int channels);
}
