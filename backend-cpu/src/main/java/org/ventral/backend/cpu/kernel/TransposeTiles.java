package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.scalar.ScalarTransposeTiles;
import org.ventral.backend.cpu.vector.VectorTransposeTiles;

/** The innermost loop of a float matrix transposition, for blocks that fit the cache. */
public interface TransposeTiles {
    /** Copies {@code to[t0 + c * tRow + r] = from[f0 + r * fRow + c]} for {@code rows × columns} elements. */
    void transpose(int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow);

    /** The fastest one that this virtual machine can run. */
    static TransposeTiles best() {
        return Simd.available() ? VectorTransposeTiles.create() : new ScalarTransposeTiles();
    }
}
