package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.DoubleGemmTiles;
import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Copies of matrices with rows and columns exchanged: {@code to[t0 + c * tRow + r] = from[f0 + r * fRow + c]}.
 *
 * <p>A matrix is cut into blocks of which both sides fit the first-level cache, so that every cache line is read and written once. Uses no scratch.
 * NCHW to batch-last is such a copy, of N rows and C·H·W columns.
 */
public final class Transpose {
    /** Side of a block: 64 × 64 floats are 16 KB a side. */
    private static final int SIDE = 64;
    /** Elements from which threads pay. */
    private static final int PARALLEL = 1 << 15;
    private static final TransposeTiles FLOATS = Loops.transpose();

    private Transpose() {}

    /** Transposes {@code rows × columns} floats. */
    public static void floats(Workers workers, int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        blocks(workers, rows, columns, (r, c, high, wide) -> FLOATS.transpose(high, wide, from, f0 + r * fRow + c, fRow, to, t0 + c * tRow + r, tRow));
    }

    /** Transposes {@code rows × columns} doubles. */
    public static void doubles(Workers workers, int rows, int columns, double[] from, int f0, int fRow, double[] to, int t0, int tRow) {
        blocks(workers, rows, columns, (r, c, high, wide) -> DoubleGemmTiles.transpose(high, wide, from, f0 + r * fRow + c, fRow, to, t0 + c * tRow + r, tRow));
    }

    /** Transposes {@code rows × columns} ints. */
    public static void ints(Workers workers, int rows, int columns, int[] from, int f0, int fRow, int[] to, int t0, int tRow) {
        blocks(workers, rows, columns, (r, c, high, wide) -> block(high, wide, from, f0 + r * fRow + c, fRow, to, t0 + c * tRow + r, tRow));
    }

    /** Transposes {@code rows × columns} longs. */
    public static void longs(Workers workers, int rows, int columns, long[] from, int f0, int fRow, long[] to, int t0, int tRow) {
        blocks(workers, rows, columns, (r, c, high, wide) -> block(high, wide, from, f0 + r * fRow + c, fRow, to, t0 + c * tRow + r, tRow));
    }

    @FunctionalInterface
    private interface Block {
        void copy(int row, int column, int rows, int columns);
    }

    private static void blocks(Workers workers, int rows, int columns, Block block) {
        if (rows == 0 || columns == 0) return;
        int high = Math.min(rows, SIDE), wide = Math.min(columns, SIDE * SIDE / high);     // a low matrix gets longer blocks
        int across = Math.ceilDiv(columns, wide), tiles = Math.ceilDiv(rows, high) * across;
        Workers.TileTask task = tile -> {
            int r = tile / across * high, c = tile % across * wide;
            block.copy(r, c, Math.min(high, rows - r), Math.min(wide, columns - c));
        };
        if ((long) rows * columns < PARALLEL)
            for (int tile = 0; tile < tiles; tile++) task.run(tile);
        else workers.forEach(tiles, task);
    }

    private static void block(int rows, int columns, int[] from, int f0, int fRow, int[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c++)
            for (int r = 0; r < rows; r++) to[t0 + c * tRow + r] = from[f0 + r * fRow + c];
    }

    private static void block(int rows, int columns, long[] from, int f0, int fRow, long[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c++)
            for (int r = 0; r < rows; r++) to[t0 + c * tRow + r] = from[f0 + r * fRow + c];
    }
}
