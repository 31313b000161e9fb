package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Convolution over height and width of many small images in channels-last order. The rows of a product are the images, for one output pixel and one position of the kernel, so that positions
 * which fall on the padding are left out: of 3 × 3 windows over 4 × 4 pixels that is a third of all the work. With stride 1 the input gradient is such a convolution too.
 *
 * <p>Scratch slots: E, F results, J copied rows, M; in gradients E and F gathered images, H weights.
 */
final class ConvPixels {
    private static final int WIDTH = FilterPanels.WIDTH, LEAD = FilterPanels.LEAD;
    /** Fewest images, which fill a tile, and channels, which are worth one. */
    private static final int FEWEST_IMAGES = 12, FEWEST_CHANNELS = 64;
    /** Rows of a task: enough to share the weights, which each task reads whole, few enough that results stay in a second-level cache. */
    private static final int ROWS = 192;
    /** Tasks come in such multiples, so that a few threads get equally many. */
    private static final int EVEN = 4;
    /** No power of two between the rows of results. */
    private static final int GAP = 16;
    /** Floats of gathered images. */
    private static final int CHUNK = 1 << 20;

    private ConvPixels() {}

    /** True if a tenth of the positions or more fall on the padding, and there are images and channels enough. */
    static boolean suits(ConvShape s) {
        return isSparse(s) && s.c() >= FEWEST_CHANNELS && s.n() >= FEWEST_IMAGES && ConvProducts.suits(s);
    }

    /** True if leaving out positions on the padding pays in the gradient with respect to the weights. */
    static boolean isSparse(ConvShape s) {
        return s.d().equals(ConvAxis.UNIT) && s.groups() == 1 && 10L * inside(s.h()) * inside(s.w()) <= 9L * s.outPlane() * s.kernel();
    }

    /** Pairs of an output and a tap that reads an input. */
    private static int inside(ConvAxis a) {
        int inside = 0;
        for (int k = 0; k < a.kernel(); k++) inside += Math.max(0, end(a, k) - first(a, k));
        return inside;
    }

    /** The first output for which tap k reads an input, and the one behind the last. */
    private static int first(ConvAxis a, int k) {
        return Math.max(0, Math.ceilDiv(a.before() - k * a.dilation(), a.stride()));
    }

    private static int end(ConvAxis a, int k) {
        return Math.min(a.out(), Math.floorDiv(a.in() - 1 + a.before() - k * a.dilation(), a.stride()) + 1);
    }

    // ------------------------------------------------------------------ weights

    /** Packs weights {@code [OC][C][KH · KW]} as {@code [position][part of the channels][panel of output channels][channel][output channel]}, behind the lead of packed panels. */
    static float[] pack(Workers workers, ConvShape s, float[] w, int wAt) {
        return pack(workers, s, w, wAt, false, new float[LEAD + s.oc() * s.taps()]);
    }

    /** @param turned whether this is the shape of an input gradient, and the weights are those of the forward pass */
    private static float[] pack(Workers workers, ConvShape s, float[] w, int wAt, boolean turned, float[] packed) {
        int c = s.c(), oc = s.oc(), kernel = s.kernel(), part = Gemm.depthOfBlocks(c), parts = Math.ceilDiv(c, part);
        workers.forEach(oc / WIDTH * parts, task -> {
            int q = task / parts, from = task % parts * part, depth = Math.min(part, c - from), to = LEAD + from * oc + q * depth * WIDTH;
            if (turned) FilterPanels.turned(w, wAt + (from * oc + q * WIDTH) * kernel, oc * kernel, WIDTH, depth, kernel, packed, to, c * oc);
            else FilterPanels.straight(w, wAt + (q * WIDTH * c + from) * kernel, s.taps(), WIDTH, depth, kernel, Scratch.floats(Slot.E, depth * kernel * WIDTH), 0, packed, to, c * oc);
        });
        return packed;
    }

    // ------------------------------------------------------------------ forward

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, float[] panels, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        int pixels = s.outPlane(), tasks = Math.min(pixels, Math.ceilDiv(Math.ceilDiv(pixels, Math.max(1, ROWS / s.n())), EVEN) * EVEN);
        ConvRows cut = ConvRows.copied(s.n());
        workers.forEach(tasks, task -> {
            int from = pixels * task / tasks, to = pixels * (task + 1) / tasks, row = s.oc() + GAP;
            float[] results = Scratch.floats(Slot.F, (to - from) * s.n() * row);
            multiply(s, cut, x, xAt, panels, from, to, results, row);
            for (int n = 0; n < s.n(); n++) {
                int at = yAt + (n * pixels + from) * s.oc();
                for (int p = from; p < to; p++) System.arraycopy(results, ((p - from) * s.n() + n) * row, y, at + (p - from) * s.oc(), s.oc());
                then.run(bias, biasAt, y, at, to - from, s.oc(), s.oc());
            }
        });
    }

    /** The results of output pixels {@code [from, to)}: that of image n goes to row {@code (pixel − from) · N + n}. */
    private static void multiply(ConvShape s, ConvRows cut, float[] x, int xAt, float[] panels, int from, int to, float[] results, int row) {
        ConvAxis h = s.h(), w = s.w();
        int n = s.n(), c = s.c(), part = Gemm.depthOfBlocks(c);
        float[] copied = Scratch.floats(Slot.J, (to - from) * n * GemmTiles.ROW);
        boolean[] begun = new boolean[to - from];
        int[] met = new int[to - from];
        for (int position = 0; position < s.kernel(); position++) {
            int kh = position / w.kernel(), kw = position % w.kernel(), count = 0;
            for (int p = from; p < to; p++) {
                int oh = p / w.out(), ow = p % w.out();
                if (first(h, kh) <= oh && oh < end(h, kh) && first(w, kw) <= ow && ow < end(w, kw)) met[count++] = p;
            }
            for (int first = 0; first < c; first += part) {
                int depth = Math.min(part, c - first);
                for (int i = 0, to0 = 0; i < count; i++) {
                    int ih = met[i] / w.out() * h.stride() - h.before() + kh * h.dilation(), iw = met[i] % w.out() * w.stride() - w.before() + kw * w.dilation();
                    for (int image = 0, at = xAt + (ih * w.in() + iw) * c + first; image < n; image++, at += s.inPlane() * c, to0 += GemmTiles.ROW)
                        System.arraycopy(x, at, copied, to0, depth);
                }
                for (int q = 0, panel = LEAD + (position * c + first) * s.oc(); q < s.oc() / WIDTH; q++, panel += depth * WIDTH)
                    for (int i = 0; i < count; i++)
                        for (int g = 0, result = (met[i] - from) * n; g < cut.groups(); g++)
                            ConvRows.multiplyCopied(depth, cut.height(g), copied, (i * n + cut.start(g)) * GemmTiles.ROW, panels, panel, results,
                                (result + cut.start(g)) * row + q * WIDTH, row, first > 0 || begun[met[i] - from]);
            }
            for (int i = 0; i < count; i++) begun[met[i] - from] = true;
        }
        for (int p = 0; p < begun.length; p++) if (!begun[p]) Arrays.fill(results, p * n * row, (p + 1) * n * row, 0);
    }

    // ------------------------------------------------------------------ gradients

    /** The shape of the convolution that is the input gradient of another one with stride 1, or null if that would need a negative padding. */
    static ConvShape turned(ConvShape s) {
        ConvAxis h = turned(s.h()), w = turned(s.w());
        return h == null || w == null ? null : new ConvShape(s.n(), s.oc(), s.c(), 1, s.d(), h, w);
    }

    private static ConvAxis turned(ConvAxis a) {
        int reach = a.dilation() * (a.kernel() - 1), before = reach - a.before(), after = reach - a.after();
        return a.stride() == 1 && before >= 0 && after >= 0 ? new ConvAxis(a.out(), a.kernel(), 1, before, after, a.dilation()) : null;
    }

    /**
     * The convolution of {@code dy} with the weights turned by half a turn.
     *
     * @param back {@link #turned} of the shape
     * @param w    weights {@code [OC][C][KH · KW]} of the forward pass
     */
    static void inputGradient(Workers workers, ConvShape back, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        float[] panels = pack(workers, back, w, wAt, true, Scratch.floats(Slot.H, LEAD + back.oc() * back.taps()));
        forward(workers, back, dy, dyAt, panels, null, 0, ConvEpilogue.NONE, dx, dxAt);
    }

    /** {@code dW = dYᵀ · X} for each position, over the pixels at which it reads an input; to {@code sums[OC][KH · KW][C]}. */
    static void weightGradient(Workers workers, ConvShape s, float[] x, int xAt, float[] dy, int dyAt, float[] sums, int sumsAt) {
        ConvAxis h = s.h(), w = s.w();
        int c = s.c(), oc = s.oc(), together = Math.clamp(CHUNK / (s.outPlane() * (c + oc)), 1, s.n());
        float[] seen = Scratch.floats(Slot.E, together * s.outPlane() * c), gradients = Scratch.floats(Slot.F, together * s.outPlane() * oc);
        for (int from = 0; from < s.n(); from += together) {
            int image = from, images = Math.min(together, s.n() - from);
            for (int position = 0; position < s.kernel(); position++) {
                int kh = position / w.kernel(), kw = position % w.kernel(), top = first(h, kh), left = first(w, kw), high = Math.max(0, end(h, kh) - top), wide = Math.max(0, end(w, kw) - left);
                workers.forEach(images, i -> {
                    for (int r = 0, row = i * high * wide; r < high; r++, row += wide) {
                        int ih = (top + r) * h.stride() - h.before() + kh * h.dilation(), iw = left * w.stride() - w.before() + kw * w.dilation();
                        int in = xAt + ((image + i) * s.inPlane() + ih * w.in() + iw) * c, out = dyAt + ((image + i) * s.outPlane() + (top + r) * w.out() + left) * oc;
                        System.arraycopy(dy, out, gradients, row * oc, wide * oc);
                        for (int j = 0; j < wide; j++) System.arraycopy(x, in + j * w.stride() * c, seen, (row + j) * c, c);
                    }
                });
                Product product = Product.of(oc, c, images * high * wide, new Matrix(0, 1, oc), Matrix.dense(0, c), Matrix.dense(sumsAt + position * c, s.taps()));
                Gemm.FLOATS.multiply(workers, from == 0 ? product : product.accumulating(), gradients, seen, null, sums);
            }
        }
    }
}
