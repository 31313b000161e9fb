package org.ventral.backend.cpu.loops;

import java.util.Arrays;
import org.ventral.backend.cpu.parallel.Scratch;

/** Everything around the arithmetic of double precision tiles that plain Java does as well: copies, edges and biases. */
public abstract class DoubleGemmTiles implements GemmTiles<double[]> {
    @Override
    public final int lead() {
        return 6;
    }

    @Override
    public final double[] allocate(int length) {
        return new double[length];
    }

    @Override
    public final double[] scratch(Scratch.Slot slot, int length) {
        return Scratch.doubles(slot, length);
    }

    @Override
    public final void pack(int depth, int columns, double[] b, int b0, int bRow, int bColumn, double[] panel, int p0) {
        int width = columns();
        if (columns < width) Arrays.fill(panel, p0, p0 + depth * width, 0);
        if (bColumn == 1 && columns == width) copyRows(depth, b, b0, bRow, panel, p0);
        else if (bRow == 1) transpose(columns, depth, b, b0, bColumn, panel, p0, width);
        else
            for (int p = 0; p < depth; p++)
                for (int j = 0; j < columns; j++) panel[p0 + p * width + j] = b[b0 + p * bRow + j * bColumn];
    }

    /** Copies one block of a matrix with rows and columns exchanged: {@code to[t0 + c * tRow + r] = from[f0 + r * fRow + c]}. */
    public static void transpose(int rows, int columns, double[] from, int f0, int fRow, double[] to, int t0, int tRow) {
        for (int c = 0; c < columns; c++)
            for (int r = 0; r < rows; r++) to[t0 + c * tRow + r] = from[f0 + r * fRow + c];
    }

    /** Copies {@code rows} contiguous runs of {@link #columns()} elements. */
    protected abstract void copyRows(int rows, double[] from, int f0, int fRow, double[] to, int t0);

    @Override
    public final void packRows(int depth, int rows, int there, double[] a, int a0, int aRow, int aDepth, double[] packed, int p0) {
        int height = packed().tallest(), step = step();
        for (int i = 0; i < rows; i += height) packGroup(depth, Math.min(height, rows - i), there - i, a, a0 + i * aRow, aRow, aDepth, packed, p0 + i / height * depth * step);
    }

    /** One group of rows. Where more follow, as many are taken as fill whole vectors: no tile reads those beyond its own. */
    private void packGroup(int depth, int rows, int there, double[] a, int a0, int aRow, int aDepth, double[] packed, int p0) {
        int step = step(), filled = Math.min(step, rows + 7 & ~7), taken = there >= filled ? filled : rows;
        if (taken < packed().tallest()) Arrays.fill(packed, p0, p0 + depth * step, 0);
        if (aDepth == 1) transpose(taken, depth, a, a0, aRow, packed, p0, step);
        else if (aRow == 1 && there >= step) copySteps(depth, a, a0, aDepth, packed, p0);
        else
            for (int p = 0; p < depth; p++)
                for (int i = 0; i < taken; i++) packed[p0 + p * step + i] = a[a0 + i * aRow + p * aDepth];
    }

    /** Copies {@code steps} contiguous runs of {@link #step()} elements, one behind the other. */
    protected abstract void copySteps(int steps, double[] from, int f0, int fStep, double[] to, int t0);

    @Override
    public final void merge(int rows, int columns, double[] tile, double[] c, int c0, int cRow, int cColumn, boolean accumulate) {
        for (int i = 0; i < rows; i++) scatter(columns, tile, i * columns(), c, c0 + i * cRow, cColumn, accumulate);
    }

    @Override
    public final void bias(int rows, int columns, double[] bias, int bias0, int biasRow, int biasColumn, double[] c, int c0, int cRow, int cColumn, boolean accumulate) {
        boolean plain = bias != null && !accumulate && cColumn == 1;
        for (int i = 0; i < rows; i++) {
            int row = c0 + i * cRow, from = bias0 + i * biasRow;
            if (plain && biasColumn == 1) System.arraycopy(bias, from, c, row, columns);
            else if (plain && biasColumn == 0) Arrays.fill(c, row, row + columns, bias[from]);
            else biasRow(columns, bias, from, biasColumn, c, row, cColumn, accumulate);
        }
    }

    private static void biasRow(int columns, double[] bias, int from, int biasColumn, double[] c, int row, int cColumn, boolean accumulate) {
        for (int j = 0; j < columns; j++) {
            int at = row + j * cColumn;
            double value = bias == null ? 0 : bias[from + j * biasColumn];
            c[at] = accumulate ? c[at] + value : value;
        }
    }

    @Override
    public final void gather(int length, double[] from, int f0, int stride, double[] to, int t0) {
        if (stride == 1) System.arraycopy(from, f0, to, t0, length);
        else
            for (int i = 0; i < length; i++) to[t0 + i] = from[f0 + i * stride];
    }

    @Override
    public final void scatter(int length, double[] from, int f0, double[] c, int c0, int cColumn, boolean accumulate) {
        if (cColumn == 1 && !accumulate) System.arraycopy(from, f0, c, c0, length);
        else if (cColumn == 1)
            for (int j = 0; j < length; j++) c[c0 + j] += from[f0 + j];
        else
            for (int j = 0; j < length; j++) c[c0 + j * cColumn] = accumulate ? c[c0 + j * cColumn] + from[f0 + j] : from[f0 + j];
    }
}
