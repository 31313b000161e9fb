package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.scalar.ScalarTransposeTiles;

/**
 * Transposition of 8 × 8 floats in registers, by three rounds that exchange the off-diagonal quarters of ever smaller squares (Eklundh, 1972). Vectors of 16 floats
 * do two squares side by side. Edges go element by element.
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
            int f = f0 + r * fRow, t = t0 + r, even = wide & -2 * SIDE;
            if (S.length() == SIDE) squares(wide, from, f, fRow, to, t, tRow);
            else {
                pairs(even, from, f, fRow, to, t, tRow);
                if (even < wide) single(from, f + even, fRow, to, t + even * tRow, tRow);
            }
        }
        if (wide < columns) edges.transpose(high, columns - wide, from, f0 + wide, fRow, to, t0 + wide * tRow, tRow);
        if (high < rows) edges.transpose(rows - high, columns, from, f0 + high * fRow, fRow, to, t0 + high, tRow);
    }

    private static void squares(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += SIDE) {
            int f = f0 + c, t = t0 + c * tRow;
            FloatVector a0 = FloatVector.fromArray(S, from, f);
            FloatVector a1 = FloatVector.fromArray(S, from, f + fRow);
            FloatVector a2 = FloatVector.fromArray(S, from, f + 2 * fRow);
            FloatVector a3 = FloatVector.fromArray(S, from, f + 3 * fRow);
            FloatVector a4 = FloatVector.fromArray(S, from, f + 4 * fRow);
            FloatVector a5 = FloatVector.fromArray(S, from, f + 5 * fRow);
            FloatVector a6 = FloatVector.fromArray(S, from, f + 6 * fRow);
            FloatVector a7 = FloatVector.fromArray(S, from, f + 7 * fRow);
            FloatVector b0 = a0.blend(a4.rearrange(SWAP4), UPPER4), b4 = a0.rearrange(SWAP4).blend(a4, UPPER4);
            FloatVector b1 = a1.blend(a5.rearrange(SWAP4), UPPER4), b5 = a1.rearrange(SWAP4).blend(a5, UPPER4);
            FloatVector b2 = a2.blend(a6.rearrange(SWAP4), UPPER4), b6 = a2.rearrange(SWAP4).blend(a6, UPPER4);
            FloatVector b3 = a3.blend(a7.rearrange(SWAP4), UPPER4), b7 = a3.rearrange(SWAP4).blend(a7, UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector c4 = b4.blend(b6.rearrange(SWAP2), UPPER2), c6 = b4.rearrange(SWAP2).blend(b6, UPPER2);
            FloatVector c5 = b5.blend(b7.rearrange(SWAP2), UPPER2), c7 = b5.rearrange(SWAP2).blend(b7, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            FloatVector d4 = c4.blend(c5.rearrange(SWAP1), UPPER1), d5 = c4.rearrange(SWAP1).blend(c5, UPPER1);
            FloatVector d6 = c6.blend(c7.rearrange(SWAP1), UPPER1), d7 = c6.rearrange(SWAP1).blend(c7, UPPER1);
            d0.intoArray(to, t);
            d1.intoArray(to, t + tRow);
            d2.intoArray(to, t + 2 * tRow);
            d3.intoArray(to, t + 3 * tRow);
            d4.intoArray(to, t + 4 * tRow);
            d5.intoArray(to, t + 5 * tRow);
            d6.intoArray(to, t + 6 * tRow);
            d7.intoArray(to, t + 7 * tRow);
        }
    }

    /** Two squares at a time; the rows of the right one go eight rows further down. */
    private static void pairs(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += 2 * SIDE) {
            int f = f0 + c, t = t0 + c * tRow, right = t + SIDE * tRow - SIDE;
            FloatVector a0 = FloatVector.fromArray(S, from, f);
            FloatVector a1 = FloatVector.fromArray(S, from, f + fRow);
            FloatVector a2 = FloatVector.fromArray(S, from, f + 2 * fRow);
            FloatVector a3 = FloatVector.fromArray(S, from, f + 3 * fRow);
            FloatVector a4 = FloatVector.fromArray(S, from, f + 4 * fRow);
            FloatVector a5 = FloatVector.fromArray(S, from, f + 5 * fRow);
            FloatVector a6 = FloatVector.fromArray(S, from, f + 6 * fRow);
            FloatVector a7 = FloatVector.fromArray(S, from, f + 7 * fRow);
            FloatVector b0 = a0.blend(a4.rearrange(SWAP4), UPPER4), b4 = a0.rearrange(SWAP4).blend(a4, UPPER4);
            FloatVector b1 = a1.blend(a5.rearrange(SWAP4), UPPER4), b5 = a1.rearrange(SWAP4).blend(a5, UPPER4);
            FloatVector b2 = a2.blend(a6.rearrange(SWAP4), UPPER4), b6 = a2.rearrange(SWAP4).blend(a6, UPPER4);
            FloatVector b3 = a3.blend(a7.rearrange(SWAP4), UPPER4), b7 = a3.rearrange(SWAP4).blend(a7, UPPER4);
            FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
            FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
            FloatVector c4 = b4.blend(b6.rearrange(SWAP2), UPPER2), c6 = b4.rearrange(SWAP2).blend(b6, UPPER2);
            FloatVector c5 = b5.blend(b7.rearrange(SWAP2), UPPER2), c7 = b5.rearrange(SWAP2).blend(b7, UPPER2);
            FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
            FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
            FloatVector d4 = c4.blend(c5.rearrange(SWAP1), UPPER1), d5 = c4.rearrange(SWAP1).blend(c5, UPPER1);
            FloatVector d6 = c6.blend(c7.rearrange(SWAP1), UPPER1), d7 = c6.rearrange(SWAP1).blend(c7, UPPER1);
            d0.intoArray(to, t, LEFT);
            d0.intoArray(to, right, RIGHT);
            d1.intoArray(to, t + tRow, LEFT);
            d1.intoArray(to, right + tRow, RIGHT);
            d2.intoArray(to, t + 2 * tRow, LEFT);
            d2.intoArray(to, right + 2 * tRow, RIGHT);
            d3.intoArray(to, t + 3 * tRow, LEFT);
            d3.intoArray(to, right + 3 * tRow, RIGHT);
            d4.intoArray(to, t + 4 * tRow, LEFT);
            d4.intoArray(to, right + 4 * tRow, RIGHT);
            d5.intoArray(to, t + 5 * tRow, LEFT);
            d5.intoArray(to, right + 5 * tRow, RIGHT);
            d6.intoArray(to, t + 6 * tRow, LEFT);
            d6.intoArray(to, right + 6 * tRow, RIGHT);
            d7.intoArray(to, t + 7 * tRow, LEFT);
            d7.intoArray(to, right + 7 * tRow, RIGHT);
        }
    }

    /** One square, whose right neighbour is neither read nor written. */
    private static void single(float[] from, int f, int fRow, float[] to, int t, int tRow) {
        FloatVector a0 = FloatVector.fromArray(S, from, f, LEFT);
        FloatVector a1 = FloatVector.fromArray(S, from, f + fRow, LEFT);
        FloatVector a2 = FloatVector.fromArray(S, from, f + 2 * fRow, LEFT);
        FloatVector a3 = FloatVector.fromArray(S, from, f + 3 * fRow, LEFT);
        FloatVector a4 = FloatVector.fromArray(S, from, f + 4 * fRow, LEFT);
        FloatVector a5 = FloatVector.fromArray(S, from, f + 5 * fRow, LEFT);
        FloatVector a6 = FloatVector.fromArray(S, from, f + 6 * fRow, LEFT);
        FloatVector a7 = FloatVector.fromArray(S, from, f + 7 * fRow, LEFT);
        FloatVector b0 = a0.blend(a4.rearrange(SWAP4), UPPER4), b4 = a0.rearrange(SWAP4).blend(a4, UPPER4);
        FloatVector b1 = a1.blend(a5.rearrange(SWAP4), UPPER4), b5 = a1.rearrange(SWAP4).blend(a5, UPPER4);
        FloatVector b2 = a2.blend(a6.rearrange(SWAP4), UPPER4), b6 = a2.rearrange(SWAP4).blend(a6, UPPER4);
        FloatVector b3 = a3.blend(a7.rearrange(SWAP4), UPPER4), b7 = a3.rearrange(SWAP4).blend(a7, UPPER4);
        FloatVector c0 = b0.blend(b2.rearrange(SWAP2), UPPER2), c2 = b0.rearrange(SWAP2).blend(b2, UPPER2);
        FloatVector c1 = b1.blend(b3.rearrange(SWAP2), UPPER2), c3 = b1.rearrange(SWAP2).blend(b3, UPPER2);
        FloatVector c4 = b4.blend(b6.rearrange(SWAP2), UPPER2), c6 = b4.rearrange(SWAP2).blend(b6, UPPER2);
        FloatVector c5 = b5.blend(b7.rearrange(SWAP2), UPPER2), c7 = b5.rearrange(SWAP2).blend(b7, UPPER2);
        FloatVector d0 = c0.blend(c1.rearrange(SWAP1), UPPER1), d1 = c0.rearrange(SWAP1).blend(c1, UPPER1);
        FloatVector d2 = c2.blend(c3.rearrange(SWAP1), UPPER1), d3 = c2.rearrange(SWAP1).blend(c3, UPPER1);
        FloatVector d4 = c4.blend(c5.rearrange(SWAP1), UPPER1), d5 = c4.rearrange(SWAP1).blend(c5, UPPER1);
        FloatVector d6 = c6.blend(c7.rearrange(SWAP1), UPPER1), d7 = c6.rearrange(SWAP1).blend(c7, UPPER1);
        d0.intoArray(to, t, LEFT);
        d1.intoArray(to, t + tRow, LEFT);
        d2.intoArray(to, t + 2 * tRow, LEFT);
        d3.intoArray(to, t + 3 * tRow, LEFT);
        d4.intoArray(to, t + 4 * tRow, LEFT);
        d5.intoArray(to, t + 5 * tRow, LEFT);
        d6.intoArray(to, t + 6 * tRow, LEFT);
        d7.intoArray(to, t + 7 * tRow, LEFT);
    }
}
