package org.ventral.backend.cpu.loops;

import java.util.Arrays;

/**
 * The heights that register tiles have, and how rows are best cut into them. Of 49 rows, the pixels of a 7 × 7 image, tiles of six and five leave nothing over, where tiles of six alone would
 * leave a tenth of the work empty.
 */
public final class Heights {
    /** What a tile costs besides its rows: its columns of B are read, its sums stored. And what it costs to bring a tile that hangs over the edge to its place. */
    private static final int TILE = 3, DETOUR = 2;
    /** Tallest tiles from which on nothing better is looked for. */
    private static final int SEARCHED = 5;

    private final int tallest;
    private final int partial;
    private final boolean[] whole;
    private final int[] next;

    private Heights(int partial, int[] heights) {
        this.partial = partial;
        tallest = Arrays.stream(heights).max().orElseThrow();
        whole = new boolean[tallest + 1];
        for (int height : heights) whole[height] = true;
        next = new int[SEARCHED * tallest];
        int[] least = new int[next.length];
        for (int rows = 1; rows < next.length; rows++) {
            least[rows] = Integer.MAX_VALUE;
            if (rows <= partial) consider(rows, partial + DETOUR, rows, least);
            for (int height = Math.min(rows, tallest); height > 0; height--) if (whole[height]) consider(height, height, rows, least);
        }
    }

    private void consider(int taken, int cost, int rows, int[] least) {
        int all = cost + TILE + least[rows - taken];
        if (all >= least[rows]) return;
        least[rows] = all;
        next[rows] = taken;
    }

    /**
     * Tiles of the given heights, and one that may hang over the edge.
     *
     * @param partial most rows of the latter, which takes as long as that many; every number of rows can be made up of all these
     */
    public static Heights of(int partial, int... heights) {
        return new Heights(partial, heights);
    }

    /** Rows of the tallest tile. */
    public int tallest() {
        return tallest;
    }

    /** Most rows of a tile that hangs over the edge. */
    public int partial() {
        return partial;
    }

    /** True if a tile has just so many rows. */
    public boolean has(int rows) {
        return rows <= tallest && whole[rows];
    }

    /** How many of the rows that are left the next tile takes: all of a whole tile, or the last few, of which there is none. */
    public int next(int left) {
        return left < next.length ? next[left] : tallest;
    }
}
