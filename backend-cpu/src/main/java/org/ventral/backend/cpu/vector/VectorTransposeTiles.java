package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.scalar.ScalarTransposeTiles;

/**
 * Transposition of 8 × 8 floats in registers, by three rounds that exchange the off-diagonal quarters of ever smaller squares (Eklundh, 1972). Vectors of 16 floats
 * do two squares side by side. A loop makes one half of the rows of its results, as one for all would be too long for the compiler's first tier. Edges go element by element.
 */
public final class VectorTransposeTiles implements TransposeTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int SIDE = 8;
    private static final VectorShuffle<Float> SWAP4 = VectorShuffle.fromOp(S, i -> i ^ 4), SWAP2 = VectorShuffle.fromOp(S, i -> i ^ 2), SWAP1 = VectorShuffle.fromOp(S, i -> i ^ 1);
    private static final VectorMask<Float> UPPER4 = lanes(0xF0F0), UPPER2 = lanes(0xCCCC), UPPER1 = lanes(0xAAAA);
    private static final VectorMask<Float> LEFT = lanes(0x00FF), RIGHT = lanes(0xFF00);

    private final ScalarTransposeTiles edges = new ScalarTransposeTiles();

    private VectorTransposeTiles() {}

    /** The fastest transposition on this processor. */
    public static TransposeTiles create() {
        return S.length() == SIDE || S.length() == 2 * SIDE ? new VectorTransposeTiles() : new ScalarTransposeTiles();
    }

    private static VectorMask<Float> lanes(int bits) {
        return VectorMask.fromLong(S, bits & (1L << S.length()) - 1);
    }

    @Override
    public void transpose(int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        int high = rows & -SIDE, wide = columns & -SIDE;
        for (int r = 0; r < high; r += SIDE) {
            int f = f0 + r * fRow, t = t0 + r;
            if (S.length() == SIDE) {
                upper(wide, from, f, fRow, to, t, tRow);
                lower(wide, from, f, fRow, to, t + 4 * tRow, tRow);
                continue;
            }
            int even = wide & -2 * SIDE, odd = wide - even;
            upperPairs(even, from, f, fRow, to, t, tRow);
            lowerPairs(even, from, f, fRow, to, t + 4 * tRow, tRow);
            if (odd == 0) continue;
            if (f + 7 * fRow + even + 2 * SIDE > from.length) {
                edges.transpose(SIDE, odd, from, f + even, fRow, to, t + even * tRow, tRow);
                continue;
            }
            upperLeft(odd, from, f + even, fRow, to, t + even * tRow, tRow);
            lowerLeft(odd, from, f + even, fRow, to, t + (even + 4) * tRow, tRow);
        }
        if (wide < columns) edges.transpose(high, columns - wide, from, f0 + wide, fRow, to, t0 + wide * tRow, tRow);
        if (high < rows) edges.transpose(rows - high, columns, from, f0 + high * fRow, fRow, to, t0 + high, tRow);
    }

    /** Rows 0 to 3 of the results of squares. */
    private static void upper(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += SIDE) {
            int f = f0 + c, t = t0 + c * tRow;
            FloatVector b0 = FloatVector.fromArray(S, from, f).blend(FloatVector.fromArray(S, from, f + 4 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b1 = FloatVector.fromArray(S, from, f + fRow).blend(FloatVector.fromArray(S, from, f + 5 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b2 = FloatVector.fromArray(S, from, f + 2 * fRow).blend(FloatVector.fromArray(S, from, f + 6 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b3 = FloatVector.fromArray(S, from, f + 3 * fRow).blend(FloatVector.fromArray(S, from, f + 7 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            d0.intoArray(to, t);
            d1.intoArray(to, t + tRow);
            d2.intoArray(to, t + 2 * tRow);
            d3.intoArray(to, t + 3 * tRow);
        }
    }

    /** Rows 4 to 7. */
    private static void lower(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += SIDE) {
            int f = f0 + c, t = t0 + c * tRow;
            FloatVector b0 = FloatVector.fromArray(S, from, f).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 4 * fRow), UPPER4);
            FloatVector b1 = FloatVector.fromArray(S, from, f + fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 5 * fRow), UPPER4);
            FloatVector b2 = FloatVector.fromArray(S, from, f + 2 * fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 6 * fRow), UPPER4);
            FloatVector b3 = FloatVector.fromArray(S, from, f + 3 * fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 7 * fRow), UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            d0.intoArray(to, t);
            d1.intoArray(to, t + tRow);
            d2.intoArray(to, t + 2 * tRow);
            d3.intoArray(to, t + 3 * tRow);
        }
    }

    /** The same for two squares at a time; the rows of the right one go eight rows further down. */
    private static void upperPairs(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += 2 * SIDE) {
            int f = f0 + c, t = t0 + c * tRow, right = t + SIDE * tRow - SIDE;
            FloatVector b0 = FloatVector.fromArray(S, from, f).blend(FloatVector.fromArray(S, from, f + 4 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b1 = FloatVector.fromArray(S, from, f + fRow).blend(FloatVector.fromArray(S, from, f + 5 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b2 = FloatVector.fromArray(S, from, f + 2 * fRow).blend(FloatVector.fromArray(S, from, f + 6 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b3 = FloatVector.fromArray(S, from, f + 3 * fRow).blend(FloatVector.fromArray(S, from, f + 7 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            d0.intoArray(to, t, LEFT);
            d0.intoArray(to, right, RIGHT);
            d1.intoArray(to, t + tRow, LEFT);
            d1.intoArray(to, right + tRow, RIGHT);
            d2.intoArray(to, t + 2 * tRow, LEFT);
            d2.intoArray(to, right + 2 * tRow, RIGHT);
            d3.intoArray(to, t + 3 * tRow, LEFT);
            d3.intoArray(to, right + 3 * tRow, RIGHT);
        }
    }

    /** Rows 4 to 7 of both. */
    private static void lowerPairs(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += 2 * SIDE) {
            int f = f0 + c, t = t0 + c * tRow, right = t + SIDE * tRow - SIDE;
            FloatVector b0 = FloatVector.fromArray(S, from, f).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 4 * fRow), UPPER4);
            FloatVector b1 = FloatVector.fromArray(S, from, f + fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 5 * fRow), UPPER4);
            FloatVector b2 = FloatVector.fromArray(S, from, f + 2 * fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 6 * fRow), UPPER4);
            FloatVector b3 = FloatVector.fromArray(S, from, f + 3 * fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 7 * fRow), UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            d0.intoArray(to, t, LEFT);
            d0.intoArray(to, right, RIGHT);
            d1.intoArray(to, t + tRow, LEFT);
            d1.intoArray(to, right + tRow, RIGHT);
            d2.intoArray(to, t + 2 * tRow, LEFT);
            d2.intoArray(to, right + 2 * tRow, RIGHT);
            d3.intoArray(to, t + 3 * tRow, LEFT);
            d3.intoArray(to, right + 3 * tRow, RIGHT);
        }
    }

    /** The same for a square whose right neighbour is read but not written. */
    private static void upperLeft(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += SIDE) {
            int f = f0 + c, t = t0 + c * tRow;
            FloatVector b0 = FloatVector.fromArray(S, from, f).blend(FloatVector.fromArray(S, from, f + 4 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b1 = FloatVector.fromArray(S, from, f + fRow).blend(FloatVector.fromArray(S, from, f + 5 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b2 = FloatVector.fromArray(S, from, f + 2 * fRow).blend(FloatVector.fromArray(S, from, f + 6 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector b3 = FloatVector.fromArray(S, from, f + 3 * fRow).blend(FloatVector.fromArray(S, from, f + 7 * fRow).rearrange(SWAP4), UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            d0.intoArray(to, t, LEFT);
            d1.intoArray(to, t + tRow, LEFT);
            d2.intoArray(to, t + 2 * tRow, LEFT);
            d3.intoArray(to, t + 3 * tRow, LEFT);
        }
    }

    /** Rows 4 to 7 of it. */
    private static void lowerLeft(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += SIDE) {
            int f = f0 + c, t = t0 + c * tRow;
            FloatVector b0 = FloatVector.fromArray(S, from, f).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 4 * fRow), UPPER4);
            FloatVector b1 = FloatVector.fromArray(S, from, f + fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 5 * fRow), UPPER4);
            FloatVector b2 = FloatVector.fromArray(S, from, f + 2 * fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 6 * fRow), UPPER4);
            FloatVector b3 = FloatVector.fromArray(S, from, f + 3 * fRow).rearrange(SWAP4).blend(FloatVector.fromArray(S, from, f + 7 * fRow), UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            d0.intoArray(to, t, LEFT);
            d1.intoArray(to, t + tRow, LEFT);
            d2.intoArray(to, t + 2 * tRow, LEFT);
            d3.intoArray(to, t + 3 * tRow, LEFT);
        }
    }
}
