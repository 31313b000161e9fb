package org.ventral.backend.cpu.kernel;

import static org.ventral.backend.cpu.parallel.Scratch.Slot.I;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.J;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.K;
import static org.ventral.backend.cpu.parallel.Scratch.Slot.L;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.UnaryKind;

/**
 * Softmax and cross-entropy in one: {@code loss = -Σ_k q_k log p_k} for logits along an axis and a class index a line.
 *
 * <p>The target distribution is {@code q_k = on} for the index and {@code off} for the other classes, which is label smoothing in any convention: with ε
 * spread over the K - 1 wrong classes (the book's eq. 7.129) on = 1 - ε and off = ε/(K-1); with ε spread over all classes on = 1 - ε + ε/K and off = ε/K.
 * One index may mark lines to be ignored: loss 0, gradient 0. Lines side by side are handled in bands as in {@link Softmaxes}. Scratch slots: I to L.
 */
public final class CrossEntropies {
    private static final Spans SPANS = Loops.spans();
    private static final RowSpans ROWS = Loops.rows();
    private static final int BAND = 128;

    private final int[] shape;
    private final int axis, classes;
    private final View<?> index;
    private final float on, off;
    private final long ignored;

    /**
     * A loss over logits of a shape.
     *
     * @param index class of each line, {@code int[]} or {@code long[]}; one stride an axis of {@code shape}, that of {@code axis} is not read
     * @param ignored the index of lines that do not count
     * @throws IllegalArgumentException if the array holds no indices
     */
    public CrossEntropies(int[] shape, int axis, View<?> index, float on, float off, long ignored) {
        if (!(index.array() instanceof int[] || index.array() instanceof long[]))
            throw new IllegalArgumentException("CrossEntropy: class indices must be int32 or int64, got " + index.array().getClass().getSimpleName());
        this.shape = shape;
        this.axis = axis;
        this.classes = shape[axis];
        this.index = index;
        this.on = on;
        this.off = off;
        this.ignored = ignored;
    }

    /**
     * Writes the loss of each line.
     *
     * @param loss one stride an axis of the shape; that of the class axis is not read
     * @throws ShapeException if an index is neither a class nor the ignored one
     */
    public void forward(Workers workers, View<float[]> x, View<float[]> loss) {
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(loss.strides(), axis), Nest.without(x.strides(), axis), Nest.without(index.strides(), axis));
        int step = x.strides()[axis], ls = lines.innerStride(0), xs = lines.innerStride(1), is = lines.innerStride(2);
        float[] from = x.array(), to = loss.array();
        boolean bands = step != 1 && xs == 1;
        lines.forEach(workers, Softmaxes.tile(Math.max(1, classes), bands), (at, count) -> {
            if (bands)
                for (int i = 0; i < count; i += BAND) band(from, at[1] + i, step, to, at[0] + i * ls, ls, at[2] + i * is, is, Math.min(BAND, count - i));
            else
                for (int i = 0; i < count; i++) to[at[0] + i * ls] = line(from, at[1] + i * xs, step, target(at[2] + i * is));
        }, loss.offset(), x.offset(), index.offset());
    }

    /** The class of a line, checked; -1 if it is to be ignored. */
    private int target(int at) {
        long target = index.array() instanceof int[] ints ? ints[at] : ((long[]) index.array())[at];
        if (target == ignored) return -1;
        if (target < 0 || target >= classes) throw new ShapeException("CrossEntropy: class %d is out of range for %d classes", target, classes);
        return (int) target;
    }

    private float line(float[] x, int xo, int step, int target) {
        if (target < 0) return 0f;
        float[] row = x;
        int at = xo;
        if (step != 1) {
            row = Scratch.floats(I, classes);
            at = 0;
            Strips.gather(x, xo, step, row, classes);
        }
        float max = SPANS.max(row, at, classes);
        double logSum = max + Math.log(ROWS.expSum(row, at, max, classes));
        double wrong = off == 0f ? 0 : off * (classes * logSum - SPANS.sum(row, at, classes));
        return (float) ((on - off) * (logSum - row[at + target]) + wrong);
    }

    private void band(float[] x, int xo, int step, float[] loss, int lo, int ls, int io, int is, int width) {
        float[] max = Scratch.floats(I, BAND), sum = Scratch.floats(J, BAND), strip = Scratch.floats(K, BAND), total = Scratch.floats(L, BAND);
        Softmaxes.maxima(x, xo, step, classes, max, width);
        Softmaxes.expSums(x, xo, step, classes, max, strip, 0, 0, sum, width);
        SPANS.unary(UnaryKind.LOG, sum, 0, sum, 0, width);
        SPANS.binary(BinaryKind.ADD, sum, 0, max, 0, sum, 0, width);
        Arrays.fill(total, 0, width, 0f);
        if (off != 0f) for (int r = 0; r < classes; r++) SPANS.binary(BinaryKind.ADD, total, 0, x, xo + r * step, total, 0, width);
        for (int i = 0; i < width; i++) {
            int target = target(io + i * is);
            double logSum = sum[i], wrong = off == 0f ? 0 : off * (classes * logSum - total[i]);
            loss[lo + i * ls] = target < 0 ? 0f : (float) ((on - off) * (logSum - x[xo + i + target * step]) + wrong);
        }
    }

    /**
     * dx = scale · (p Σq - q): the gradient of the logits.
     *
     * @param scale gradient of each line's loss, strided as the loss (0 for one number for all)
     */
    public void gradient(Workers workers, View<float[]> x, View<float[]> scale, View<float[]> dx) {
        Nest lines = Nest.of(Nest.without(shape, axis), Nest.without(dx.strides(), axis), Nest.without(x.strides(), axis), Nest.without(scale.strides(), axis),
            Nest.without(index.strides(), axis));
        int xStep = x.strides()[axis], dStep = dx.strides()[axis];
        int ds = lines.innerStride(0), xs = lines.innerStride(1), ss = lines.innerStride(2), is = lines.innerStride(3);
        float[] from = x.array(), to = dx.array(), factor = scale.array();
        boolean bands = xStep != 1 && xs == 1 && ds == 1;
        lines.forEach(workers, Softmaxes.tile(Math.max(1, classes), bands), (at, count) -> {
            if (bands)
                for (int i = 0; i < count; i += BAND)
                    bandGradient(from, at[1] + i, xStep, factor, at[2] + i * ss, ss, to, at[0] + i, dStep, at[3] + i * is, is, Math.min(BAND, count - i));
            else
                for (int i = 0; i < count; i++)
                    lineGradient(from, at[1] + i * xs, xStep, factor[at[2] + i * ss], to, at[0] + i * ds, dStep, target(at[3] + i * is));
        }, dx.offset(), x.offset(), scale.offset(), index.offset());
    }

    /** Σq: one, unless the caller weighs otherwise. */
    private float mass() {
        return on + (classes - 1) * off;
    }

    private void lineGradient(float[] x, int xo, int xStep, float scale, float[] dx, int dxo, int dStep, int target) {
        boolean direct = xStep == 1 && dStep == 1;
        float[] row = direct ? dx : Scratch.floats(I, classes);
        int at = direct ? dxo : 0;
        if (target < 0) Arrays.fill(row, at, at + classes, 0f);
        else {
            Strips.gather(x, xo, xStep, row, at, classes);
            float max = SPANS.max(row, at, classes);
            double sum = ROWS.expSum(row, at, max, row, at, classes);
            SPANS.binary(BinaryKind.MUL, row, at, (float) (scale * mass() / sum), row, at, classes);
            if (off != 0f) SPANS.binary(BinaryKind.SUB, row, at, scale * off, row, at, classes);
            row[at + target] -= scale * (on - off);
        }
        if (!direct) Strips.scatter(row, dx, dxo, dStep, classes);
    }

    private void bandGradient(float[] x, int xo, int xStep, float[] scale, int so, int ss, float[] dx, int dxo, int dStep, int io, int is, int width) {
        float[] max = Scratch.floats(I, BAND), sum = Scratch.floats(J, BAND), wrong = Scratch.floats(K, BAND);
        Softmaxes.maxima(x, xo, xStep, classes, max, width);
        Softmaxes.expSums(x, xo, xStep, classes, max, dx, dxo, dStep, sum, width);
        for (int i = 0; i < width; i++) {
            float s = target(io + i * is) < 0 ? 0f : scale[so + i * ss];
            sum[i] = s * mass() / sum[i];
            wrong[i] = s * off;
        }
        for (int r = 0; r < classes; r++) {
            SPANS.binary(BinaryKind.MUL, dx, dxo + r * dStep, sum, 0, dx, dxo + r * dStep, width);
            if (off != 0f) SPANS.binary(BinaryKind.SUB, dx, dxo + r * dStep, wrong, 0, dx, dxo + r * dStep, width);
        }
        for (int i = 0; i < width; i++) {
            int target = target(io + i * is);
            if (target >= 0) dx[dxo + i + target * dStep] -= scale[so + i * ss] * (on - off);
        }
    }
}
