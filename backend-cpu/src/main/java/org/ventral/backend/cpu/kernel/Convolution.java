package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Convolution (cross-correlation, as in every deep-learning library) of float32 images with its three gradients; picks an algorithm by shape and order:
 *
 * <ul>
 * <li>{@link ConvBatchLast} where the result is wanted in batch-last order and the batch fills two vectors;
 * <li>{@link Winograd} for 3 × 3 with stride 1 and enough channels and pixels;
 * <li>{@link ConvPlanar} for everything else.
 * </ul>
 *
 * <p>An operand in the other order is transposed first. The transposed convolution is {@link #inputGradient}. Each pass gives the same bits for any number
 * of threads. Sizes are those of {@link ConvShape}; arrays are dense and begin at the index that follows them.
 *
 * <p>Scratch slots: E to J, and K, L for operands in another order.
 */
public final class Convolution {
    private static final int FEWEST_IMAGES = 16;
    private static final int NARROW = 16;

    private Convolution() {}

    /**
     * The order in which the result of a pass (output or input gradient) should be, given that of its operand: batch-last for few channels and many images, where
     * NCHW order would leave most of a register tile empty, or to spare a small convolution a change of order; never where Winograd applies.
     */
    public static ConvOrder outputOrder(ConvShape s, ConvOrder operand) {
        if (s.n() < FEWEST_IMAGES || !ConvBatchLast.supports(s) || Winograd.suits(s)) return ConvOrder.NCHW;
        boolean narrow = s.groupIn() < NARROW && s.groupOut() <= 2 * NARROW, medium = s.groupIn() <= 2 * NARROW && s.groupOut() <= 4 * NARROW;
        return narrow || medium && operand == ConvOrder.BATCH_LAST ? ConvOrder.BATCH_LAST : ConvOrder.NCHW;
    }

    /** {@code y[n, oc] = bias[oc] + Σ_c x[n, c] ⋆ w[oc, c]}; {@code bias} may be null. */
    public static void forward(Workers workers, ConvShape s, float[] x, int xAt, ConvOrder xOrder, float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt, ConvOrder yOrder) {
        if (s.empty()) return;
        ConvOrder order = batchLast(s, yOrder == ConvOrder.BATCH_LAST && ConvBatchLast.supports(s));
        Operand in = Operand.of(workers, s.n(), s.c() * s.inPlane(), x, xAt, xOrder, order, Slot.K);
        Result out = Result.of(s.n(), s.oc() * s.outPlane(), y, yAt, yOrder, order);
        if (order == ConvOrder.BATCH_LAST) ConvBatchLast.forward(workers, s, in.array(), in.at(), w, wAt, bias, biasAt, out.array(), out.at());
        else if (Winograd.suits(s)) Winograd.forward(workers, s, in.array(), in.at(), w, wAt, bias, biasAt, out.array(), out.at());
        else ConvPlanar.forward(workers, s, in.array(), in.at(), w, wAt, bias, biasAt, out.array(), out.at());
        out.deliver(workers, y, yAt);
    }

    /** {@code dx}: the gradient with respect to the input, for the gradient {@code dy} with respect to the output. */
    public static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, ConvOrder dyOrder, float[] w, int wAt, float[] dx, int dxAt, ConvOrder dxOrder) {
        if (s.empty()) {
            Arrays.fill(dx, dxAt, dxAt + s.n() * s.c() * s.inPlane(), 0);
            return;
        }
        ConvOrder order = batchLast(s, dxOrder == ConvOrder.BATCH_LAST && ConvBatchLast.supports(s));
        Operand in = Operand.of(workers, s.n(), s.oc() * s.outPlane(), dy, dyAt, dyOrder, order, Slot.K);
        Result out = Result.of(s.n(), s.c() * s.inPlane(), dx, dxAt, dxOrder, order);
        if (order == ConvOrder.BATCH_LAST) ConvBatchLast.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
        else if (Winograd.suits(s)) Winograd.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
        else ConvPlanar.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
        out.deliver(workers, dx, dxAt);
    }

    /** {@code dw [OC, C / groups, kernel]}: the gradient with respect to the weights, summed over the batch. */
    public static void weightGradient(Workers workers, ConvShape s, float[] x, int xAt, ConvOrder xOrder, float[] dy, int dyAt, ConvOrder dyOrder, float[] dw, int dwAt) {
        if (s.empty()) {
            Arrays.fill(dw, dwAt, dwAt + s.oc() * s.taps(), 0);
            return;
        }
        boolean last = xOrder == ConvOrder.BATCH_LAST || dyOrder == ConvOrder.BATCH_LAST;
        ConvOrder order = batchLast(s, last && ConvBatchLast.supportsWeightGradient(s));
        Operand input = Operand.of(workers, s.n(), s.c() * s.inPlane(), x, xAt, xOrder, order, Slot.K);
        Operand gradient = Operand.of(workers, s.n(), s.oc() * s.outPlane(), dy, dyAt, dyOrder, order, Slot.L);
        if (order == ConvOrder.BATCH_LAST) ConvBatchLast.weightGradient(workers, s, input.array(), input.at(), gradient.array(), gradient.at(), dw, dwAt);
        else ConvPlanar.weightGradient(workers, s, input.array(), input.at(), gradient.array(), gradient.at(), dw, dwAt);
    }

    /** {@code db[oc] = Σ_n,pixels dy[n, oc]}, each channel in one fixed order. */
    public static void biasGradient(Workers workers, ConvShape s, float[] dy, int dyAt, ConvOrder order, float[] db, int dbAt) {
        int plane = s.outPlane();
        workers.forEach(s.oc(), oc -> {
            double sum = 0;
            if (order == ConvOrder.BATCH_LAST) sum = sum(dy, dyAt + oc * plane * s.n(), plane * s.n());
            else for (int n = 0; n < s.n(); n++) sum += sum(dy, dyAt + (n * s.oc() + oc) * plane, plane);
            db[dbAt + oc] = (float) sum;
        });
    }

    /** Four sums side by side, since additions that wait for one another would take four times as long. */
    private static double sum(float[] a, int at, int length) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = at, whole = at + (length & ~3), end = at + length;
        for (; i < whole; i += 4) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
        }
        for (; i < end; i++) s0 += a[i];
        return s0 + s1 + (s2 + s3);
    }

    /** With a batch of one both orders are the same memory; NCHW's kernels then have the lanes. */
    private static ConvOrder batchLast(ConvShape s, boolean wanted) {
        return wanted && s.n() > 1 ? ConvOrder.BATCH_LAST : ConvOrder.NCHW;
    }

    /** An input in the order that the algorithm reads. */
    private record Operand(float[] array, int at) {
        static Operand of(Workers workers, int n, int image, float[] a, int at, ConvOrder has, ConvOrder wants, Slot slot) {
            if (has == wants || n == 1) return new Operand(a, at);
            float[] other = Scratch.floats(slot, n * image);
            if (wants == ConvOrder.BATCH_LAST) ConvReorder.transpose(workers, a, at, n, image, other, 0);
            else ConvReorder.transpose(workers, a, at, image, n, other, 0);
            return new Operand(other, 0);
        }
    }

    /** Where the algorithm writes: the caller's array, or scratch that is transposed into it at the end. */
    private record Result(float[] array, int at, int n, int image, ConvOrder wants, ConvOrder has) {
        static Result of(int n, int image, float[] a, int at, ConvOrder wants, ConvOrder has) {
            return has == wants || n == 1 ? new Result(a, at, n, image, has, has) : new Result(Scratch.floats(Slot.L, n * image), 0, n, image, wants, has);
        }

        void deliver(Workers workers, float[] y, int yAt) {
            if (has == wants) return;
            if (wants == ConvOrder.BATCH_LAST) ConvReorder.transpose(workers, array, at, n, image, y, yAt);
            else ConvReorder.transpose(workers, array, at, image, n, y, yAt);
        }
    }
}
