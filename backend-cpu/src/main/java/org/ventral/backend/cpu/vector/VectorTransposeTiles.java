package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.scalar.ScalarTransposeTiles;

/**
 * Transposition of 8 × 8 floats in registers, by three rounds that exchange the off-diagonal quarters of ever smaller squares (Eklundh, 1972). Edges go element by
 * element.
 */
public final class VectorTransposeTiles implements TransposeTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final int SIDE = 8;
    private static final VectorShuffle<Float> SWAP4 = VectorShuffle.fromOp(S, i -> i ^ 4), SWAP2 = VectorShuffle.fromOp(S, i -> i ^ 2), SWAP1 = VectorShuffle.fromOp(S, i -> i ^ 1);
    private static final VectorMask<Float> UPPER4 = VectorMask.fromLong(S, 0b11110000), UPPER2 = VectorMask.fromLong(S, 0b11001100), UPPER1 = VectorMask.fromLong(S, 0b10101010);

    private final ScalarTransposeTiles edges = new ScalarTransposeTiles();

    private VectorTransposeTiles() {}

    /** The fastest transposition on this processor. */
    public static TransposeTiles create() {
        return FloatVector.SPECIES_PREFERRED.length() >= SIDE ? new VectorTransposeTiles() : new ScalarTransposeTiles();
    }

    @Override
    public void transpose(int rows, int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        int high = rows & -SIDE, wide = columns & -SIDE;
        for (int r = 0; r < high; r += SIDE) strip(wide, from, f0 + r * fRow, fRow, to, t0 + r, tRow);
        if (wide < columns) edges.transpose(high, columns - wide, from, f0 + wide, fRow, to, t0 + wide * tRow, tRow);
        if (high < rows) edges.transpose(rows - high, columns, from, f0 + high * fRow, fRow, to, t0 + high, tRow);
    }

    private static void strip(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c += SIDE) square(from, f0 + c, fRow, to, t0 + c * tRow, tRow);
    }

    private static void square(float[] from, int f, int fRow, float[] to, int t, int tRow) {
        FloatVector a0 = FloatVector.fromArray(S, from, f), a4 = FloatVector.fromArray(S, from, f + 4 * fRow), b0 = low4(a0, a4), b4 = high4(a0, a4);
        FloatVector a1 = FloatVector.fromArray(S, from, f + fRow), a5 = FloatVector.fromArray(S, from, f + 5 * fRow), b1 = low4(a1, a5), b5 = high4(a1, a5);
        FloatVector a2 = FloatVector.fromArray(S, from, f + 2 * fRow), a6 = FloatVector.fromArray(S, from, f + 6 * fRow), b2 = low4(a2, a6), b6 = high4(a2, a6);
        FloatVector a3 = FloatVector.fromArray(S, from, f + 3 * fRow), a7 = FloatVector.fromArray(S, from, f + 7 * fRow), b3 = low4(a3, a7), b7 = high4(a3, a7);
        quarter(b0, b1, b2, b3, to, t, tRow);
        quarter(b4, b5, b6, b7, to, t + 4 * tRow, tRow);
    }

    /** The last two rounds, for four rows. */
    private static void quarter(FloatVector b0, FloatVector b1, FloatVector b2, FloatVector b3, float[] to, int t, int tRow) {
        FloatVector c0 = low2(b0, b2), c2 = high2(b0, b2), c1 = low2(b1, b3), c3 = high2(b1, b3);
        low1(c0, c1).intoArray(to, t);
        high1(c0, c1).intoArray(to, t + tRow);
        low1(c2, c3).intoArray(to, t + 2 * tRow);
        high1(c2, c3).intoArray(to, t + 3 * tRow);
    }

    private static FloatVector low4(FloatVector x, FloatVector y) {
        return x.blend(y.rearrange(SWAP4), UPPER4);
    }

    private static FloatVector high4(FloatVector x, FloatVector y) {
        return x.rearrange(SWAP4).blend(y, UPPER4);
    }

    private static FloatVector low2(FloatVector x, FloatVector y) {
        return x.blend(y.rearrange(SWAP2), UPPER2);
    }

    private static FloatVector high2(FloatVector x, FloatVector y) {
        return x.rearrange(SWAP2).blend(y, UPPER2);
    }

    private static FloatVector low1(FloatVector x, FloatVector y) {
        return x.blend(y.rearrange(SWAP1), UPPER1);
    }

    private static FloatVector high1(FloatVector x, FloatVector y) {
        return x.rearrange(SWAP1).blend(y, UPPER1);
    }
}
