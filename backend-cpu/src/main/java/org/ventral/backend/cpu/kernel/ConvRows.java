package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;

/**
 * The rows of a product cut into groups for register tiles. Where tiles have six rows there are tiles of five too, and of 49 rows, the pixels of a 7 × 7 image, four groups of six and
 * five of five leave nothing over, where groups of six alone would leave a tenth of the work empty.
 *
 * <p>Scratch slot: M for a tile that hangs over the edge.
 *
 * @param rows   rows in all
 * @param high   rows of a tile
 * @param groups their groups
 * @param tall   groups, the first ones, of as many rows as a tile has; all others have one less
 */
record ConvRows(int rows, int high, int groups, int tall) {
    private static final FloatGemmTiles TILES = Loops.floatProducts();
    private static final ConvTiles LOOPS = Loops.convolution();
    private static final int HEIGHT = TILES.packedRows(), WIDTH = TILES.columns();
    private static final boolean HAS_FIVE = HEIGHT == 6 && WIDTH == 2 * LOOPS.lanes();

    /** For tiles that read packed rows. */
    static ConvRows packed(int rows) {
        return of(rows, HEIGHT, HAS_FIVE);
    }

    /** For tiles that read copied rows. */
    static ConvRows copied(int rows) {
        return of(rows, GemmTiles.COPIED_ROWS, true);
    }

    private static ConvRows of(int rows, int high, boolean hasLower) {
        int groups = Math.ceilDiv(rows, high), missing = groups * high - rows;
        return new ConvRows(rows, high, groups, hasLower && missing <= groups ? groups - missing : groups);
    }

    /** True if every group fills its tile. */
    boolean exact() {
        return end(groups - 1) == rows && height(groups - 1) >= high - 1;
    }

    int start(int group) {
        return high * group - Math.max(0, group - tall);
    }

    int height(int group) {
        return end(group) - start(group);
    }

    /** The row behind a group. */
    int end(int group) {
        return Math.min(rows, start(group + 1));
    }

    /**
     * One tile: {@code height} packed rows of A, as {@link FloatGemmTiles#packRows} leaves them, by a packed panel of B, to C or added to it.
     */
    static void multiplyPacked(int depth, int height, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int cRow, boolean accumulate) {
        if (height == HEIGHT) TILES.packedTile(depth, a, aAt, b, bAt, c, cAt, cRow, accumulate);
        else if (height == 5 && HAS_FIVE) LOOPS.five(depth, a, aAt, b, bAt, c, cAt, cRow, accumulate);
        else {
            float[] edge = Scratch.floats(Slot.M, HEIGHT * WIDTH);
            TILES.packedTile(depth, a, aAt, b, bAt, edge, 0, WIDTH, false);
            TILES.merge(height, WIDTH, edge, c, cAt, cRow, 1, accumulate);
        }
    }

    /** The same with copied rows, {@link GemmTiles#ROW} apart. */
    static void multiplyCopied(int depth, int height, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int cRow, boolean accumulate) {
        if (height >= GemmTiles.COPIED_ROWS - 1) TILES.copiedTile(depth, height, a, aAt, b, bAt, c, cAt, cRow, accumulate);
        else {
            float[] edge = Scratch.floats(Slot.M, HEIGHT * WIDTH);
            TILES.tile(depth, height, a, aAt, GemmTiles.ROW, 1, b, bAt, edge, 0, WIDTH, false);
            TILES.merge(height, WIDTH, edge, c, cAt, cRow, 1, accumulate);
        }
    }
}
