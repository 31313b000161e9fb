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
 * <li>{@link Winograd} for 3 × 3 with stride 1 and enough pixels, in channels-last order;
 * <li>{@link ConvWindows} for all others over two axes without groups and with enough channels, in channels-last order;
 * <li>{@link ConvPlanar} for everything else, in NCHW order.
 * </ul>
 *
 * <p>An operand in another order is transposed first. The transposed convolution is {@link #inputGradient}. Each pass gives the same bits for any number
 * of threads. Sizes are those of {@link ConvShape}; arrays are dense and begin at the index that follows them.
 *
 * <p>Scratch slots: E to J, M, and K, L for operands in another order.
 */
public final class Convolution {
    private static final int FEWEST_IMAGES = 16;
    private static final int NARROW = 16;

    private Convolution() {}

    /**
     * The order in which the result of a pass (output or input gradient) should be, given that of its operand: batch-last for few channels and many images, where
     * other orders would leave most of a register tile empty, or to spare a small convolution a change of order; else that of the operand, but channels-last behind a
     * network's first convolution, so that those that follow find their images as they want them.
     */
    public static ConvOrder outputOrder(ConvShape s, ConvOrder operand) {
        if (s.n() >= FEWEST_IMAGES && ConvBatchLast.supports(s) && !Winograd.suits(s, false)) {
            boolean narrow = s.groupIn() < NARROW && s.groupOut() <= 2 * NARROW, medium = s.groupIn() <= 2 * NARROW && s.groupOut() <= 4 * NARROW;
            if (narrow || medium && operand == ConvOrder.BATCH_LAST) return ConvOrder.BATCH_LAST;
        }
        boolean first = s.groupIn() < NARROW && s.oc() >= NARROW;
        return imageOrder(s) == ConvOrder.CHANNELS_LAST && (first || operand == ConvOrder.CHANNELS_LAST) ? ConvOrder.CHANNELS_LAST : ConvOrder.NCHW;
    }

    /** The order in which convolutions of this shape run on images, unless {@link #outputOrder} says batch-last: channels-last or NCHW. */
    public static ConvOrder imageOrder(ConvShape s) {
        return ConvWindows.suits(s) && !ConvPlanar.isBetter(s) ? ConvOrder.CHANNELS_LAST : ConvOrder.NCHW;
    }

    /** Whether there are operands behind which convolutions of this shape run in batch-last order. */
    public static boolean mayBeBatchLast(ConvShape s) {
        return outputOrder(s, ConvOrder.BATCH_LAST) == ConvOrder.BATCH_LAST;
    }

    /**
     * The weights of a convolution on images in their {@link #imageOrder}, rearranged for many runs. They are copied.
     *
     * @param lenient whether the algorithm may be one that is faster because the weights are constant, and gives results with other rounding errors
     */
    public static ConvFilter pack(Workers workers, ConvShape s, float[] w, int wAt, boolean lenient) {
        if (imageOrder(s) == ConvOrder.NCHW) return ConvPlanar.pack(s, w, wAt);
        return Winograd.suits(s, lenient) ? Winograd.filter(workers, s, w, wAt) : ConvWindows.pack(workers, s, w, wAt);
    }

    /** The forward pass on images in their {@link #imageOrder} with weights from {@link #pack}. With a strict filter it has the bits of the other one. */
    public static void forward(Workers workers, ConvShape s, float[] x, int xAt, ConvFilter filter, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        if (s.empty()) return;
        switch (filter) {
            case Winograd.Filter f -> Winograd.forward(workers, s, x, xAt, f, bias, biasAt, then, y, yAt);
            case ConvPlanar.Filter f -> ConvPlanar.forward(workers, s, x, xAt, f, bias, biasAt, then, y, yAt);
            case ConvWindows.Filter f -> ConvWindows.forward(workers, s, x, xAt, f, bias, biasAt, then, y, yAt);
        }
    }

    /** {@code y[n, oc] = bias[oc] + Σ_c x[n, c] ⋆ w[oc, c]}; {@code bias} may be null. */
    public static void forward(Workers workers, ConvShape s, float[] x, int xAt, ConvOrder xOrder, float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt, ConvOrder yOrder) {
        if (s.empty()) return;
        ConvOrder order = order(s, yOrder == ConvOrder.BATCH_LAST && ConvBatchLast.supports(s));
        Operand in = Operand.of(workers, s.n(), s.c(), s.inPlane(), x, xAt, xOrder, order, Slot.K);
        Result out = Result.of(s.n(), s.oc(), s.outPlane(), y, yAt, yOrder, order);
        switch (order) {
            case BATCH_LAST -> ConvBatchLast.forward(workers, s, in.array(), in.at(), w, wAt, bias, biasAt, out.array(), out.at());
            case NCHW -> ConvPlanar.forward(workers, s, in.array(), in.at(), w, wAt, bias, biasAt, out.array(), out.at());
            case CHANNELS_LAST -> {
                if (Winograd.suits(s, false)) Winograd.forward(workers, s, in.array(), in.at(), w, wAt, bias, biasAt, out.array(), out.at());
                else ConvWindows.forward(workers, s, in.array(), in.at(), ConvWindows.pack(workers, s, w, wAt), bias, biasAt, ConvEpilogue.NONE, out.array(), out.at());
            }
        }
        out.deliver(workers, y, yAt);
    }

    /** {@code dx}: the gradient with respect to the input, for the gradient {@code dy} with respect to the output. */
    public static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, ConvOrder dyOrder, float[] w, int wAt, float[] dx, int dxAt, ConvOrder dxOrder) {
        if (s.empty()) {
            Arrays.fill(dx, dxAt, dxAt + s.n() * s.c() * s.inPlane(), 0);
            return;
        }
        ConvOrder order = order(s, dxOrder == ConvOrder.BATCH_LAST && ConvBatchLast.supports(s));
        Operand in = Operand.of(workers, s.n(), s.oc(), s.outPlane(), dy, dyAt, dyOrder, order, Slot.K);
        Result out = Result.of(s.n(), s.c(), s.inPlane(), dx, dxAt, dxOrder, order);
        switch (order) {
            case BATCH_LAST -> ConvBatchLast.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
            case NCHW -> ConvPlanar.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
            case CHANNELS_LAST -> {
                if (Winograd.suits(s, false)) Winograd.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
                else ConvWindows.inputGradient(workers, s, in.array(), in.at(), w, wAt, out.array(), out.at());
            }
        }
        out.deliver(workers, dx, dxAt);
    }

    /** {@code dw [OC, C / groups, kernel]}: the gradient with respect to the weights, summed over the batch. */
    public static void weightGradient(Workers workers, ConvShape s, float[] x, int xAt, ConvOrder xOrder, float[] dy, int dyAt, ConvOrder dyOrder, float[] dw, int dwAt) {
        if (s.empty()) {
            Arrays.fill(dw, dwAt, dwAt + s.oc() * s.taps(), 0);
            return;
        }
        boolean last = xOrder == ConvOrder.BATCH_LAST || dyOrder == ConvOrder.BATCH_LAST;
        ConvOrder order = order(s, last && ConvBatchLast.supportsWeightGradient(s));
        Operand input = Operand.of(workers, s.n(), s.c(), s.inPlane(), x, xAt, xOrder, order, Slot.K);
        Operand gradient = Operand.of(workers, s.n(), s.oc(), s.outPlane(), dy, dyAt, dyOrder, order, Slot.L);
        switch (order) {
            case BATCH_LAST -> ConvBatchLast.weightGradient(workers, s, input.array(), input.at(), gradient.array(), gradient.at(), dw, dwAt);
            case NCHW -> ConvPlanar.weightGradient(workers, s, input.array(), input.at(), gradient.array(), gradient.at(), dw, dwAt);
            case CHANNELS_LAST -> {
                if (Winograd.suits(s, false)) WinogradGradient.run(workers, s, input.array(), input.at(), gradient.array(), gradient.at(), dw, dwAt);
                else ConvWindows.weightGradient(workers, s, input.array(), input.at(), gradient.array(), gradient.at(), dw, dwAt);
            }
        }
    }

    /** {@code db[oc] = Σ_n,pixels dy[n, oc]}, each channel in one fixed order. */
    public static void biasGradient(Workers workers, ConvShape s, float[] dy, int dyAt, ConvOrder order, float[] db, int dbAt) {
        int plane = s.outPlane();
        workers.forEach(s.oc(), oc -> {
            double sum = 0;
            switch (order) {
                case BATCH_LAST -> sum = sum(dy, dyAt + oc * plane * s.n(), plane * s.n());
                case NCHW -> {
                    for (int n = 0; n < s.n(); n++) sum += sum(dy, dyAt + (n * s.oc() + oc) * plane, plane);
                }
                case CHANNELS_LAST -> {
                    for (int i = dyAt + oc, end = dyAt + s.n() * plane * s.oc(); i < end; i += s.oc()) sum += dy[i];
                }
            }
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

    /** With a batch of one, batch-last order is the same memory as NCHW; other kernels then have the lanes. */
    private static ConvOrder order(ConvShape s, boolean batchLast) {
        return batchLast && s.n() > 1 ? ConvOrder.BATCH_LAST : imageOrder(s);
    }

    /** An input in the order that the algorithm reads. */
    private record Operand(float[] array, int at) {
        static Operand of(Workers workers, int n, int channels, int plane, float[] a, int at, ConvOrder has, ConvOrder wants, Slot slot) {
            if (ConvReorder.isSame(n, channels, plane, has, wants)) return new Operand(a, at);
            float[] other = Scratch.floats(slot, n * channels * plane);
            ConvReorder.reorder(workers, n, channels, plane, a, at, has, other, 0, wants);
            return new Operand(other, 0);
        }
    }

    /** Where the algorithm writes: the caller's array, or scratch that is reordered into it at the end. */
    private record Result(float[] array, int at, int n, int channels, int plane, ConvOrder wants, ConvOrder has) {
        static Result of(int n, int channels, int plane, float[] a, int at, ConvOrder wants, ConvOrder has) {
            boolean same = ConvReorder.isSame(n, channels, plane, wants, has);
            return same ? new Result(a, at, n, channels, plane, has, has) : new Result(Scratch.floats(Slot.L, n * channels * plane), 0, n, channels, plane, wants, has);
        }

        void deliver(Workers workers, float[] y, int yAt) {
            if (has != wants) ConvReorder.reorder(workers, n, channels, plane, array, at, has, y, yAt, wants);
        }
    }
}
