package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.TransposeTiles;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Convolution over height and width in channels-last order as matrix products: a row of the left matrix is what one output pixel sees, {@code [KH][KW][C]}, copied
 * together in runs of channels (known as im2col); the right one is the weights. Windows of one pixel are not copied at all. Rows are made and multiplied in parts
 * that stay in the cache.
 *
 * <p>Scratch slots: E windows, G reordered weights or padded results, and those of {@link ConvProducts} and {@link Gemm}.
 */
final class ConvWindows {
    private static final TransposeTiles TRANSPOSES = Loops.transpose();
    private static final Workers INLINE = Workers.of(1);
    /** Floats of the windows of a task. */
    private static final int PART = 1 << 17;
    private static final int FEWEST_ROWS = 96, MOST_ROWS = 192, FEWEST_PARTS = 4;
    /** With no more rows than this there is one product, whose columns are shared out. */
    private static final int FEW = 256;
    /** Channels, and taps, up to which half-empty tiles with no edges beat full ones that go through a detour; and floats of a result for which the copy stays in the cache. */
    private static final int PADDED = 16, PADDED_TAPS = 64, PADDED_AREA = 1 << 16;
    /** Floats of the windows of a task of an input gradient: about a second-level cache. */
    private static final int GRADIENT_PART = 1 << 18;
    /** Channels from which on leaving out what falls on the padding pays in a weight gradient. */
    private static final int FEWEST_SPARSE = 64;
    /** Floats of windows that a weight gradient holds at once. */
    private static final int CHUNK = 1 << 20;

    private ConvWindows() {}

    /** Weights as the right-hand matrix {@code [KH · KW · C, OC]}: packed for {@link ConvProducts} or, where that does not suit, for {@link Gemm}; the other one is null. */
    record Filter(float[] panels, PackedMatrix<float[]> matrix) implements ConvFilter {}

    /** True if there is something to gain: vectors of output channels that are mostly full. */
    static boolean suits(ConvShape s) {
        return s.d().equals(ConvAxis.UNIT) && s.groups() == 1 && s.oc() >= 8;
    }

    /** A window of one pixel for each pixel: the images are the matrix. */
    static boolean isPointwise(ConvShape s) {
        return s.kernel() == 1 && s.h().plain() && s.w().plain();
    }

    /** The weights as {@code [OC][KH · KW][C]}. */
    private static float[] reordered(Workers workers, ConvShape s, float[] w, int wAt, float[] to) {
        int taps = s.taps(), kernel = s.kernel(), channels = s.c();
        workers.forEach(Math.ceilDiv(s.oc(), 8), task -> {
            for (int oc = 8 * task, end = Math.min(s.oc(), 8 * task + 8); oc < end; oc++)
                TRANSPOSES.transpose(channels, kernel, w, wAt + oc * taps, kernel, to, oc * taps, channels);
        });
        return to;
    }

    static Filter pack(Workers workers, ConvShape s, float[] w, int wAt) {
        if (ConvPixels.suits(s)) return new Filter(ConvPixels.pack(workers, s, w, wAt), null);
        if (ConvProducts.suits(s)) {
            return new Filter(ConvProducts.pack(workers, s, w, wAt), null);
        }
        if (isPadded(s)) {
            float[] wider = new float[PADDED * s.taps()];
            System.arraycopy(w, wAt, wider, 0, s.oc() * s.taps());
            return new Filter(ConvProducts.pack(workers, padded(s), wider, 0), null);
        }
        float[] plain = reordered(workers, s, w, wAt, new float[s.oc() * s.taps()]);
        return new Filter(null, Gemm.FLOATS.pack(workers, s.taps(), s.oc(), plain, new Matrix(0, 1, s.taps())));
    }

    // ------------------------------------------------------------------ forward

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, Filter filter, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        int rows = s.n() * s.outPlane(), taps = s.taps();
        if (isPadded(s)) {
            narrow(workers, s, x, xAt, filter.panels(), bias, biasAt, then, y, yAt);
            return;
        }
        if (ConvPixels.suits(s)) {
            ConvPixels.forward(workers, s, x, xAt, filter.panels(), bias, biasAt, then, y, yAt);
            return;
        }
        if (filter.panels() != null) {
            ConvProducts.forward(workers, s, x, xAt, filter.panels(), bias, biasAt, then, y, yAt);
            return;
        }
        if (isPointwise(s)) {
            multiply(workers, s, rows, x, xAt, filter, bias, biasAt, then, y, yAt);
            return;
        }
        if (rows <= FEW) {
            float[] windows = Scratch.floats(Slot.E, rows * taps);
            workers.forEach(Math.ceilDiv(rows, 16), task -> gather(s, x, xAt, 16 * task, Math.min(rows, 16 * task + 16), windows));
            multiply(workers, s, rows, windows, 0, filter, bias, biasAt, then, y, yAt);
            return;
        }
        int part = partOf(rows, taps);
        workers.forEach(Math.ceilDiv(rows, part), task -> {
            int from = task * part, count = Math.min(part, rows - from);
            float[] windows = Scratch.floats(Slot.E, part * taps);
            gather(s, x, xAt, from, from + count, windows, -from * taps);
            multiply(INLINE, s, count, windows, 0, filter, bias, biasAt, then, y, yAt + from * s.oc());
        });
    }

    /** Whether there are so few channels and windows so small, as in the first layer of a small network, that it pays to compute channels which nobody wants. */
    private static boolean isPadded(ConvShape s) {
        return s.oc() < PADDED && s.taps() <= PADDED_TAPS && (long) s.n() * s.outPlane() * PADDED <= PADDED_AREA && ConvProducts.suits(padded(s));
    }

    private static ConvShape padded(ConvShape s) {
        return new ConvShape(s.n(), s.c(), PADDED, 1, s.d(), s.h(), s.w());
    }

    /** With channels of zeros behind the others, which are left out of what is copied from scratch memory. */
    private static void narrow(Workers workers, ConvShape s, float[] x, int xAt, float[] panels, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        int rows = s.n() * s.outPlane(), oc = s.oc();
        float[] wide = Scratch.floats(Slot.G, rows * PADDED);
        ConvProducts.forward(workers, padded(s), x, xAt, panels, null, 0, ConvEpilogue.NONE, wide, 0);
        for (int i = 0; i < rows; i++) System.arraycopy(wide, i * PADDED, y, yAt + i * oc, oc);
        if (bias != null || !then.isNone()) then.run(bias, biasAt, y, yAt, rows, oc, oc);
    }

    /** Rows of a task: few enough for the cache, and many enough to share the weights, which each task reads whole. */
    private static int partOf(int rows, int taps) {
        int most = Math.ceilDiv(Math.ceilDiv(rows, FEWEST_PARTS), 24) * 24;
        return Math.min(most, Math.clamp(PART / taps / 24 * 24, FEWEST_ROWS, MOST_ROWS));
    }

    private static void multiply(Workers workers, ConvShape s, int rows, float[] x, int xAt, Filter filter, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        int oc = s.oc();
        Product product = Product.of(rows, oc, s.taps(), Matrix.dense(xAt, s.taps()), Matrix.dense(0, oc), Matrix.dense(yAt, oc));
        Gemm.Finish finish = bias == null && then.isNone() ? null
                : (row, count, column, columns) -> then.run(bias, biasAt + column, y, yAt + row * oc + column, count, columns, oc);
        Gemm.FLOATS.multiply(workers, product, x, filter.matrix(), null, y, false, finish);
    }

    private static void gather(ConvShape s, float[] x, int xAt, int from, int to, float[] windows) {
        gather(s, x, xAt, from, to, windows, 0);
    }

    /** Copies what output pixels {@code [from, to)}, counted over all images, see; that of pixel i goes to {@code at + i · taps}. */
    static void gather(ConvShape s, float[] x, int xAt, int from, int to, float[] windows, int at) {
        ConvAxis h = s.h(), w = s.w();
        int channels = s.c(), row = w.kernel() * channels, plane = s.outPlane(), width = w.out();
        for (int i = from, target = at + from * s.taps(); i < to; i++) {
            int image = xAt + i / plane * s.inPlane() * channels, top = i % plane / width * h.stride() - h.before(), left = i % width * w.stride() - w.before();
            for (int k = 0; k < h.kernel(); k++, target += row) {
                int ih = top + k * h.dilation();
                if (ih < 0 || ih >= h.in()) Arrays.fill(windows, target, target + row, 0);
                else gatherRow(w, channels, x, image + ih * w.in() * channels, left, windows, target);
            }
        }
    }

    private static void gatherRow(ConvAxis w, int channels, float[] x, int line, int left, float[] windows, int at) {
        if (w.dilation() == 1) {
            int first = Math.clamp(-left, 0, w.kernel()), end = Math.clamp(w.in() - left, first, w.kernel());
            if (first > 0) Arrays.fill(windows, at, at + first * channels, 0);
            if (end > first) System.arraycopy(x, line + (left + first) * channels, windows, at + first * channels, (end - first) * channels);
            if (end < w.kernel()) Arrays.fill(windows, at + end * channels, at + w.kernel() * channels, 0);
            return;
        }
        for (int k = 0; k < w.kernel(); k++, at += channels) {
            int iw = left + k * w.dilation();
            if (iw < 0 || iw >= w.in()) Arrays.fill(windows, at, at + channels, 0);
            else System.arraycopy(x, line + iw * channels, windows, at, channels);
        }
    }

    // ------------------------------------------------------------------ gradients

    /** The windows of the gradient are a product with the weights; each is added where it was taken from. */
    static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        int taps = s.taps(), oc = s.oc(), rows = s.n() * s.outPlane();
        ConvShape back = ConvPixels.turned(s);
        if (back != null && ConvPixels.suits(back)) {
            ConvPixels.inputGradient(workers, back, dy, dyAt, w, wAt, dx, dxAt);
            return;
        }
        boolean point = s.kernel() == 1;
        float[] plain = point ? w : reordered(workers, s, w, wAt, Scratch.floats(Slot.G, oc * taps));
        Matrix weights = Matrix.dense(point ? wAt : 0, taps);
        if (isPointwise(s)) {
            Gemm.FLOATS.multiply(workers, Product.of(rows, taps, oc, Matrix.dense(dyAt, oc), weights, Matrix.dense(dxAt, taps)), dy, plain, null, dx);
            return;
        }
        PackedMatrix<float[]> packed = Gemm.FLOATS.pack(workers, oc, taps, plain, weights);
        int plane = s.outPlane(), image = s.inPlane() * s.c(), most = Math.clamp(GRADIENT_PART / taps, Math.min(plane, 24), MOST_ROWS);
        int together = Math.clamp(most / plane, 1, Math.ceilDiv(s.n(), FEWEST_PARTS)), part = Math.min(together * plane, most);
        workers.forEach(Math.ceilDiv(s.n(), together), task -> {
            int first = task * together, images = Math.min(together, s.n() - first);
            Arrays.fill(dx, dxAt + first * image, dxAt + (first + images) * image, 0);
            float[] windows = Scratch.floats(Slot.E, part * taps);
            for (int from = first * plane, end = from + images * plane; from < end; from += part) {
                int count = Math.min(part, end - from);
                Product product = Product.of(count, taps, oc, Matrix.dense(dyAt + from * oc, oc), weights, Matrix.dense(0, taps));
                Gemm.FLOATS.multiply(INLINE, product, dy, packed, null, windows, false, null);
                scatter(s, windows, from, from + count, dx, dxAt);
            }
        });
    }

    /** Adds windows of output pixels {@code [from, to)}, counted over all images, to where they were taken from. */
    private static void scatter(ConvShape s, float[] windows, int from, int to, float[] dx, int dxAt) {
        ConvAxis h = s.h(), w = s.w();
        int channels = s.c(), row = w.kernel() * channels, plane = s.outPlane();
        for (int i = from, at = 0; i < to; i++) {
            int image = dxAt + i / plane * s.inPlane() * channels, top = i % plane / w.out() * h.stride() - h.before(), left = i % w.out() * w.stride() - w.before();
            for (int k = 0; k < h.kernel(); k++, at += row) {
                int ih = top + k * h.dilation();
                if (ih < 0 || ih >= h.in()) continue;
                for (int j = 0; j < w.kernel(); j++) {
                    int iw = left + j * w.dilation();
                    if (iw >= 0 && iw < w.in()) add(windows, at + j * channels, dx, image + (ih * w.in() + iw) * channels, channels);
                }
            }
        }
    }

    private static void add(float[] from, int at, float[] to, int toAt, int length) {
        for (int i = 0; i < length; i++) to[toAt + i] += from[at + i];
    }

    /** {@code dW = dYᵀ · windows}, part by part in order. */
    static void weightGradient(Workers workers, ConvShape s, float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt) {
        int taps = s.taps(), oc = s.oc(), kernel = s.kernel(), channels = s.c();
        float[] sums = kernel == 1 ? dw : Scratch.floats(Slot.G, oc * taps);
        int sumsAt = kernel == 1 ? dwAt : 0;
        if (channels >= FEWEST_SPARSE && ConvPixels.isSparse(s)) ConvPixels.weightGradient(workers, s, x, xAt, dy, dyAt, sums, sumsAt);
        else productsOfWindows(workers, s, x, xAt, dy, dyAt, sums, sumsAt);
        if (kernel == 1) return;
        workers.forEach(Math.ceilDiv(oc, 8), task -> {
            for (int o = 8 * task, end = Math.min(oc, 8 * task + 8); o < end; o++)
                TRANSPOSES.transpose(kernel, channels, sums, o * taps, channels, dw, dwAt + o * taps, kernel);
        });
    }

    private static void productsOfWindows(Workers workers, ConvShape s, float[] x, int xAt, float[] dy, int dyAt, float[] sums, int sumsAt) {
        int taps = s.taps(), oc = s.oc(), rows = s.n() * s.outPlane();
        boolean point = isPointwise(s);
        int part = point ? rows : Math.clamp(CHUNK / taps, 1, rows);
        float[] windows = point ? x : Scratch.floats(Slot.E, part * taps);
        for (int from = 0; from < rows; from += part) {
            int first = from, count = Math.min(part, rows - from);
            if (!point) workers.forEach(Math.ceilDiv(count, 32), task -> gather(s, x, xAt, first + 32 * task, first + Math.min(count, 32 * task + 32), windows, -first * taps));
            Product product = Product.of(oc, taps, count, new Matrix(dyAt + from * oc, 1, oc), Matrix.dense(point ? xAt : 0, taps), Matrix.dense(sumsAt, taps));
            Gemm.FLOATS.multiply(workers, from == 0 ? product : product.accumulating(), dy, windows, null, sums);
        }
    }
}
