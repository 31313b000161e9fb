package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Change of the storage order of images: transposes of matrices, in blocks that are wide, since the ends of each row cost a cache line that is not used whole, and
 * low, since rows a multiple of 4 KB apart share a few places in the cache.
 */
public final class ConvReorder {
    private static final TransposeTiles TILES = Loops.transpose();
    private static final int BLOCK_ROWS = 16;
    private static final int BLOCK_COLUMNS = 64;

    private ConvReorder() {}

    /** True if both orders are the same memory. */
    static boolean isSame(int n, int channels, int plane, ConvOrder a, ConvOrder b) {
        if (a == b) return true;
        boolean inner = channels == 1 || plane == 1;            // channels and pixels may be exchanged
        if (a != ConvOrder.BATCH_LAST && b != ConvOrder.BATCH_LAST) return inner;
        return n == 1 && (inner || a != ConvOrder.CHANNELS_LAST && b != ConvOrder.CHANNELS_LAST);
    }

    /** Copies {@code n} images of {@code channels} planes from one order to another. */
    public static void reorder(Workers workers, int n, int channels, int plane, float[] from, int fromAt, ConvOrder has, float[] to, int toAt, ConvOrder wants) {
        int image = channels * plane;
        switch (has) {
            case NCHW -> {
                if (wants == ConvOrder.BATCH_LAST) transpose(workers, 1, from, fromAt, n, image, to, toAt);
                else transpose(workers, n, from, fromAt, channels, plane, to, toAt);
            }
            case BATCH_LAST -> {
                if (wants == ConvOrder.NCHW) transpose(workers, 1, from, fromAt, image, n, to, toAt);
                else through(workers, n, channels, plane, from, fromAt, has, to, toAt, wants);
            }
            case CHANNELS_LAST -> {
                if (wants == ConvOrder.NCHW) transpose(workers, n, from, fromAt, plane, channels, to, toAt);
                else through(workers, n, channels, plane, from, fromAt, has, to, toAt, wants);
            }
        }
    }

    private static void through(Workers workers, int n, int channels, int plane, float[] from, int fromAt, ConvOrder has, float[] to, int toAt, ConvOrder wants) {
        float[] middle = new float[n * channels * plane];
        reorder(workers, n, channels, plane, from, fromAt, has, middle, 0, ConvOrder.NCHW);
        reorder(workers, n, channels, plane, middle, 0, ConvOrder.NCHW, to, toAt, wants);
    }

    /** For each of {@code count} matrices, one behind the other: {@code to[toAt + j · rows + i] = from[fromAt + i · columns + j]}. */
    private static void transpose(Workers workers, int count, float[] from, int fromAt, int rows, int columns, float[] to, int toAt) {
        int stripes = Math.ceilDiv(columns, BLOCK_COLUMNS), all = rows * columns;
        workers.forEach(count * stripes, task -> {
            int first = task % stripes * BLOCK_COLUMNS, wide = Math.min(BLOCK_COLUMNS, columns - first);
            int source = fromAt + task / stripes * all + first, target = toAt + task / stripes * all + first * rows;
            for (int i = 0; i < rows; i += BLOCK_ROWS) TILES.transpose(Math.min(BLOCK_ROWS, rows - i), wide, from, source + i * columns, columns, to, target + i, rows);
        });
    }
}
