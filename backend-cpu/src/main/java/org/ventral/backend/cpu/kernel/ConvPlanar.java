package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Direct convolution in NCHW order for every kernel, stride, padding, dilation and group size, in one to three spatial axes. Lanes are neighbouring
 * pixels of one image, read from a {@link ConvFrame} that stays in the second-level cache.
 *
 * <p>Scratch slots: E frame, F results, G packed weights, H partial weight gradients.
 */
final class ConvPlanar {
    /** Taps between two visits of a result: 256 taps of 16 columns are half of a 32 KB first-level cache. */
    private static final int TAP_BLOCK = 256;
    /** Fewer tasks than this are cut further, so that a single image keeps several threads busy. */
    private static final int FEW_TASKS = 8;
    /** Fewest vectors of results in a stripe of an image that several threads share: with fewer, too much of the last tile is computed twice. */
    private static final int STRIPE_VECTORS = 8;
    /** Most channels, and fewest pixels, for {@link #isBetter}. */
    private static final int NARROW_IN = 16, NARROW_OUT = 24, FEWEST_PIXELS = 128;
    private static final Kept<ConvShape, Plan> FORWARD = new Kept<>(Plan::forward);
    /** Multiply-adds below which a task is not worth handing over. */
    private static final int SMALL_TASK = 1 << 15;
    /** Most floats of all partial weight gradients together, 16 MB. */
    private static final int MOST_PARTIAL = 1 << 22;

    private ConvPlanar() {}

    /** Weights packed for the forward pass. */
    record Filter(float[] panels) implements ConvFilter {}

    /** The frame of a pass, with what follows from it. */
    private record Plan(ConvFrame frame, int[] offsets, ConvPanels panels, int[] places) {
        static Plan forward(ConvShape s) {
            ConvFrame frame = ConvFrame.forward(s, 1);
            return new Plan(frame, frame.offsets(), new ConvPanels(s.groupOut(), s.taps()), IntStream.range(0, s.taps()).toArray());
        }

        /** Weights of row r and tap t of a group are at {@code w[wAt + group · step + r · rowStep + places[t]]}. */
        float[] pack(float[] to, int groups, float[] w, int wAt, int step, int rowStep) {
            for (int g = 0; g < groups; g++) panels.pack(to, g * panels.length(), w, wAt + g * step, rowStep, places);
            return to;
        }
    }

    /**
     * Whether this is better than to have channels side by side, where there is a choice: with so few channels most of a vector would be empty, or what a pixel sees
     * would be copied more often than it is used.
     */
    static boolean isBetter(ConvShape s) {
        return s.c() <= NARROW_IN && s.oc() <= NARROW_OUT && s.outPlane() >= FEWEST_PIXELS && s.h().stride() == 1 && s.w().stride() == 1;
    }

    static Filter pack(ConvShape s, float[] w, int wAt) {
        return new Filter(packed(s, w, wAt, new float[s.groups() * FORWARD.get(s).panels.length()]));
    }

    private static float[] packed(ConvShape s, float[] w, int wAt, float[] to) {
        return FORWARD.get(s).pack(to, s.groups(), w, wAt, s.groupOut() * s.taps(), s.taps());
    }

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt) {
        float[] panels = Scratch.floats(Slot.G, s.groups() * FORWARD.get(s).panels.length());
        forward(workers, s, x, xAt, new Filter(packed(s, w, wAt, panels)), bias, biasAt, ConvEpilogue.NONE, y, yAt);
    }

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, Filter filter, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        float[] start = bias == null ? new float[s.oc()] : bias;
        new Pass(s, FORWARD.get(s), filter.panels, start, bias == null ? 0 : biasAt, x, xAt, s.groupIn() * s.inPlane(), y, yAt, s.groupOut(), s.outPlane(), then).run(workers);
    }

    /** Gradient with respect to the input: one convolution of {@code dy} for each residue of the strides, since these meet different taps. */
    static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        for (int d = 0; d < s.d().stride(); d++)
            for (int h = 0; h < s.h().stride(); h++)
                for (int v = 0; v < s.w().stride(); v++) {
                    ConvFrame frame = new ConvFrame(s.groupOut(), 1, ConvFrameAxis.gradient(s.d(), d), ConvFrameAxis.gradient(s.h(), h), ConvFrameAxis.gradient(s.w(), v));
                    if (frame.flat() > 0) inputGradient(workers, s, frame, dy, dyAt, w, wAt, dx, dxAt);
                }
    }

    private static void inputGradient(Workers workers, ConvShape s, ConvFrame frame, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        int[] kernel = frame.kernel(s), offsets = frame.offsets();
        int[] places = IntStream.range(0, s.groupOut()).flatMap(oc -> IntStream.of(kernel).map(k -> oc * s.taps() + k)).toArray();
        Plan plan = new Plan(frame, offsets, new ConvPanels(s.groupIn(), offsets.length), places);
        float[] packed = plan.pack(Scratch.floats(Slot.G, s.groups() * plan.panels.length()), s.groups(), w, wAt, s.groupOut() * s.taps(), s.kernel());
        new Pass(s, plan, packed, new float[s.c()], 0, dy, dyAt, s.groupOut() * s.outPlane(), dx, dxAt, s.groupIn(), s.inPlane(), ConvEpilogue.NONE).run(workers);
    }

    /** One convolution over frames: the forward pass, or the input gradient at one residue. Rows are the channels of the result. */
    private record Pass(ConvShape s, Plan plan, float[] packed, float[] start, int startAt, float[] x, int xAt, int xGroup, float[] y, int yAt, int rows, int yPlane, ConvEpilogue then) {
        void run(Workers workers) {
            int images = s.n() * s.groups(), tiles = plan.panels.tiles(), lines = plan.frame.lines();
            long work = (long) rows * (plan.offsets.length + 1) * plan.frame.flat();
            if (images < FEW_TASKS && work > SMALL_TASK) {
                int wanted = Math.clamp(work / SMALL_TASK, 1, Math.ceilDiv(FEW_TASKS, images));
                int stripes = Math.min(wanted, Math.min(lines, plan.frame.flat() / (STRIPE_VECTORS * ConvPanels.lanes())));
                int parts = stripes > 1 ? stripes : Math.min(wanted, tiles);
                workers.forEach(images * parts, () -> {
                    Images mine = new Images();
                    return task -> {
                        int i = task % parts;
                        if (stripes > 1) mine.compute(task / parts, 0, tiles, lines * i / parts, lines * (i + 1) / parts);
                        else mine.compute(task / parts, tiles * i / parts, tiles * (i + 1) / parts, 0, lines);
                    };
                });
            } else {
                int together = Math.clamp(SMALL_TASK / Math.max(1, work), 1, 64);
                workers.forEach(Math.ceilDiv(images, together), task -> {
                    Images mine = new Images();
                    for (int i = task * together, end = Math.min(images, i + together); i < end; i++) mine.compute(i, 0, tiles, 0, lines);
                });
            }
        }

        /** What one thread computes: it keeps the frame of an image until the next image. */
        private final class Images {
            private int framed = -1;

            /** Computes tiles {@code [from, to)} of one group of one image, on lines {@code [line, endLine)} of results. */
            void compute(int index, int from, int to, int line, int endLine) {
                ConvFrame frame = plan.frame;
                int tile = 2 * ConvPanels.lanes(), begin = frame.line(line), length = frame.endOf(endLine - 1) - begin, wide = Math.ceilDiv(length, tile) * tile;
                int group = index % s.groups(), target = yAt + index * rows * yPlane;
                int first = plan.panels.row(from), end = to == plan.panels.tiles() ? rows : plan.panels.row(to);
                boolean even = length == wide || length > tile && blocks() == 1;
                float[] source = x;
                int sourceAt = xAt + index * xGroup;
                if (!even || !frame.identity()) {
                    source = Scratch.floats(Slot.E, frame.length() + tile);
                    if (framed != index) frame(index, source, tile);
                    sourceAt = 0;
                }
                sourceAt += begin;
                if (even && frame.direct()) {
                    columns(from, to, group, source, sourceAt, y, target + begin, yPlane, length);
                } else {
                    float[] results = Scratch.floats(Slot.F, (end - first) * wide);
                    columns(from, to, group, source, sourceAt, results, -first * wide, wide, even ? length : wide);
                    for (int r = first; r < end; r++) frame.collect(results, (r - first) * wide, y, target + r * yPlane, line, endLine);
                }
                finish(target + first * yPlane, end - first, line, endLine);
            }

            private void frame(int index, float[] source, int after) {
                ConvFrame frame = plan.frame;
                frame.fill(x, xAt + index * xGroup, source, 0, 0, frame.length() / frame.channel());
                Arrays.fill(source, frame.length(), frame.length() + after, 0);
                framed = index;
            }
        }

        private void finish(int at, int channels, int line, int endLine) {
            if (then.isNone()) return;
            int lines = plan.frame.lines(), width = yPlane / lines;     // nothing follows but on a forward pass, whose lines lie side by side
            if (endLine - line == lines) then.run(y, at, channels * yPlane);
            else for (int r = 0; r < channels; r++) then.run(y, at + r * yPlane + line * width, (endLine - line) * width);
        }

        private int blocks() {
            return Math.max(1, Math.ceilDiv(plan.offsets.length, TAP_BLOCK + TAP_BLOCK / 2));
        }

        /** Columns {@code [0, wide)}; where these are no whole tiles, the last tile computes some of the one before it again. */
        private void columns(int from, int to, int group, float[] source, int sourceAt, float[] out, int outAt, int outStep, int wide) {
            ConvPanels panels = plan.panels;
            int tileWidth = 2 * ConvPanels.lanes(), taps = plan.offsets.length, blocks = blocks();
            for (int block = 0; block < blocks; block++)
                for (int next = 0; next < wide; next += tileWidth) {
                    int j = Math.min(next, wide - tileWidth);
                    for (int tile = from; tile < to; tile++)
                        panels.multiply(tile, packed, group * panels.length(), start, startAt + group * rows, source, sourceAt + j, plan.offsets,
                            taps * block / blocks, taps * (block + 1) / blocks, out, outAt + j, outStep, block > 0);
                }
        }
    }

    /**
     * Gradient with respect to the weights, {@code dw[oc][p] = Σ_pixels dy[oc][pixel] · x[pixel + offset(p)]} as outer products: rows are taps, lanes output
     * channels. Each fixed chunk of the batch has its own sum; the sums are added in order.
     */
    static void weightGradient(Workers workers, ConvShape s, float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt) {
        new WeightGradient(s, x, xAt, dy, dyAt).run(workers, dw, dwAt);
    }

    private static final class WeightGradient {
        private static final int PIXEL_BLOCK = 256;

        private final ConvShape s;
        private final float[] x;
        private final int xAt;
        private final float[] dy;
        private final int dyAt;
        private final ConvFrame frame;
        private final int[] offsets;            // of each tap, the last repeated up to a multiple of six
        private final int wide;                 // output channels of a group, padded to whole tiles
        private final int partial;              // floats of one group's sum
        private final int chunks;
        private final int parts;                // tasks that share the output channels of one group
        private float[] sums;

        WeightGradient(ConvShape s, float[] x, int xAt, float[] dy, int dyAt) {
            this.s = s;
            this.x = x;
            this.xAt = xAt;
            this.dy = dy;
            this.dyAt = dyAt;
            frame = FORWARD.get(s).frame;
            int[] taps = FORWARD.get(s).offsets;
            offsets = Arrays.copyOf(taps, Math.ceilDiv(taps.length, 6) * 6);
            Arrays.fill(offsets, taps.length, offsets.length, taps[taps.length - 1]);
            int tile = 2 * ConvPanels.lanes();
            wide = Math.ceilDiv(s.groupOut(), tile) * tile;
            partial = offsets.length * wide;
            chunks = Math.clamp(MOST_PARTIAL / Math.max(1L, (long) partial * s.groups()), 1, Math.clamp(s.n(), 1, FEW_TASKS));
            parts = chunks * s.groups() < FEW_TASKS ? Math.min(Math.ceilDiv(FEW_TASKS, chunks * s.groups()), wide / tile) : 1;
        }

        void run(Workers workers, float[] dw, int dwAt) {
            sums = Scratch.floats(Slot.H, chunks * s.groups() * partial);
            workers.forEach(chunks * s.groups() * parts, task -> chunk(task / parts, task % parts));
            int rows = s.taps(), outs = s.oc();
            workers.forEach(Math.ceilDiv(outs, 16), block -> {
                for (int oc = 16 * block, end = Math.min(outs, oc + 16); oc < end; oc++) add(oc, dw, dwAt + oc * rows);
            });
        }

        private void add(int oc, float[] dw, int at) {
            int from = oc / s.groupOut() * partial + oc % s.groupOut();
            for (int p = 0; p < s.taps(); p++) {
                float sum = sums[from + p * wide];
                for (int chunk = 1; chunk < chunks; chunk++) sum += sums[chunk * s.groups() * partial + from + p * wide];
                dw[at + p] = sum;
            }
        }

        private void chunk(int index, int part) {
            int tile = 2 * ConvPanels.lanes(), chunk = index / s.groups(), group = index % s.groups(), tiles = wide / tile;
            int from = tiles * part / parts, to = tiles * (part + 1) / parts, at = index * partial;
            for (int p = 0; p < offsets.length; p++) Arrays.fill(sums, at + p * wide + from * tile, at + p * wide + to * tile, 0);
            for (int n = s.n() * chunk / chunks, end = s.n() * (chunk + 1) / chunks; n < end; n++) image(n, group, from, to, at);
        }

        private void image(int n, int group, int from, int to, int at) {
            int tile = 2 * ConvPanels.lanes(), flat = frame.flat();
            float[] source = x;
            int sourceAt = xAt + (n * s.c() + group * s.groupIn()) * s.inPlane();
            if (!frame.identity()) {
                source = Scratch.floats(Slot.E, frame.length());
                frame.fill(x, sourceAt, source, 0, 0, s.groupIn());
                sourceAt = 0;
            }
            float[] gradient = Scratch.floats(Slot.F, (to - from) * flat * tile);   // [tile of channels][pixel][channel]
            if (!frame.direct() || to * tile > s.groupOut()) Arrays.fill(gradient, 0, (to - from) * flat * tile, 0);
            for (int oc = from * tile, end = Math.min(s.groupOut(), to * tile); oc < end; oc++)
                frame.spread(dy, dyAt + (n * s.oc() + group * s.groupOut() + oc) * s.outPlane(), gradient, (oc / tile - from) * flat * tile + oc % tile, tile);
            ConvTiles loops = ConvPanels.loops();
            for (int pixel = 0; pixel < flat; pixel += PIXEL_BLOCK) {
                int length = Math.min(PIXEL_BLOCK, flat - pixel);
                for (int t = from; t < to; t++)
                    for (int p = 0; p < offsets.length; p += 6)
                        loops.outer6(source, offsets, p, sourceAt + pixel, gradient, ((t - from) * flat + pixel) * tile, length, sums, at + p * wide + t * tile, wide);
            }
        }
    }
}
