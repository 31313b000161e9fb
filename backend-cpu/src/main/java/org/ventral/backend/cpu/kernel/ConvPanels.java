package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.ConvTiles;

/**
 * How the rows (channels to compute) of one group are cut into register tiles of six, five or one, and how their weights are packed: one panel after the
 * other, six rows as {@code [row][tap]}, five as {@code [tap][row]}; see {@link ConvTiles}. On 256-bit vectors five rows are quickest per row and six next.
 */
final class ConvPanels {
    private static final ConvTiles TILES = Loops.convolution();
    private static final int SIX = 92, FIVE = 67, ONE = 30;      // relative time of a tile per tap: six and five measured, one estimated
    private static final int SEARCHED = 30;

    private final int rows;
    private final int taps;
    private final int sixes;        // tiles of six come first
    private final int tiles;

    ConvPanels(int rows, int taps) {
        this.rows = rows;
        this.taps = taps;
        int fives = Math.max(0, (rows - SEARCHED) / 5), rest = rows - 5 * fives, best = 0, least = Integer.MAX_VALUE;
        for (int six = 0; 6 * six <= rest; six++) {
            int left = rest - 6 * six, cost = six * SIX + left / 5 * FIVE + switch (left % 5) { case 0 -> 0; case 1 -> ONE; default -> FIVE; };
            if (cost < least) {
                least = cost;
                best = six;
            }
        }
        sixes = best;
        tiles = sixes + Math.ceilDiv(rows - 6 * sixes, 5);
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
        return tiles;
    }

    /** First row of a tile; the number of rows for {@link #tiles()}. */
    int row(int tile) {
        return tile == tiles ? rows : 6 * tile - Math.max(0, tile - sixes);
    }

    private int height(int tile) {
        return row(tile + 1) - row(tile);
    }

    private int panel(int tile) {
        return row(tile) * taps;
    }

    /** Floats of the packed weights of one group. */
    int length() {
        return panel(tiles - 1) + (height(tiles - 1) == 1 ? 1 : height(tiles - 1) == 6 ? 6 : 5) * taps;
    }

    /** Packs {@code w[wAt + row · rowStep + places[tap]]}. */
    void pack(float[] to, int toAt, float[] w, int wAt, int rowStep, int[] places) {
        for (int tile = 0; tile < tiles; tile++) {
            int height = height(tile), row = row(tile), at = toAt + panel(tile);
            if (height == 6 || height == 1)
                for (int r = 0; r < height; r++, at += taps)
                    for (int t = 0, from = wAt + (row + r) * rowStep; t < taps; t++) to[at + t] = w[from + places[t]];
            else
                for (int r = 0; r < 5; r++)
                    for (int t = 0, from = wAt + (row + Math.min(r, height - 1)) * rowStep; t < taps; t++) to[at + 5 * t + r] = w[from + places[t]];
        }
    }

    /** Copies taps {@code [from, from + count)} of packed weights to taps {@code to, to + 1, …} of packed weights of the same rows. */
    void copy(float[] packed, int packedAt, int from, ConvPanels other, float[] target, int targetAt, int to, int count) {
        for (int tile = 0; tile < tiles; tile++) {
            int height = height(tile), source = packedAt + panel(tile), at = targetAt + other.panel(tile);
            if (height == 6 || height == 1)
                for (int r = 0; r < height; r++) System.arraycopy(packed, source + r * taps + from, target, at + r * other.taps + to, count);
            else System.arraycopy(packed, source + 5 * from, target, at + 5 * to, 5 * count);
        }
    }

    /** Computes one tile for taps {@code [from, to)}; row r of the group goes to {@code y[yAt + r · yStep]} and on. */
    void multiply(int tile, float[] packed, int packedAt, float[] start, int startAt, float[] x, int xAt, int[] offsets, int from, int to, float[] y, int yAt, int yStep, boolean accumulate) {
        int row = row(tile), height = height(tile), w = packedAt + row * taps, first = startAt + row, at = yAt + row * yStep;
        switch (height) {
            case 6 -> TILES.rows6(packed, w, taps, start, first, x, xAt, offsets, from, to, y, at, yStep, accumulate);
            case 1 -> TILES.rows1(packed, w, start, first, x, xAt, offsets, from, to, y, at, accumulate);
            default -> TILES.rows5(height, packed, w, start, first, x, xAt, offsets, from, to, y, at, yStep, accumulate);
        }
    }
}
