package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.ConvTiles;

/**
 * How the rows (channels to compute) of one group are cut into register tiles, and how their weights are packed: one panel after the other, as {@code [tap][row]} with room for
 * {@link ConvTiles#STEP} rows; see {@link ConvTiles}.
 */
final class ConvPanels {
    private static final ConvTiles TILES = Loops.convolution();

    private final int taps;
    private final int[] starts;     // of each tile, then the number of rows

    ConvPanels(int rows, int taps) {
        this.taps = taps;
        int[] starts = new int[rows + 1];
        int tiles = 0;
        for (int row = 0; row < rows; row += TILES.heights().next(rows - row)) starts[tiles++] = row;
        starts[tiles] = rows;
        this.starts = Arrays.copyOf(starts, tiles + 1);
    }

    static int lanes() {
        return TILES.lanes();
    }

    static ConvTiles loops() {
        return TILES;
    }

    int taps() {
        return taps;
    }

    int tiles() {
        return starts.length - 1;
    }

    /** First row of a tile; the number of rows for {@link #tiles()}. */
    int row(int tile) {
        return starts[tile];
    }

    private int height(int tile) {
        return row(tile + 1) - row(tile);
    }

    /** Where the weights of a tile begin. */
    private int panel(int tile) {
        return tile * taps * ConvTiles.STEP;
    }

    /** Floats of the packed weights of one group. */
    int length() {
        return panel(tiles());
    }

    /** Packs {@code w[wAt + row · rowStep + places[tap]]}; room beyond the rows of a tile repeats the last of them. */
    void pack(float[] to, int toAt, float[] w, int wAt, int rowStep, int[] places) {
        for (int tile = 0; tile < tiles(); tile++) {
            int height = height(tile), row = row(tile), at = toAt + panel(tile);
            for (int r = 0; r < (height == 1 ? 1 : ConvTiles.STEP); r++) {
                int from = wAt + (row + Math.min(r, height - 1)) * rowStep, step = height == 1 ? 1 : ConvTiles.STEP;
                for (int t = 0; t < taps; t++) to[at + t * step + r] = w[from + places[t]];
            }
        }
    }

    /** Copies taps {@code [from, from + count)} of packed weights to taps {@code to, to + 1, …} of packed weights of the same rows. */
    void copy(float[] packed, int packedAt, int from, ConvPanels other, float[] target, int targetAt, int to, int count) {
        for (int tile = 0; tile < tiles(); tile++) {
            int step = height(tile) == 1 ? 1 : ConvTiles.STEP;
            System.arraycopy(packed, packedAt + panel(tile) + step * from, target, targetAt + other.panel(tile) + step * to, step * count);
        }
    }

    /** Computes one tile for taps {@code [from, to)}; row r of the group goes to {@code y[yAt + r · yStep]} and on. */
    void multiply(int tile, float[] packed, int packedAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        int row = row(tile), height = height(tile), w = packedAt + panel(tile), first = startAt + row, at = yAt + row * yStep;
        TILES.rows(height, packed, w, start, first, x, xAt, offsets, from, to, y, at, yStep, accumulate);
    }
}
