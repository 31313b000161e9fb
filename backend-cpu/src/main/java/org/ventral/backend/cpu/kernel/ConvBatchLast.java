package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.op.BinaryKind;

/**
 * Direct 2-D convolution in batch-last order, {@code [C][H][W][N]}: lanes are images, so that neither a border nor a stride nor a narrow image ever needs a mask.
 * Made for few channels, where NCHW order leaves most of a register tile empty. The batch must fill two vectors.
 *
 * <p>Scratch slots: E packed weights or frame, F partial weight gradients, G weights of all taps.
 */
final class ConvBatchLast {
    /** Most row chunks of the weight gradient: enough for several threads. */
    private static final int CHUNKS = 14;
    /** Fewest vectors that a partial sum adds up, so that clearing it and adding it to the others is cheap beside that. */
    private static final int LONG_SUM = 100;
    /** Most floats of all partial weight gradients together, 4 MB. */
    private static final int MOST_PARTIAL = 1 << 20;

    private static final Spans SPANS = Loops.spans();
    private static final Kept<ConvShape, Offsets> OFFSETS = new Kept<>(Offsets::of);

    private ConvBatchLast() {}

    static boolean supports(ConvShape s) {
        return s.n() >= 2 * ConvPanels.lanes() && s.d().equals(ConvAxis.UNIT);
    }

    /** True if the partial weight gradients of this shape leave enough chunks to share out. */
    static boolean supportsWeightGradient(ConvShape s) {
        return supports(s) && (long) s.oc() * s.taps() * ConvPanels.lanes() * 4 <= MOST_PARTIAL;
    }

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt) {
        float[] start = bias == null ? new float[s.oc()] : bias;
        new Pass(s, ConvTaps.forward(s), w, wAt, s.taps(), start, bias == null ? 0 : biasAt,
            x, xAt, s.groupIn() * s.inPlane(), y, yAt, s.groupOut(), s.h().out(), s.w().out()).run(workers);
    }

    static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        new Pass(s, ConvTaps.gradient(s), w, wAt, s.kernel(), new float[s.c()], 0,
            dy, dyAt, s.groupOut() * s.outPlane(), dx, dxAt, s.groupIn(), s.h().in(), s.w().in()).run(workers);
    }

    /** The forward pass or the input gradient. */
    private static final class Pass {
        private final ConvShape s;
        private final ConvTaps taps;
        private final float[] start;
        private final int startAt;
        private final float[] x;
        private final int xAt;
        private final int xGroup;
        private final float[] y;
        private final int yAt;
        private final int channels;             // of one group of the result
        private final int height;
        private final int width;
        private final ConvPanels all;
        private final float[] allPacked;
        private final ConvPanels[] panels;      // of each class of pixels
        private final float[] packed;
        private final int[] packedAt;           // [class], then each group's panels

        /** Weights of row r and tap t, kernel positions before channels, are at {@code w[wAt + r · rowStep + taps.places()[t]]}. */
        Pass(ConvShape s, ConvTaps taps, float[] w, int wAt, int rowStep, float[] start, int startAt, float[] x, int xAt, int xGroup,
             float[] y, int yAt, int channels, int height, int width) {
            this.s = s;
            this.taps = taps;
            this.start = start;
            this.startAt = startAt;
            this.x = x;
            this.xAt = xAt;
            this.xGroup = xGroup * s.n();
            this.y = y;
            this.yAt = yAt;
            this.channels = channels;
            this.height = height;
            this.width = width;
            all = new ConvPanels(channels, taps.places().length);
            allPacked = Scratch.floats(Slot.G, s.groups() * all.length());
            for (int g = 0; g < s.groups(); g++) all.pack(allPacked, g * all.length(), w, wAt + g * s.groupOut() * s.taps(), rowStep, taps.places());
            panels = new ConvPanels[taps.classes()];
            packedAt = new int[taps.classes() + 1];
            for (int type = 0; type < panels.length; type++) {
                panels[type] = new ConvPanels(channels, taps.offsets(type).length);
                packedAt[type + 1] = packedAt[type] + s.groups() * panels[type].length();
            }
            packed = everywhere() ? allPacked : Scratch.floats(Slot.E, packedAt[panels.length]);
        }

        /** True if every pixel meets every tap. */
        private boolean everywhere() {
            return panels.length == 1 && panels[0].taps() == all.taps();
        }

        void run(Workers workers) {
            if (!everywhere()) workers.forEach(panels.length, type -> {
                for (int g = 0; g < s.groups(); g++)
                    taps.pack(type, all, allPacked, g * all.length(), panels[type], packed, packedAt[type] + g * panels[type].length());
            });
            workers.forEach(s.groups() * height, task -> row(task / height, task % height));
        }

        /** Computes one row of pixels of one group for all images: {@code channels × width} results of each. All images of a pixel come first, as what they read lies side by side. */
        private void row(int group, int row) {
            int n = s.n(), pitch = height * width * n, tile = 2 * ConvPanels.lanes();
            for (int column = 0; column < width; column++) {
                int type = taps.type(row, column);
                int[] offsets = taps.offsets(type);
                ConvPanels split = panels[type];
                int weights = packedAt[type] + group * split.length();
                int from = xAt + group * xGroup + taps.base(row, column), to = yAt + group * channels * pitch + (row * width + column) * n;
                for (int i = 0; i < split.tiles(); i++)
                    for (int j = 0; j < n; j += tile) {
                        int image = Math.min(j, n - tile);
                        split.multiply(i, packed, weights, start, startAt + group * channels, x, from + image, offsets, 0, offsets.length, y, to + image, pitch, false);
                    }
            }
        }
    }

    /**
     * Gradient with respect to the weights: dot products over images and pixels. One row of pixels of all images is one run of memory for {@code dy} and for each
     * tap of {@code x}. Sums keep their lanes until the end, one set of sums for each fixed chunk of rows, added in order.
     */
    static void weightGradient(Workers workers, ConvShape s, float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt) {
        Offsets offsets = OFFSETS.get(s);
        ConvFrame frame = offsets.frame();
        float[] source = x;
        int sourceAt = xAt;
        if (!frame.identity()) {
            float[] padded = source = Scratch.floats(Slot.E, s.groups() * frame.length());
            sourceAt = 0;
            workers.forEach(s.c(), c -> {
                int group = c / s.groupIn(), channel = c % s.groupIn();
                frame.fill(x, xAt + group * s.groupIn() * s.inPlane() * s.n(), padded, group * frame.length(), channel, channel + 1);
            });
        }
        new WeightGradient(s, offsets, source, sourceAt, dy, dyAt).run(workers, dw, dwAt);
    }

    /**
     * Where the operands of a shape's weight gradient are.
     *
     * @param taps offsets of x within its frame, the last repeated up to whole tiles
     * @param outs offsets of the channels of dy, likewise
     */
    private record Offsets(ConvFrame frame, int[] taps, int[] outs) {
        static Offsets of(ConvShape s) {
            ConvFrame frame = ConvFrame.forward(s, s.n());
            int[] planes = new int[s.groupOut()];
            Arrays.setAll(planes, oc -> oc * s.outPlane() * s.n());
            return new Offsets(frame, repeatLast(frame.offsets(), 5), repeatLast(planes, 2));
        }

        private static int[] repeatLast(int[] values, int tile) {
            int[] longer = Arrays.copyOf(values, Math.ceilDiv(values.length, tile) * tile);
            Arrays.fill(longer, values.length, longer.length, values[values.length - 1]);
            return longer;
        }
    }

    private static final class WeightGradient {
        private final ConvShape s;
        private final ConvFrame frame;
        private final float[] x;
        private final int xAt;
        private final float[] dy;
        private final int dyAt;
        private final int[] taps;
        private final int[] outs;
        private final int chunks;
        private final int partial;
        private float[] sums;                   // [chunk][group][tap tile][channel][5][lane]

        WeightGradient(ConvShape s, Offsets offsets, float[] x, int xAt, float[] dy, int dyAt) {
            this.s = s;
            frame = offsets.frame();
            taps = offsets.taps();
            outs = offsets.outs();
            this.x = x;
            this.xAt = xAt;
            this.dy = dy;
            this.dyAt = dyAt;
            partial = s.groups() * taps.length * outs.length * ConvPanels.lanes();
            int rows = s.h().out(), vectors = rows * s.w().out() * s.n() / ConvPanels.lanes();
            chunks = Math.clamp(Math.min(Math.min(CHUNKS, vectors / LONG_SUM), MOST_PARTIAL / partial), 1, Math.max(1, rows));
        }

        void run(Workers workers, float[] dw, int dwAt) {
            sums = Scratch.floats(Slot.F, chunks * partial);
            workers.forEach(chunks * s.groups(), task -> chunk(task / s.groups(), task % s.groups()));
            int tiles = s.groups() * taps.length / 5;
            workers.forEach(tiles, tile -> add(tile * (partial / tiles), partial / tiles));
            workers.forEach(s.oc(), oc -> fold(oc, dw, dwAt + oc * s.taps()));
        }

        private void chunk(int chunk, int group) {
            int lanes = ConvPanels.lanes(), at = chunk * partial + group * (partial / s.groups());
            Arrays.fill(sums, at, at + partial / s.groups(), 0);
            int run = s.w().out() * s.n(), source = xAt + group * (frame.identity() ? s.groupIn() * s.inPlane() * s.n() : frame.length());
            int gradient = dyAt + group * s.groupOut() * s.outPlane() * s.n();
            ConvTiles loops = ConvPanels.loops();
            for (int row = s.h().out() * chunk / chunks, end = s.h().out() * (chunk + 1) / chunks; row < end; row++) {
                int xRow = source + row * frame.rowPitch() * s.n(), dyRow = gradient + row * run, sum = at;
                for (int tap = 0; tap < taps.length; tap += 5)
                    for (int oc = 0, rows; oc < outs.length; oc += rows, sum += 5 * rows * lanes) {
                        rows = outs.length - oc < loops.dotRows() ? 2 : loops.dotRows();
                        loops.dots(rows, dy, outs, oc, dyRow, x, taps, tap, xRow, run, sums, sum);
                    }
            }
        }

        /** Adds what other chunks found to a part of the first one's sums. */
        private void add(int from, int length) {
            for (int chunk = 1; chunk < chunks; chunk++) SPANS.binary(BinaryKind.ADD, sums, from, sums, from + chunk * partial, sums, from, length);
        }

        /** The sums of the lanes for a channel. */
        private void fold(int channel, float[] dw, int at) {
            int lanes = ConvPanels.lanes(), group = channel / s.groupOut(), oc = channel % s.groupOut();
            for (int p = 0; p < s.taps(); p++) {
                int from = group * (partial / s.groups()) + (p / 5 * outs.length * 5 + 5 * oc + p % 5) * lanes;
                float sum = 0;
                for (int lane = 0; lane < lanes; lane++) sum += sums[from + lane];
                dw[at + p] = sum;
            }
        }
    }
}
