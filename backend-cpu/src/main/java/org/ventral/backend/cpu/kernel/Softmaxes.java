package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.J;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.K;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * Softmax and its logarithm along an axis of float32 operands, and their gradients.
 *
 * <p>A line along the axis that is contiguous is handled as a row. Where instead neighbouring lines lie side by side (a batch-last tensor, or an axis
 * that is not the last), a band of them is handled together, one element of each line in each lane. Anything else goes through rows in scratch memory.
 * Scratch slots: I, J, K.
 */
public final class Softmaxes {
    private static final Spans SPANS = Loops.spans();
    private static final RowSpans ROWS = Loops.rows();
    /** Lines that are handled together. */
    private static final int BAND = 128;

    private Softmaxes() {}

    /** y = softmax(x), or its logarithm, along an axis. May run in place. */
    public static void forward(Workers workers, boolean log, int[] shape, int axis, View<float[]> x, View<float[]> y) {
        int n = shape[axis], xs = x.strides()[axis], ys = y.strides()[axis];
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(y.strides(), axis), Nest.without(x.strides(), axis));
        float[] from = x.array(), to = y.array();
        if (n == 0) return;
        boolean bands = xs != 1 && lines.innerStride(0) == 1 && lines.innerStride(1) == 1;
        lines.forEach(workers, tile(n, bands), (at, count) -> {
            if (bands) for (int i = 0; i < count; i += BAND) band(log, from, at[1] + i, xs, to, at[0] + i, ys, n, Math.min(BAND, count - i));
            else for (int i = 0; i < count; i++) line(log, from, at[1] + i * lines.innerStride(1), xs, to, at[0] + i * lines.innerStride(0), ys, n);
        }, y.offset(), x.offset());
    }

    /** Lines in a tile: whole bands, and about {@value Nest#TILE} elements. */
    static int tile(int length, boolean bands) {
        int lines = Math.max(1, Nest.TILE / length);
        return bands ? Math.max(BAND, lines / BAND * BAND) : lines;
    }

    private static void line(boolean log, float[] x, int xo, int xs, float[] y, int yo, int ys, int n) {
        if (xs == 1 && ys == 1) row(log, x, xo, y, yo, n);
        else {
            float[] row = Scratch.floats(I, n);
            Strips.gather(x, xo, xs, row, n);
            row(log, row, 0, row, 0, n);
            Strips.scatter(row, y, yo, ys, n);
        }
    }

    /** One contiguous row; may run in place. */
    static void row(boolean log, float[] x, int xo, float[] y, int yo, int n) {
        float max = ROWS.peak(x, xo, n);
        if (log) SPANS.binary(BinaryKind.SUB, x, xo, logSum(max, ROWS.expSum(x, xo, max, n)), y, yo, n);
        else SPANS.binary(BinaryKind.MUL, y, yo, (float) (1 / ROWS.expSum(x, xo, max, y, yo, n)), y, yo, n);
    }

    static float logSum(float max, double sum) {
        return (float) (max + Math.log(sum));
    }

    private static void band(boolean log, float[] x, int xo, int xs, float[] y, int yo, int ys, int n, int width) {
        float[] max = Scratch.floats(I, BAND), sum = Scratch.floats(J, BAND);
        maxima(x, xo, xs, n, max, width);
        expSums(x, xo, xs, n, max, log ? Scratch.floats(K, BAND) : y, log ? 0 : yo, log ? 0 : ys, sum, width);
        if (log) {
            SPANS.unary(UnaryKind.LOG, sum, 0, sum, 0, width);
            SPANS.binary(BinaryKind.ADD, sum, 0, max, 0, sum, 0, width);
            for (int r = 0; r < n; r++) SPANS.binary(BinaryKind.SUB, x, xo + r * xs, sum, 0, y, yo + r * ys, width);
        } else {
            SPANS.unary(UnaryKind.RECIPROCAL, sum, 0, sum, 0, width);
            for (int r = 0; r < n; r++) SPANS.binary(BinaryKind.MUL, y, yo + r * ys, sum, 0, y, yo + r * ys, width);
        }
    }

    /** The maximum of each of {@code width} lines side by side. */
    static void maxima(float[] x, int xo, int xs, int n, float[] max, int width) {
        System.arraycopy(x, xo, max, 0, width);
        for (int r = 1; r < n; r++) SPANS.binary(BinaryKind.MAX, max, 0, x, xo + r * xs, max, 0, width);
    }

    /** e^(x - max) for lines side by side into {@code y}, which may be one strip again and again (step 0), and their sums. */
    static void expSums(float[] x, int xo, int xs, int n, float[] max, float[] y, int yo, int ys, float[] sum, int width) {
        Arrays.fill(sum, 0, width, 0f);
        for (int r = 0; r < n; r++) {
            SPANS.binary(BinaryKind.SUB, x, xo + r * xs, max, 0, y, yo + r * ys, width);
            SPANS.unary(UnaryKind.EXP, y, yo + r * ys, y, yo + r * ys, width);
            SPANS.binary(BinaryKind.ADD, sum, 0, y, yo + r * ys, sum, 0, width);
        }
    }

    /**
     * dx = y · (g - Σ y g) for softmax, dx = g - e^y Σ g for its logarithm, sums along the axis.
     *
     * @param y the output of the forward pass
     */
    public static void gradient(Workers workers, boolean log, int[] shape, int axis, View<float[]> y, View<float[]> g, View<float[]> dx) {
        int n = shape[axis], ys = y.strides()[axis], gs = g.strides()[axis], ds = dx.strides()[axis];
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(dx.strides(), axis), Nest.without(y.strides(), axis), Nest.without(g.strides(), axis));
        float[] out = y.array(), grad = g.array(), to = dx.array();
        if (n == 0) return;
        boolean bands = ys != 1 && lines.innerStride(0) == 1 && lines.innerStride(1) == 1 && lines.innerStride(2) == 1;
        lines.forEach(workers, tile(n, bands), (at, count) -> {
            if (bands)
                for (int i = 0; i < count; i += BAND)
                    bandGradient(log, out, at[1] + i, ys, grad, at[2] + i, gs, to, at[0] + i, ds, n, Math.min(BAND, count - i));
            else
                for (int i = 0; i < count; i++)
                    lineGradient(log, out, at[1] + i * lines.innerStride(1), ys, grad, at[2] + i * lines.innerStride(2), gs,
                        to, at[0] + i * lines.innerStride(0), ds, n);
        }, dx.offset(), y.offset(), g.offset());
    }

    private static void lineGradient(boolean log, float[] y, int yo, int ys, float[] g, int go, int gs, float[] dx, int dxo, int ds, int n) {
        if (ys == 1 && gs == 1 && ds == 1) rowGradient(log, y, yo, g, go, dx, dxo, n);
        else {
            float[] out = Scratch.floats(I, n), grad = Scratch.floats(J, n);
            Strips.gather(y, yo, ys, out, n);
            Strips.gather(g, go, gs, grad, n);
            rowGradient(log, out, 0, grad, 0, out, 0, n);
            Strips.scatter(out, dx, dxo, ds, n);
        }
    }

    private static void rowGradient(boolean log, float[] y, int yo, float[] g, int go, float[] dx, int dxo, int n) {
        if (log) ROWS.logSoftmaxGradient(y, yo, g, go, (float) SPANS.sum(g, go, n), dx, dxo, n);
        else ROWS.softmaxGradient(y, yo, g, go, (float) SPANS.dot(y, yo, g, go, n), dx, dxo, n);
    }

    private static void bandGradient(boolean log, float[] y, int yo, int ys, float[] g, int go, int gs, float[] dx, int dxo, int ds, int n, int width) {
        float[] sum = Scratch.floats(I, BAND), strip = Scratch.floats(J, BAND);
        Arrays.fill(sum, 0, width, 0f);
        for (int r = 0; r < n; r++) {
            if (!log) SPANS.binary(BinaryKind.MUL, y, yo + r * ys, g, go + r * gs, strip, 0, width);
            SPANS.binary(BinaryKind.ADD, sum, 0, log ? g : strip, log ? go + r * gs : 0, sum, 0, width);
        }
        for (int r = 0; r < n; r++) {
            if (log) {
                SPANS.unary(UnaryKind.EXP, y, yo + r * ys, strip, 0, width);
                SPANS.binary(BinaryKind.MUL, strip, 0, sum, 0, strip, 0, width);
                SPANS.binary(BinaryKind.SUB, g, go + r * gs, strip, 0, dx, dxo + r * ds, width);
            } else {
                SPANS.binary(BinaryKind.SUB, g, go + r * gs, sum, 0, strip, 0, width);
                SPANS.binary(BinaryKind.MUL, y, yo + r * ys, strip, 0, dx, dxo + r * ds, width);
            }
        }
    }
}
