package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.parallel.Workers;

/** Change of storage order: a transpose of the matrix of images by elements, in blocks that keep both sides' cache lines in use. */
final class ConvReorder {
    private static final int BLOCK = 16;
    private static final int STRIPE = 64;

    private ConvReorder() {}

    /** {@code to[toAt + j · rows + i] = from[fromAt + i · columns + j]}. */
    static void transpose(Workers workers, float[] from, int fromAt, int rows, int columns, float[] to, int toAt) {
        workers.forEach(Math.ceilDiv(columns, STRIPE), stripe -> {
            for (int j = stripe * STRIPE, end = Math.min(columns, j + STRIPE); j < end; j += BLOCK)
                for (int i = 0; i < rows; i += BLOCK)
                    block(from, fromAt + i * columns + j, columns, Math.min(BLOCK, rows - i), Math.min(BLOCK, end - j), to, toAt + j * rows + i, rows);
        });
    }

    private static void block(float[] from, int fromAt, int fromStep, int rows, int columns, float[] to, int toAt, int toStep) {
        for (int j = 0; j < columns; j++)
            for (int i = 0, p = fromAt + j, q = toAt + j * toStep; i < rows; i++, p += fromStep) to[q + i] = from[p];
    }
}
