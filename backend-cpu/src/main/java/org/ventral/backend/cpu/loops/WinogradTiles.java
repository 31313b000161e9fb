package org.ventral.backend.cpu.loops;

/**
 * One-dimensional transforms of Winograd's F(4, 3) over many tiles at once: element i of tile t is at {@code in[inAt + offsets[i] + t]}, element o of the result
 * at {@code out[outAt + o · outStep + t]}. Whole vectors of tiles are read and written, so both arrays need room for the last one.
 */
public interface WinogradTiles {
    /** {@code Bᵀ d}: six input elements to six. */
    void input(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int tiles);

    /** {@code Aᵀ m}: six products to four outputs. */
    void output(float[] in, int inAt, int[] offsets, float[] out, int outAt, int outStep, int tiles);

}
