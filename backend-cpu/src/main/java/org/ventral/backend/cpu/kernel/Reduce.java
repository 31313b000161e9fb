package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.J;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.ReduceKind;

/**
 * Sum, product, maximum and minimum of float32 over any axes of a strided operand.
 *
 * <p>Two ways through memory. Where the innermost step belongs to a reduced axis, each result takes a few <em>rows</em>, which are reduced one by one and
 * combined in double. Where it belongs to a kept axis, a strip of neighbouring results takes its <em>columns</em> together: rows are added to a strip that
 * stays in the first-level cache, and every {@value #ROWS} rows that strip is added to one of doubles, so that rounding errors do not grow with the number
 * of rows. If there are few results, the reduced elements are cut into chunks of fixed size whose partial results are combined in order.
 *
 * <p>The order of all sums depends on shapes and strides alone. Scratch slots: I, J.
 */
public final class Reduce {
    private static final Spans SPANS = Loops.spans();
    /** Results that are computed together in the column form. */
    private static final int COLUMNS = 512;
    /** Rows that are added in single precision before a strip goes into the double one. */
    private static final int ROWS = 32;
    /** Reduced elements in a chunk, where results are few. */
    private static final int CHUNK = 32_768;
    private static final int FEW = 16;

    private final ReduceKind kind;
    private final Nest kept, reduced;      // kept: x, y; reduced: x
    private final View<float[]> x, y;

    private Reduce(ReduceKind kind, Nest kept, Nest reduced, View<float[]> x, View<float[]> y) {
        this.kind = kind;
        this.kept = kept;
        this.reduced = reduced;
        this.x = x;
        this.y = y;
    }

    /**
     * y = the reduction of x over the axes that are marked.
     *
     * @param shape of x
     * @param over which axes go; one mark an axis
     * @param y strides of the result, one an axis of {@code shape}; those of reduced axes are not read
     */
    public static void reduce(Workers workers, ReduceKind kind, int[] shape, boolean[] over, View<float[]> x, View<float[]> y) {
        Nest kept = Nest.of(select(shape, over, false), select(x.strides(), over, false), select(y.strides(), over, false));
        Nest reduced = Nest.of(select(shape, over, true), select(x.strides(), over, true));
        new Reduce(kind, kept, reduced, x, y).run(workers);
    }

    static int[] select(int[] values, boolean[] marks, boolean wanted) {
        int[] chosen = new int[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) if (marks[i] == wanted) chosen[count++] = values[i];
        return Arrays.copyOf(chosen, count);
    }

    private void run(Workers workers) {
        if (kept.elements() == 0) return;
        boolean columns = kept.innerStride(0) == 1 && kept.inner() > 1 && (reduced.innerStride(0) != 1 || reduced.inner() == 1);
        int results = columns ? Math.ceilDiv(kept.inner(), COLUMNS) * (kept.elements() / kept.inner()) : kept.elements();
        int width = columns ? Math.min(COLUMNS, kept.inner()) : 1;
        long work = (long) kept.elements() * reduced.elements();
        int perChunk = Math.max(ROWS, CHUNK / width);
        int chunks = results < FEW && work > Nest.ALONE ? Math.max(1, Math.ceilDiv(reduced.elements(), perChunk)) : 1;
        if (chunks == 1) {
            int perTile = (int) Math.max(1, Nest.TILE / Math.max(1, (long) width * reduced.elements()));
            int tiles = work <= Nest.ALONE ? 1 : Math.ceilDiv(results, perTile);
            int step = tiles == 1 ? results : perTile;
            workers.forEach(tiles, tile -> {
                for (int r = tile * step, end = Math.min(results, r + step); r < end; r++) finish(columns, r, 0, reduced.elements(), null);
            });
            return;
        }
        double[] partial = new double[chunks * kept.elements()];
        workers.forEach(chunks * results, task -> {
            int chunk = task / results;
            finish(columns, task % results, chunk * perChunk, Math.min(reduced.elements(), (chunk + 1) * perChunk), new Partial(partial, chunk * kept.elements()));
        });
        combine(partial, chunks);
    }

    /** Where a chunk's results go. */
    private record Partial(double[] values, int offset) {}

    private void finish(boolean columns, int result, int from, int to, Partial partial) {
        if (columns) columns(result, from, to, partial);
        else row(result, from, to, partial);
    }

    private void row(int result, int from, int to, Partial partial) {
        kept.walk(result, result + 1, (at, _) -> {
            double value = rows(at[0], from, to);
            if (partial == null) y.array()[at[1]] = (float) value;
            else partial.values[partial.offset + result] = value;
        }, x.offset(), y.offset());
    }

    private double rows(int offset, int from, int to) {
        float[] array = x.array();
        int stride = reduced.innerStride(0);
        double[] total = {neutral(kind)};
        reduced.walk(from, to, (at, n) -> {
            if (stride == 1) total[0] = combine(kind, total[0], SPANS.reduce(kind, array, at[0], n));
            else {
                float[] strip = Scratch.floats(I, Strips.LENGTH);
                for (int i = 0; i < n; i += Strips.LENGTH) {
                    int m = Math.min(Strips.LENGTH, n - i);
                    Strips.gather(array, at[0] + i * stride, stride, strip, m);
                    total[0] = combine(kind, total[0], SPANS.reduce(kind, strip, 0, m));
                }
            }
        }, offset);
        return total[0];
    }

    private void columns(int strip, int from, int to, Partial partial) {
        int strips = Math.ceilDiv(kept.inner(), COLUMNS);
        int first = strip / strips * kept.inner() + strip % strips * COLUMNS, width = Math.min(COLUMNS, kept.inner() - strip % strips * COLUMNS);
        kept.walk(first, first + width, (at, n) -> {
            double[] total = Scratch.doubles(I, n);
            Arrays.fill(total, 0, n, neutral(kind));
            addColumns(at[0], from, to, total, n);
            if (partial != null) System.arraycopy(total, 0, partial.values, partial.offset + first, n);
            else
                for (int i = 0, ys = kept.innerStride(1); i < n; i++) y.array()[at[1] + i * ys] = (float) total[i];
        }, x.offset(), y.offset());
    }

    private void addColumns(int offset, int from, int to, double[] total, int width) {
        float[] array = x.array(), strip = Scratch.floats(J, width);
        int stride = reduced.innerStride(0);
        int[] rows = {0};
        reduced.walk(from, to, (at, n) -> {
            for (int row = 0, place = at[0]; row < n; row++, place += stride) {
                if (kind == ReduceKind.PROD) for (int i = 0; i < width; i++) total[i] *= array[place + i];
                else if (rows[0]++ == 0) System.arraycopy(array, place, strip, 0, width);
                else SPANS.binary(binary(kind), strip, 0, array, place, strip, 0, width);
                if (rows[0] == ROWS) flush(strip, total, width, rows);
            }
        }, offset);
        if (rows[0] > 0) flush(strip, total, width, rows);
    }

    private void flush(float[] strip, double[] total, int width, int[] rows) {
        if (kind == ReduceKind.SUM) for (int i = 0; i < width; i++) total[i] += strip[i];
        else for (int i = 0; i < width; i++) total[i] = combine(kind, total[i], strip[i]);
        rows[0] = 0;
    }

    private void combine(double[] partial, int chunks) {
        int[] next = {0};
        kept.walk(0, kept.elements(), (at, n) -> {
            for (int i = 0; i < n; i++, next[0]++) {
                double total = neutral(kind);
                for (int chunk = 0; chunk < chunks; chunk++) total = combine(kind, total, partial[chunk * kept.elements() + next[0]]);
                y.array()[at[1] + i * kept.innerStride(1)] = (float) total;
            }
        }, x.offset(), y.offset());
    }

    static BinaryKind binary(ReduceKind kind) {
        return switch (kind) {
            case SUM -> BinaryKind.ADD;
            case PROD -> BinaryKind.MUL;
            case MAX -> BinaryKind.MAX;
            case MIN -> BinaryKind.MIN;
        };
    }

    static double neutral(ReduceKind kind) {
        return switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    static double combine(ReduceKind kind, double a, double b) {
        return switch (kind) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }
}
