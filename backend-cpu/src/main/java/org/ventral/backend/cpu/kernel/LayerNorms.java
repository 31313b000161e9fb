package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;

/**
 * Normalization of contiguous rows: layer normalization {@code y = (x - μ) / √(σ² + ε) · scale + shift} (eqs. 7.108–7.111; Ba, Kiros and Hinton, 2016), and
 * with {@code centred} false root-mean-square normalization, in which μ is 0 (Zhang and Sennrich, 2019).
 *
 * <p>The variance is taken about the mean in a second pass: the row is in the first-level cache by then, and nothing cancels. Scratch slot: I.
 *
 * @param centred whether the mean is subtracted
 * @param rows number of rows
 * @param width elements in a row
 * @param epsilon added to the variance
 */
public record LayerNorms(boolean centred, int rows, int width, double epsilon) {
    private static final Spans SPANS = Loops.spans();
    private static final RowSpans ROWS = Loops.rows();
    /** At most this many partial sums of the parameters' gradients, each over consecutive rows. */
    private static final int PARTIALS = 64;

    /** Writes y; scale and shift of one element a column may be null (1 and 0). May run in place. */
    public void forward(Workers workers, View<float[]> x, View<float[]> scale, View<float[]> shift, View<float[]> y) {
        View<float[]> factor = scale == null && shift != null ? constant(1f) : scale, offset = shift == null && scale != null ? constant(0f) : shift;
        int perTile = rowsPerTile();
        workers.forEach(Math.ceilDiv(rows, perTile), tile -> {
            for (int row = tile * perTile, end = Math.min(rows, row + perTile); row < end; row++) {
                int xo = x.offset() + row * width, yo = y.offset() + row * width;
                float mean = mean(x.array(), xo), deviation = inverseDeviation(x.array(), xo, mean);
                if (factor == null) ROWS.centreScale(x.array(), xo, mean, deviation, 0f, y.array(), yo, width);
                else ROWS.centreScaleAffine(x.array(), xo, mean, deviation, factor.array(), factor.offset(), offset.array(), offset.offset(), y.array(), yo, width);
            }
        });
    }

    /** One row with scale and shift; may run in place. */
    void row(float[] x, int xo, float[] scale, int so, float[] shift, int to, float[] y, int yo) {
        float mean = mean(x, xo);
        ROWS.centreScaleAffine(x, xo, mean, inverseDeviation(x, xo, mean), scale, so, shift, to, y, yo, width);
    }

    private View<float[]> constant(float value) {
        float[] values = new float[width];
        Arrays.fill(values, value);
        return new View<>(values, 0);
    }

    private int rowsPerTile() {
        return (long) rows * width <= Nest.ALONE ? Math.max(1, rows) : Math.max(1, Nest.TILE / Math.max(1, width));
    }

    private float mean(float[] x, int xo) {
        return centred ? (float) (SPANS.sum(x, xo, width) / width) : 0f;
    }

    private float inverseDeviation(float[] x, int xo, float mean) {
        double squares = centred ? ROWS.squaredDeviations(x, xo, mean, width) : SPANS.dot(x, xo, x, xo, width);
        return (float) (1 / Math.sqrt(squares / width + epsilon));
    }

    /**
     * Writes the gradients from that of y. With h = g · scale and x̂ the normalized row: dx = (h - mean(h) - x̂ · mean(h x̂)) / √(σ² + ε).
     *
     * @param scale null if there is none
     * @param dx may be the array of {@code g}; null if not wanted
     * @param dScale Σ g x̂ over the rows, or null if not wanted
     * @param dShift Σ g over the rows, or null if not wanted
     */
    public void gradient(Workers workers, View<float[]> x, View<float[]> scale, View<float[]> g, View<float[]> dx, View<float[]> dScale, View<float[]> dShift) {
        int perTile = Math.max(rowsPerTile(), Math.ceilDiv(rows, PARTIALS)), tiles = Math.ceilDiv(rows, perTile);
        float[] partial = new float[dScale == null && dShift == null ? 0 : tiles * 2 * width];
        workers.forEach(tiles, tile -> {
            float[] h = Scratch.floats(I, width);
            for (int row = tile * perTile, end = Math.min(rows, row + perTile); row < end; row++) {
                int xo = x.offset() + row * width, go = g.offset() + row * width;
                float mean = mean(x.array(), xo), deviation = inverseDeviation(x.array(), xo, mean);
                if (partial.length > 0) {
                    int at = tile * 2 * width;
                    ROWS.accumulateCentred(g.array(), go, x.array(), xo, mean, deviation, partial, at, width);
                    SPANS.binary(BinaryKind.ADD, partial, at + width, g.array(), go, partial, at + width, width);
                }
                if (dx == null) continue;
                if (scale == null) System.arraycopy(g.array(), go, h, 0, width);
                else SPANS.binary(BinaryKind.MUL, g.array(), go, scale.array(), scale.offset(), h, 0, width);
                float offset = centred ? (float) (SPANS.sum(h, 0, width) / width) : 0f;
                float slope = (float) (ROWS.dotCentred(h, 0, x.array(), xo, mean, width) / width * deviation * deviation);
                ROWS.centredGradient(h, 0, x.array(), xo, mean, deviation, offset, slope, dx.array(), dx.offset() + row * width, width);
            }
        });
        if (dScale != null) total(partial, 0, tiles, dScale);
        if (dShift != null) total(partial, width, tiles, dShift);
    }

    private void total(float[] partial, int from, int tiles, View<float[]> sum) {
        Arrays.fill(sum.array(), sum.offset(), sum.offset() + width, 0f);
        for (int tile = 0; tile < tiles; tile++)
            SPANS.binary(BinaryKind.ADD, sum.array(), sum.offset(), partial, tile * 2 * width + from, sum.array(), sum.offset(), width);
    }
}
