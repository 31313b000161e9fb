package org.ventral.backend.cpu.loops;

import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * Innermost loops over contiguous spans of floats: arithmetic and reductions.
 *
 * <p>A span is an array, an offset and a length. Results may overwrite an operand (same array and offset), but must not overlap one otherwise.
 * An element's result never depends on its place in the span.
 */
public interface Spans {
    /** Sums are built from blocks of this many elements, each with several partial sums; the blocks' sums are added in double. */
    int SUM_BLOCK = 1024;

    /** y = f(x). */
    void unary(UnaryKind kind, float[] x, int xo, float[] y, int yo, int n);

    /** y = f(a, b). */
    void binary(BinaryKind kind, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

    /** y = f(a, b) with one number on the right. */
    void binary(BinaryKind kind, float[] a, int ao, float b, float[] y, int yo, int n);

    /** y = f(a, b) with one number on the left. */
    void binary(BinaryKind kind, float a, float[] b, int bo, float[] y, int yo, int n);

    /** y += a · x. */
    void addScaled(float a, float[] x, int xo, float[] y, int yo, int n);

    /** The sum, in a fixed order that keeps the error near that of pairwise summation. */
    double sum(float[] x, int xo, int n);

    /** Σ a·b, in the order of {@link #sum}. */
    double dot(float[] a, int ao, float[] b, int bo, int n);

    /** The maximum, NaN if any is; minus infinity over nothing. */
    float max(float[] x, int xo, int n);

    /** The minimum, NaN if any is; infinity over nothing. */
    float min(float[] x, int xo, int n);

    /** Any reduction of a span to one number; a product is taken in double, and nothing gives the neutral element. */
    default double reduce(ReduceKind kind, float[] x, int xo, int n) {
        return switch (kind) {
            case SUM -> sum(x, xo, n);
            case MAX -> max(x, xo, n);
            case MIN -> min(x, xo, n);
            case PROD -> {
                double product = 1;
                for (int i = 0; i < n; i++) product *= x[xo + i];
                yield product;
            }
        };
    }
}
