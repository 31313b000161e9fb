package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Copies between two strided operands of one shape and type: {@code contiguous()} of any view, and the writes of pad and concat.
 *
 * <p>Where both step by one, whole stretches are copied. Where the source runs along another axis than the target (a transposed view), that pair of axes
 * is copied in squares of {@value #SQUARE}, so that each cache line of the source is read once while it is there.
 */
public final class Copy {
    private static final int SQUARE = 64;
    private static final TransposeTiles FLOATS = Loops.transpose();

    private Copy() {}

    /** y = x; arrays of one type, any of the six that hold numbers. */
    public static void copy(Workers workers, int[] shape, View<?> x, View<?> y) {
        Nest nest = Nest.of(shape, y.strides(), x.strides());
        Object from = x.array(), to = y.array();
        int along = nest.innerStride(0) == 1 && nest.innerStride(1) == 1 ? -1 : sourceLoop(nest);
        if (along == -1 && nest.innerStride(0) == 1 && nest.innerStride(1) == 1)
            nest.forEach(workers, (at, n) -> System.arraycopy(from, at[1], to, at[0], n), y.offset(), x.offset());
        else if (along >= 0) squares(workers, nest, along, from, x.offset(), to, y.offset());
        else {
            int ys = nest.innerStride(0), xs = nest.innerStride(1);
            nest.forEach(workers, (at, n) -> block(from, at[1], 0, xs, to, at[0], 0, ys, 1, n), y.offset(), x.offset());
        }
    }

    /** The outer loop along which the source is contiguous, or -1. */
    private static int sourceLoop(Nest nest) {
        for (int loop = nest.loops() - 2; loop >= 0; loop--)
            if (Math.abs(nest.stride(1, loop)) == 1 && nest.size(loop) >= 4 && nest.inner() >= 4) return loop;
        return -1;
    }

    /** Tiles are pairs of a place in the other loops and a band of {@value #SQUARE} steps along the source's own. */
    private static void squares(Workers workers, Nest nest, int along, Object x, int xo, Object y, int yo) {
        int loops = nest.loops(), rows = nest.size(along), columns = nest.inner();
        int[] outer = new int[loops - 2], ys = new int[loops - 2], xs = new int[loops - 2];
        for (int loop = 0, k = 0; loop < loops - 1; loop++) {
            if (loop == along) continue;
            outer[k] = nest.size(loop);
            ys[k] = nest.stride(0, loop);
            xs[k++] = nest.stride(1, loop);
        }
        Nest places = Nest.of(outer, ys, xs);
        int bands = Math.ceilDiv(rows, SQUARE);
        int yRow = nest.stride(0, along), xRow = nest.stride(1, along), yColumn = nest.innerStride(0), xColumn = nest.innerStride(1);
        int perTile = Math.max(1, Nest.TILE / (Math.min(SQUARE, rows) * columns));
        int work = places.elements() * bands;
        if (work == 0) return;
        workers.forEach(nest.elements() <= Nest.ALONE ? 1 : Math.ceilDiv(work, perTile), tile -> {
            int from = nest.elements() <= Nest.ALONE ? 0 : tile * perTile, to = nest.elements() <= Nest.ALONE ? work : Math.min(work, from + perTile);
            for (int w = from; w < to; w++) {
                int row = w % bands * SQUARE, height = Math.min(SQUARE, rows - row), place = w / bands;
                places.walk(place, place + 1, (at, _) -> {
                    for (int column = 0; column < columns; column += SQUARE)
                        block(x, at[1] + row * xRow + column * xColumn, xRow, xColumn, y, at[0] + row * yRow + column * yColumn, yRow, yColumn,
                            height, Math.min(SQUARE, columns - column));
                }, yo, xo);
            }
        });
    }

    /** Rows run along the source, columns along the target. */
    private static void block(Object x, int xo, int xRow, int xColumn, Object y, int yo, int yRow, int yColumn, int rows, int columns) {
        switch (x) {
            case float[] from when xRow == 1 && yColumn == 1 -> FLOATS.transpose(columns, rows, from, xo, xColumn, (float[]) y, yo, yRow);
            case float[] from -> block(from, xo, xRow, xColumn, (float[]) y, yo, yRow, yColumn, rows, columns);
            case double[] from -> block(from, xo, xRow, xColumn, (double[]) y, yo, yRow, yColumn, rows, columns);
            case int[] from -> block(from, xo, xRow, xColumn, (int[]) y, yo, yRow, yColumn, rows, columns);
            case long[] from -> block(from, xo, xRow, xColumn, (long[]) y, yo, yRow, yColumn, rows, columns);
            case short[] from -> block(from, xo, xRow, xColumn, (short[]) y, yo, yRow, yColumn, rows, columns);
            case byte[] from -> block(from, xo, xRow, xColumn, (byte[]) y, yo, yRow, yColumn, rows, columns);
            default -> throw new IllegalArgumentException("Copy: not an array of numbers: " + x.getClass().getSimpleName());
        }
    }

    private static void block(float[] x, int xo, int xRow, int xColumn, float[] y, int yo, int yRow, int yColumn, int rows, int columns) {
        for (int r = 0; r < rows; r++)
            for (int c = 0, from = xo + r * xRow, to = yo + r * yRow; c < columns; c++, from += xColumn, to += yColumn) y[to] = x[from];
    }

    private static void block(double[] x, int xo, int xRow, int xColumn, double[] y, int yo, int yRow, int yColumn, int rows, int columns) {
        for (int r = 0; r < rows; r++)
            for (int c = 0, from = xo + r * xRow, to = yo + r * yRow; c < columns; c++, from += xColumn, to += yColumn) y[to] = x[from];
    }

    private static void block(int[] x, int xo, int xRow, int xColumn, int[] y, int yo, int yRow, int yColumn, int rows, int columns) {
        for (int r = 0; r < rows; r++)
            for (int c = 0, from = xo + r * xRow, to = yo + r * yRow; c < columns; c++, from += xColumn, to += yColumn) y[to] = x[from];
    }

    private static void block(long[] x, int xo, int xRow, int xColumn, long[] y, int yo, int yRow, int yColumn, int rows, int columns) {
        for (int r = 0; r < rows; r++)
            for (int c = 0, from = xo + r * xRow, to = yo + r * yRow; c < columns; c++, from += xColumn, to += yColumn) y[to] = x[from];
    }

    private static void block(short[] x, int xo, int xRow, int xColumn, short[] y, int yo, int yRow, int yColumn, int rows, int columns) {
        for (int r = 0; r < rows; r++)
            for (int c = 0, from = xo + r * xRow, to = yo + r * yRow; c < columns; c++, from += xColumn, to += yColumn) y[to] = x[from];
    }

    private static void block(byte[] x, int xo, int xRow, int xColumn, byte[] y, int yo, int yRow, int yColumn, int rows, int columns) {
        for (int r = 0; r < rows; r++)
            for (int c = 0, from = xo + r * xRow, to = yo + r * yRow; c < columns; c++, from += xColumn, to += yColumn) y[to] = x[from];
    }
}
