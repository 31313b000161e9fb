package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.loops.Heights;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;

/**
 * The rows of a product cut into groups for register tiles of several {@link Heights}.
 *
 * <p>Scratch slot: M for a tile that hangs over the edge.
 */
final class ConvRows {
    private static final FloatGemmTiles TILES = Loops.floatProducts();
    private static final int WIDTH = TILES.columns();

    private final Heights heights;
    private final int[] starts;         // of each group, then the number of rows

    private ConvRows(int rows, Heights heights) {
        this.heights = heights;
        int[] starts = new int[rows + 1];
        int groups = 0;
        for (int row = 0; row < rows; row += heights.next(rows - row)) starts[groups++] = row;
        starts[groups] = rows;
        this.starts = Arrays.copyOf(starts, groups + 1);
    }

    /** For tiles that read packed rows. */
    static ConvRows packed(int rows) {
        return new ConvRows(rows, TILES.packed());
    }

    /** For tiles that read copied rows. */
    static ConvRows copied(int rows) {
        return new ConvRows(rows, TILES.copied());
    }

    int rows() {
        return starts[groups()];
    }

    int groups() {
        return starts.length - 1;
    }

    /** Rows of the tallest tile. */
    int high() {
        return heights.tallest();
    }

    /** True if every group fills its tile. */
    boolean exact() {
        return heights.has(height(groups() - 1));
    }

    int start(int group) {
        return starts[group];
    }

    int height(int group) {
        return starts[group + 1] - starts[group];
    }

    /** The row behind a group. */
    int end(int group) {
        return starts[group + 1];
    }

    /** One tile: {@code height} packed rows of A, as {@link FloatGemmTiles#packRows} leaves them, by a packed panel of B, to C or added to it. */
    static void multiplyPacked(int depth, int height, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int cRow, boolean accumulate) {
        if (TILES.packed().has(height)) {
            TILES.packedTile(depth, height, a, aAt, b, bAt, c, cAt, cRow, accumulate);
            return;
        }
        int tallest = TILES.packed().tallest();
        float[] edge = Scratch.floats(Slot.M, tallest * WIDTH);
        TILES.packedTile(depth, tallest, a, aAt, b, bAt, edge, 0, WIDTH, false);
        TILES.merge(height, WIDTH, edge, c, cAt, cRow, 1, accumulate);
    }

    /** The same with copied rows, {@link GemmTiles#ROW} apart. */
    static void multiplyCopied(int depth, int height, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int cRow, boolean accumulate) {
        if (TILES.copied().has(height)) {
            TILES.copiedTile(depth, height, a, aAt, b, bAt, c, cAt, cRow, accumulate);
            return;
        }
        float[] edge = Scratch.floats(Slot.M, TILES.rows() * WIDTH);
        TILES.tile(depth, height, a, aAt, GemmTiles.ROW, 1, b, bAt, edge, 0, WIDTH, false);
        TILES.merge(height, WIDTH, edge, c, cAt, cRow, 1, accumulate);
    }
}
