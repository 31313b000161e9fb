package org.ventral.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.Heights;

/**
 * Single precision tiles of two vectors by 5 or 6 copied or packed rows, and by 4 rows in place, for 16 registers; {@link WideFloatGemmTiles} are those for 32.
 *
 * <p>How the loops are written decides whether their sums stay in registers, which is worth a factor of 2.5:
 * <ul>
 *   <li>they count down. Counting up, the compiler unrolls and loads ahead until it spills, unless loop strip mining happens to be on, as it is with G1 but not with
 *       the parallel or serial collector;
 *   <li>within a straight run of code the compiler moves all loads to the front, which 4 rows survive (8 sums, 6 loads) and 6 rows do not (12 and 8). The <i>fence</i>
 *       of {@code sixPacked} and its like cuts the run in two: a branch that is never taken, which nobody can tell but by knowing that offsets are not negative;
 *   <li>packed and copied rows are addressed by one index and constants, which halves the instructions around the multiply-adds. In place every row has an index of its own,
 *       or loads move ahead and sums spill;
 *   <li>C is touched after the loop only, in one branch;
 *   <li>a tile is one method, too large to be inlined elsewhere and small enough for the first compiler tier.
 * </ul>
 * 12 sums hide the latency of two units that take four cycles, with some to spare. 8 just do while a core has nothing else to run; when another thread shares it, they
 * fall to half of the speed.
 */
public class VectorFloatGemmTiles extends FloatGemmTiles {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    static final int L = S.length();
    static final int WIDTH = 2 * L;
    /** Rows of dot products done together, so that their chains of additions overlap. */
    private static final int CHAINS = 4;

    private static final int ROWS = 4;
    private static final int STEP = 8;
    private static final Heights HEIGHTS = Heights.of(ROWS, 6, 5);

    /** Tiles for 16 registers. */
    public VectorFloatGemmTiles() {
        super(VectorTransposeTiles.create());
    }

    /** The tiles that suit this processor. */
    public static VectorFloatGemmTiles create() {
        return S.vectorBitSize() == 512 ? new WideFloatGemmTiles() : new VectorFloatGemmTiles();
    }

    /** Tiles of twice as many columns, which are faster where they fit; null if this processor has too few registers for them. */
    public static VectorFloatGemmTiles createBroad() {
        return S.vectorBitSize() == 512 ? new BroadFloatGemmTiles() : null;
    }

    @Override
    public int step() {
        return STEP;
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public Heights packed() {
        return HEIGHTS;
    }

    @Override
    public Heights copied() {
        return HEIGHTS;
    }

    @Override
    public int columns() {
        return WIDTH;
    }

    @Override
    public void tile(int depth, int rows, float[] a, int a0, int aRow, int aDepth, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        if (aDepth == 1) four(depth, rows, a, a0, aRow, b, b0, c, c0, cRow, accumulate);
        else fourStrided(depth, rows, a, a0, aRow, aDepth, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void packedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        if (rows == 6) sixPacked(depth, a, a0, b, b0, c, c0, cRow, accumulate);
        else fivePacked(depth, a, a0, b, b0, c, c0, cRow, accumulate);
    }

    @Override
    public void copiedTile(int depth, int rows, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        if (rows == 6) sixCopied(depth, a, a0, b, b0, c, c0, cRow, accumulate);
        else fiveCopied(depth, a, a0, b, b0, c, c0, cRow, accumulate);
    }

    /** 4 rows, 8 sums, for 16 registers. */
    private static void four(int depth, int rows, float[] a, int a0, int aRow, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int last = rows - 1;
        int r1 = a0 + Math.min(1, last) * aRow, r2 = a0 + Math.min(2, last) * aRow, r3 = a0 + Math.min(3, last) * aRow;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[r1 + p]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[r2 + p]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[r3 + p]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
    }

    /** The same for any distance between neighbours in a row of A. */
    private static void fourStrided(int depth, int rows, float[] a, int a0, int aRow, int aDepth, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int last = rows - 1;
        int r1 = a0 + Math.min(1, last) * aRow, r2 = a0 + Math.min(2, last) * aRow, r3 = a0 + Math.min(3, last) * aRow;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        for (int p = depth - 1; p >= 0; p--) {
            int d = p * aDepth;
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + d]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[r1 + d]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            x = FloatVector.broadcast(S, a[r2 + d]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[r3 + d]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
    }

    /** 6 packed rows, 12 sums, for 16 registers. */
    private static void sixPacked(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p * STEP]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 1]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 2]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 3]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 4]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 5]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
    }

    /** 6 copied rows, 12 sums, for 16 registers. */
    private static void sixCopied(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        FloatVector c50 = FloatVector.zero(S), c51 = c50;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[a0 + p + 4 * ROW]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
            x = FloatVector.broadcast(S, a[a0 + p + 5 * ROW]);
            c50 = x.fma(b0v, c50);
            c51 = x.fma(b1v, c51);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
            c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
            c51 = c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
        c50.intoArray(c, c0 + 5 * cRow);
        c51.intoArray(c, c0 + 5 * cRow + L);
    }

    /** 5 copied rows, 10 sums, for 16 registers. */
    private static void fiveCopied(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p + ROW]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p + 2 * ROW]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p + 3 * ROW]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[a0 + p + 4 * ROW]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
    }

    /** 5 packed rows, 10 sums, for 16 registers. */
    private static void fivePacked(int depth, float[] a, int a0, float[] b, int b0, float[] c, int c0, int cRow, boolean accumulate) {
        int fence = -1 - c0;
        FloatVector c00 = FloatVector.zero(S), c01 = c00;
        FloatVector c10 = FloatVector.zero(S), c11 = c10;
        FloatVector c20 = FloatVector.zero(S), c21 = c20;
        FloatVector c30 = FloatVector.zero(S), c31 = c30;
        FloatVector c40 = FloatVector.zero(S), c41 = c40;
        for (int p = depth - 1; p >= 0; p--) {
            FloatVector b0v = FloatVector.fromArray(S, b, b0 + p * WIDTH), b1v = FloatVector.fromArray(S, b, b0 + p * WIDTH + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + p * STEP]);
            c00 = x.fma(b0v, c00);
            c01 = x.fma(b1v, c01);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 1]);
            c10 = x.fma(b0v, c10);
            c11 = x.fma(b1v, c11);
            if (p == fence) break;
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 2]);
            c20 = x.fma(b0v, c20);
            c21 = x.fma(b1v, c21);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 3]);
            c30 = x.fma(b0v, c30);
            c31 = x.fma(b1v, c31);
            x = FloatVector.broadcast(S, a[a0 + p * STEP + 4]);
            c40 = x.fma(b0v, c40);
            c41 = x.fma(b1v, c41);
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(S, c, c0));
            c01 = c01.add(FloatVector.fromArray(S, c, c0 + L));
            c10 = c10.add(FloatVector.fromArray(S, c, c0 + cRow));
            c11 = c11.add(FloatVector.fromArray(S, c, c0 + cRow + L));
            c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
            c21 = c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + L));
            c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
            c31 = c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + L));
            c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
            c41 = c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + L));
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + L);
        c10.intoArray(c, c0 + cRow);
        c11.intoArray(c, c0 + cRow + L);
        c20.intoArray(c, c0 + 2 * cRow);
        c21.intoArray(c, c0 + 2 * cRow + L);
        c30.intoArray(c, c0 + 3 * cRow);
        c31.intoArray(c, c0 + 3 * cRow + L);
        c40.intoArray(c, c0 + 4 * cRow);
        c41.intoArray(c, c0 + 4 * cRow + L);
    }

    @Override
    protected void copyRows(int rows, float[] from, int f0, int fRow, float[] to, int t0) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(S, from, f0 + r * fRow).intoArray(to, t0 + r * WIDTH);
            FloatVector.fromArray(S, from, f0 + r * fRow + L).intoArray(to, t0 + r * WIDTH + L);
        }
    }

    @Override
    public void packFour(int depth, float[] b, int b0, int bRow, float[] panels, int p0) {
        int distance = depth * WIDTH;
        for (int r = 0; r < depth; r++) {
            int from = b0 + r * bRow, to = p0 + r * WIDTH;
            FloatVector.fromArray(S, b, from).intoArray(panels, to);
            FloatVector.fromArray(S, b, from + L).intoArray(panels, to + L);
            FloatVector.fromArray(S, b, from + 2 * L).intoArray(panels, to + distance);
            FloatVector.fromArray(S, b, from + 3 * L).intoArray(panels, to + distance + L);
            FloatVector.fromArray(S, b, from + 4 * L).intoArray(panels, to + 2 * distance);
            FloatVector.fromArray(S, b, from + 5 * L).intoArray(panels, to + 2 * distance + L);
            FloatVector.fromArray(S, b, from + 6 * L).intoArray(panels, to + 3 * distance);
            FloatVector.fromArray(S, b, from + 7 * L).intoArray(panels, to + 3 * distance + L);
        }
    }

    @Override
    protected void copySteps(int steps, float[] from, int f0, int fStep, float[] to, int t0) {
        int step = step();
        if (step < L) copyParts(steps, step, from, f0, fStep, to, t0);
        else
            for (int q = 0; q < step; q += L) copyStrip(steps, from, f0 + q, fStep, to, t0 + q, step);
    }

    /** Of vectors that are longer than a step. */
    private static void copyParts(int steps, int step, float[] from, int f0, int fStep, float[] to, int t0) {
        VectorMask<Float> part = S.indexInRange(0, step);
        for (int s = 0; s < steps; s++) FloatVector.fromArray(S, from, f0 + s * fStep, part).intoArray(to, t0 + s * step, part);
    }

    @Override
    protected void copyFourGroups(int steps, int height, float[] from, int f0, int fStep, float[] to, int t0) {
        int step = step();
        if (step == L) copyFourStrips(steps, height, from, f0, fStep, to, t0);
        else if (step < L) copyFourParts(steps, step, height, from, f0, fStep, to, t0);
        else
            for (int g = 0; g < SWEEP; g++) copySteps(steps, from, f0 + g * height, fStep, to, t0 + g * steps * step);
    }

    private static void copyFourParts(int steps, int step, int height, float[] from, int f0, int fStep, float[] to, int t0) {
        VectorMask<Float> part = S.indexInRange(0, step);
        int distance = steps * step;
        for (int s = 0; s < steps; s++) {
            int f = f0 + s * fStep, t = t0 + s * step;
            FloatVector.fromArray(S, from, f, part).intoArray(to, t, part);
            FloatVector.fromArray(S, from, f + height, part).intoArray(to, t + distance, part);
            FloatVector.fromArray(S, from, f + 2 * height, part).intoArray(to, t + 2 * distance, part);
            FloatVector.fromArray(S, from, f + 3 * height, part).intoArray(to, t + 3 * distance, part);
        }
    }

    private static void copyFourStrips(int steps, int height, float[] from, int f0, int fStep, float[] to, int t0) {
        int distance = steps * L;
        for (int s = 0; s < steps; s++) {
            int f = f0 + s * fStep, t = t0 + s * L;
            FloatVector.fromArray(S, from, f).intoArray(to, t);
            FloatVector.fromArray(S, from, f + height).intoArray(to, t + distance);
            FloatVector.fromArray(S, from, f + 2 * height).intoArray(to, t + 2 * distance);
            FloatVector.fromArray(S, from, f + 3 * height).intoArray(to, t + 3 * distance);
        }
    }

    private static void copyStrip(int steps, float[] from, int f0, int fStep, float[] to, int t0, int tStep) {
        for (int s = 0; s < steps; s++) FloatVector.fromArray(S, from, f0 + s * fStep).intoArray(to, t0 + s * tStep);
    }

    @Override
    public void dots(int depth, int columns, float[] x, int x0, float[] b, int b0, int bColumn, float[] y, int y0) {
        float[] lanes = new float[CHAINS * L];
        int whole = S.loopBound(depth);
        for (int j = 0; j < columns; j += CHAINS) {
            int last = Math.min(CHAINS, columns - j) - 1, q0 = b0 + j * bColumn;
            int q1 = q0 + Math.min(1, last) * bColumn, q2 = q0 + Math.min(2, last) * bColumn, q3 = q0 + Math.min(3, last) * bColumn;
            fourDots(whole, x, x0, b, q0, q1, q2, q3, lanes);
            for (int i = 0; i <= last; i++) y[y0 + j + i] = finishDot(lanes, i * L, whole, depth, x, x0, b, q0 + i * bColumn);
        }
    }

    private static void fourDots(int depth, float[] x, int x0, float[] b, int q0, int q1, int q2, int q3, float[] lanes) {
        FloatVector s0 = FloatVector.zero(S), s1 = s0, s2 = s0, s3 = s0;
        for (int p = 0; p < depth; p += L) {
            FloatVector v = FloatVector.fromArray(S, x, x0 + p);
            s0 = v.fma(FloatVector.fromArray(S, b, q0 + p), s0);
            s1 = v.fma(FloatVector.fromArray(S, b, q1 + p), s1);
            s2 = v.fma(FloatVector.fromArray(S, b, q2 + p), s2);
            s3 = v.fma(FloatVector.fromArray(S, b, q3 + p), s3);
        }
        s0.intoArray(lanes, 0);
        s1.intoArray(lanes, L);
        s2.intoArray(lanes, 2 * L);
        s3.intoArray(lanes, 3 * L);
    }

    /** Adds up lanes in an order of our own: that of {@code reduceLanes} is unspecified and differs between interpreter and compiler. */
    private static float finishDot(float[] lanes, int l0, int done, int depth, float[] x, int x0, float[] b, int b0) {
        for (int half = L / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[l0 + i] += lanes[l0 + i + half];
        float sum = lanes[l0];
        for (int p = done; p < depth; p++) sum += x[x0 + p] * b[b0 + p];
        return sum;
    }

    @Override
    public void weighted(int depth, int columns, float[] x, int x0, float[] b, int b0, int bRow, float[] y, int y0) {
        for (int j = 0; j < columns; j++) y[y0 + j] = 0;
        int p = 0;
        for (; p + 3 < depth; p += 4) addFourRows(columns, x[x0 + p], x[x0 + p + 1], x[x0 + p + 2], x[x0 + p + 3], b, b0 + p * bRow, bRow, y, y0);
        for (; p < depth; p++) addRow(columns, x[x0 + p], b, b0 + p * bRow, y, y0);
    }

    private static void addFourRows(int columns, float x0, float x1, float x2, float x3, float[] b, int b0, int bRow, float[] y, int y0) {
        int b1 = b0 + bRow, b2 = b1 + bRow, b3 = b2 + bRow, j = 0;
        FloatVector v0 = FloatVector.broadcast(S, x0), v1 = FloatVector.broadcast(S, x1), v2 = FloatVector.broadcast(S, x2), v3 = FloatVector.broadcast(S, x3);
        for (int whole = S.loopBound(columns); j < whole; j += L) {
            FloatVector sum = v0.fma(FloatVector.fromArray(S, b, b0 + j), FloatVector.fromArray(S, y, y0 + j));
            sum = v1.fma(FloatVector.fromArray(S, b, b1 + j), sum);
            sum = v2.fma(FloatVector.fromArray(S, b, b2 + j), sum);
            v3.fma(FloatVector.fromArray(S, b, b3 + j), sum).intoArray(y, y0 + j);
        }
        for (; j < columns; j++) y[y0 + j] = ((y[y0 + j] + x0 * b[b0 + j]) + x1 * b[b1 + j]) + x2 * b[b2 + j] + x3 * b[b3 + j];
    }

    private static void addRow(int columns, float x, float[] b, int b0, float[] y, int y0) {
        for (int j = 0; j < columns; j++) y[y0 + j] += x * b[b0 + j];
    }
}
