package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;

/**
 * Batch normalization: statistics per channel over all other axes, {@code y = (x - μ) / √(σ² + ε) · scale + shift}, and its gradient
 * (Ioffe and Szegedy, 2015).
 *
 * <p>In NCHW and batch-last order each channel consists of long contiguous runs, which are handled with the channel's numbers in registers. Where channels are
 * innermost (NHWC, or {@code [N, C]}), each position is a row of all channels. An operand must fit one of the two; see {@link #fits}.
 * Sums over a channel are cut into chunks of fixed size and combined in order. Scratch slot: I.
 */
public final class BatchNorms {
    private static final Spans SPANS = Loops.spans();
    private static final RowSpans ROWS = Loops.rows();

    private final Workers workers;
    private final int[] shape;
    private final int axis, channels, perChannel;

    /** Kernels for operands of a shape with the channels on {@code axis}. */
    public BatchNorms(Workers workers, int[] shape, int axis) {
        this.workers = workers;
        this.shape = shape;
        this.axis = axis;
        this.channels = shape[axis];
        int count = 1;
        for (int i = 0; i < shape.length; i++) if (i != axis) count *= shape[i];
        this.perChannel = count;
    }

    /** Whether operands with these strides can be handled together; if not, they must be made contiguous first. */
    public static boolean fits(int[] shape, int axis, int[]... strides) {
        return columns(shape, axis, strides) || runs(shape, axis, strides);
    }

    private static boolean columns(int[] shape, int axis, int[]... strides) {
        if (shape[axis] == 1) return false;
        for (int[] steps : strides) if (steps[axis] != 1) return false;
        return true;
    }

    private static boolean runs(int[] shape, int axis, int[]... strides) {
        Nest rest = rest(shape, axis, strides);
        for (int k = 0; k < strides.length; k++) if (rest.inner() > 1 && rest.innerStride(k) != 1) return false;
        return true;
    }

    private static Nest rest(int[] shape, int axis, int[]... strides) {
        int[][] steps = new int[strides.length][];
        for (int k = 0; k < steps.length; k++) steps[k] = Nest.without(strides[k], axis);
        return Nest.of(Nest.without(shape, axis), steps);
    }

    /** Does something to a run of one channel: the places of the operands, its length, and what to add sums to. */
    @FunctionalInterface
    private interface RunTask {
        void run(int channel, int[] at, int n, double[] sums, int so);
    }

    /** Adds something of a row of all channels to sums of single precision. */
    @FunctionalInterface
    private interface RowTask {
        void run(int[] at, float[] sums);
    }

    /** Writes mean and population variance of each channel. */
    public void statistics(View<float[]> x, float[] mean, float[] variance) {
        boolean columns = columns(shape, axis, x.strides());
        double[] sums = columns ? columnSums(1, (at, s) -> SPANS.binary(BinaryKind.ADD, s, 0, x.array(), at[0], s, 0, channels), x)
            : runSums(1, (_, at, n, s, so) -> s[so] += SPANS.sum(x.array(), at[0], n), x);
        for (int c = 0; c < channels; c++) mean[c] = (float) (sums[c] / perChannel);
        double[] squares = columns ? columnSums(1, (at, s) -> ROWS.accumulateSquaresColumns(x.array(), at[0], mean, 0, s, 0, channels), x)
            : runSums(1, (c, at, n, s, so) -> s[so] += ROWS.squaredDeviations(x.array(), at[0], mean[c], n), x);
        for (int c = 0; c < channels; c++) variance[c] = (float) (squares[c] / perChannel);
    }

    /** y = (x - mean) · factor + shift with one number of each a channel; the factor is scale / √(σ² + ε). May run in place. */
    public void normalize(View<float[]> x, float[] mean, float[] factor, float[] shift, View<float[]> y) {
        if (columns(shape, axis, y.strides(), x.strides()))
            rows((at, _) -> ROWS.centreScaleColumns(x.array(), at[1], mean, 0, factor, 0, shift, 0, y.array(), at[0], channels), y, x);
        else
            runSums(0, (c, at, n, _, _) -> ROWS.centreScale(x.array(), at[1], mean[c], factor[c], shift[c], y.array(), at[0], n), y, x);
    }

    /** Σ g and Σ g · (x - mean) of each channel, the first {@code channels} and the next. */
    public double[] gradientSums(View<float[]> g, View<float[]> x, float[] mean) {
        if (columns(shape, axis, g.strides(), x.strides())) {
            double[] first = columnSums(1, (at, s) -> SPANS.binary(BinaryKind.ADD, s, 0, g.array(), at[0], s, 0, channels), g);
            double[] second = columnSums(1, (at, s) -> ROWS.accumulateCentredColumns(g.array(), at[0], x.array(), at[1], mean, 0, s, 0, channels), g, x);
            double[] both = Arrays.copyOf(first, 2 * channels);
            System.arraycopy(second, 0, both, channels, channels);
            return both;
        }
        double[] pairs = runSums(2, (c, at, n, s, so) -> {
            s[so] += SPANS.sum(g.array(), at[0], n);
            s[so + 1] += ROWS.dotCentred(g.array(), at[0], x.array(), at[1], mean[c], n);
        }, g, x);
        double[] both = new double[2 * channels];
        for (int c = 0; c < channels; c++) {
            both[c] = pairs[2 * c];
            both[channels + c] = pairs[2 * c + 1];
        }
        return both;
    }

    /**
     * dx = factor · (g - offset - (x - mean) · slope) per channel. Through the statistics of the batch, offset is mean(g) and slope is
     * mean(g (x - μ)) / (σ² + ε); both are 0 where the statistics were given. May overwrite g.
     */
    public void gradient(View<float[]> g, View<float[]> x, float[] mean, float[] factor, float[] offset, float[] slope, View<float[]> dx) {
        if (columns(shape, axis, dx.strides(), g.strides(), x.strides())) {
            float[] constants = new float[4 * channels];
            System.arraycopy(mean, 0, constants, 0, channels);
            System.arraycopy(factor, 0, constants, channels, channels);
            System.arraycopy(offset, 0, constants, 2 * channels, channels);
            System.arraycopy(slope, 0, constants, 3 * channels, channels);
            rows((at, _) -> ROWS.centredGradientColumns(g.array(), at[1], x.array(), at[2], constants, channels, dx.array(), at[0], channels), dx, g, x);
        } else
            runSums(0, (c, at, n, _, _) ->
                ROWS.centredGradient(g.array(), at[1], x.array(), at[2], mean[c], factor[c], offset[c], slope[c], dx.array(), at[0], n), dx, g, x);
    }

    /** Runs over all channels in chunks; with {@code sums} numbers to add up for each channel, returns them, channel by channel. */
    @SafeVarargs
    private double[] runSums(int sums, RunTask task, View<float[]>... operands) {
        Nest rest = rest(shape, axis, strides(operands));
        int chunks = Math.max(1, Math.ceilDiv(perChannel, Nest.TILE)), perTile = Math.max(1, Nest.TILE / Math.max(1, perChannel));
        int tasks = channels * chunks, tiles = (long) channels * perChannel <= Nest.ALONE ? 1 : Math.ceilDiv(tasks, perTile);
        int step = tiles == 1 ? tasks : perTile;
        double[] partial = new double[tasks * sums];
        workers.forEach(tiles, tile -> {
            int[] bases = new int[operands.length];
            for (int t = tile * step, end = Math.min(tasks, t + step); t < end; t++) {
                int channel = t / chunks, chunk = t % chunks, so = t * sums;
                for (int k = 0; k < bases.length; k++) bases[k] = operands[k].offset() + channel * operands[k].strides()[axis];
                rest.walk(chunk * Nest.TILE, Math.min(perChannel, (chunk + 1) * Nest.TILE), (at, n) -> task.run(channel, at, n, partial, so), bases);
            }
        });
        double[] total = new double[channels * sums];
        for (int t = 0; t < tasks; t++)
            for (int s = 0; s < sums; s++) total[t / chunks * sums + s] += partial[t * sums + s];
        return total;
    }

    /** Runs over all rows of channels; nothing is summed. */
    @SafeVarargs
    private void rows(RowTask task, View<float[]>... operands) {
        columnSums(0, task, operands);
    }

    @SafeVarargs
    private double[] columnSums(int sums, RowTask task, View<float[]>... operands) {
        Nest rest = rest(shape, axis, strides(operands));
        int perTile = (long) channels * perChannel <= Nest.ALONE ? Math.max(1, perChannel) : Math.max(1, Nest.TILE / channels);
        int tiles = Math.ceilDiv(perChannel, perTile);
        float[] partial = new float[sums * tiles * channels];
        int[] bases = new int[operands.length];
        for (int k = 0; k < bases.length; k++) bases[k] = operands[k].offset();
        workers.forEach(tiles, tile -> {
            float[] strip = sums == 0 ? null : Scratch.floats(I, channels);
            if (sums > 0) Arrays.fill(strip, 0, channels, 0f);
            rest.walk(tile * perTile, Math.min(perChannel, (tile + 1) * perTile), (at, n) -> {
                for (int i = 0; i < n; i++) {
                    task.run(at, strip);
                    for (int k = 0; k < at.length; k++) at[k] += rest.innerStride(k);
                }
                for (int k = 0; k < at.length; k++) at[k] -= n * rest.innerStride(k);
            }, bases);
            if (sums > 0) System.arraycopy(strip, 0, partial, tile * channels, channels);
        });
        double[] total = new double[sums * channels];
        for (int i = 0; i < partial.length; i++) total[i % channels] += partial[i];
        return total;
    }

    @SafeVarargs
    private static int[][] strides(View<float[]>... operands) {
        int[][] strides = new int[operands.length][];
        for (int k = 0; k < strides.length; k++) strides[k] = operands[k].strides();
        return strides;
    }
}
