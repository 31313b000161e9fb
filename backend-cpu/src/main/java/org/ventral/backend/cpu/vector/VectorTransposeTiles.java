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
            if (S.length() == SIDE) strip(wide, from, f0 + r * fRow, fRow, to, t0 + r, tRow);
            else pairs(wide, from, f0 + r * fRow, fRow, to, t0 + r, tRow);
        }
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

    /** Two squares at a time; of an odd one at the end the right neighbour is neither read nor written. */
    private static void pairs(int columns, float[] from, int f0, int fRow, float[] to, int t0, int tRow) {
        int c = 0;
        for (; c + 2 * SIDE <= columns; c += 2 * SIDE) pair(from, f0 + c, fRow, to, t0 + c * tRow, tRow);
        if (c < columns) left(from, f0 + c, fRow, to, t0 + c * tRow, tRow);
    }

    private static void pair(float[] from, int f, int fRow, float[] to, int t, int tRow) {
        FloatVector a0 = FloatVector.fromArray(S, from, f), a4 = FloatVector.fromArray(S, from, f + 4 * fRow), b0 = low4(a0, a4), b4 = high4(a0, a4);
        FloatVector a1 = FloatVector.fromArray(S, from, f + fRow), a5 = FloatVector.fromArray(S, from, f + 5 * fRow), b1 = low4(a1, a5), b5 = high4(a1, a5);
        FloatVector a2 = FloatVector.fromArray(S, from, f + 2 * fRow), a6 = FloatVector.fromArray(S, from, f + 6 * fRow), b2 = low4(a2, a6), b6 = high4(a2, a6);
        FloatVector a3 = FloatVector.fromArray(S, from, f + 3 * fRow), a7 = FloatVector.fromArray(S, from, f + 7 * fRow), b3 = low4(a3, a7), b7 = high4(a3, a7);
        quarters(b0, b1, b2, b3, to, t, tRow);
        quarters(b4, b5, b6, b7, to, t + 4 * tRow, tRow);
    }

    private static void left(float[] from, int f, int fRow, float[] to, int t, int tRow) {
        FloatVector a0 = FloatVector.fromArray(S, from, f, LEFT), a4 = FloatVector.fromArray(S, from, f + 4 * fRow, LEFT), b0 = low4(a0, a4), b4 = high4(a0, a4);
        FloatVector a1 = FloatVector.fromArray(S, from, f + fRow, LEFT), a5 = FloatVector.fromArray(S, from, f + 5 * fRow, LEFT), b1 = low4(a1, a5), b5 = high4(a1, a5);
        FloatVector a2 = FloatVector.fromArray(S, from, f + 2 * fRow, LEFT), a6 = FloatVector.fromArray(S, from, f + 6 * fRow, LEFT), b2 = low4(a2, a6), b6 = high4(a2, a6);
        FloatVector a3 = FloatVector.fromArray(S, from, f + 3 * fRow, LEFT), a7 = FloatVector.fromArray(S, from, f + 7 * fRow, LEFT), b3 = low4(a3, a7), b7 = high4(a3, a7);
        leftQuarter(b0, b1, b2, b3, to, t, tRow);
        leftQuarter(b4, b5, b6, b7, to, t + 4 * tRow, tRow);
    }

    /** The last two rounds for four rows of two squares; the right square's rows go eight rows further down. */
    private static void quarters(FloatVector b0, FloatVector b1, FloatVector b2, FloatVector b3, float[] to, int t, int tRow) {
        FloatVector c0 = low2(b0, b2), c2 = high2(b0, b2), c1 = low2(b1, b3), c3 = high2(b1, b3);
        FloatVector d0 = low1(c0, c1), d1 = high1(c0, c1), d2 = low1(c2, c3), d3 = high1(c2, c3);
        int right = t + SIDE * tRow - SIDE;
        d0.intoArray(to, t, LEFT);
        d0.intoArray(to, right, RIGHT);
        d1.intoArray(to, t + tRow, LEFT);
        d1.intoArray(to, right + tRow, RIGHT);
        d2.intoArray(to, t + 2 * tRow, LEFT);
        d2.intoArray(to, right + 2 * tRow, RIGHT);
        d3.intoArray(to, t + 3 * tRow, LEFT);
        d3.intoArray(to, right + 3 * tRow, RIGHT);
    }

    private static void leftQuarter(FloatVector b0, FloatVector b1, FloatVector b2, FloatVector b3, float[] to, int t, int tRow) {
        FloatVector c0 = low2(b0, b2), c2 = high2(b0, b2), c1 = low2(b1, b3), c3 = high2(b1, b3);
        low1(c0, c1).intoArray(to, t, LEFT);
        high1(c0, c1).intoArray(to, t + tRow, LEFT);
        low1(c2, c3).intoArray(to, t + 2 * tRow, LEFT);
        high1(c2, c3).intoArray(to, t + 3 * tRow, LEFT);
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
