package org.ventral.backend.cpu.vector;

import org.ventral.backend.cpu.kernel.TransposeTiles;
import org.ventral.backend.cpu.scalar.ScalarTransposeTiles;

/** x */
public final class VectorTransposeTiles  {
    public static TransposeTiles create() { return new ScalarTransposeTiles(); }
}
