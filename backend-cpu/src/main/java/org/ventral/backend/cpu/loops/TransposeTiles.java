package org.ventral.backend.cpu.loops;


/** The innermost loop of a float matrix transposition, for blocks that fit the cache. */
public interface TransposeTiles {
    /** Copies {@code to[t0 + c * tRow + r] = from[f0 + r * fRow + c]} for {@code rows × columns} elements. */
    void transpose(int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow);

}
