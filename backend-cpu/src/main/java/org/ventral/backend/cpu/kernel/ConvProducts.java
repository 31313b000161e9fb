package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * The forward pass of {@link ConvWindows} where register tiles fit the output channels: as {@link Gemm} does it, with three differences that only a convolution allows.
 *
 * <ul>
 * <li>What follows the product is done tile by tile, while results are in the first-level cache.
 * <li>Rows are cut into groups for tiles of several heights, see {@link ConvRows}.
 * <li>Windows are copied to where tiles read them, or packed without being copied together first: where the width of the output can be cut into groups, those of a group are packed row by row of the <em>input</em>:
 *     what an output row sees is then one stretch of what is packed, and stretches of neighbouring output rows overlap as the windows do. The first convolution of a network,
 *     7 × 7 with stride 2, packs each row of pixels once instead of for each of the three or four output rows that see it.
 * </ul>
 *
 * <p>The bits are those of {@link Gemm}: one chain of multiply-adds for each block of the depth.
 *
 * <p>Scratch slots: E windows of a group, J packed or copied rows, M.
 */
final class ConvProducts {
    private static final FloatGemmTiles TILES = Loops.floatProducts();
    private static final Workers INLINE = Workers.of(1);
    private static final int WIDTH = TILES.columns(), STEP = TILES.step();
    /** With so few rows a product is bound by reading the weights. */
    private static final int SKINNY = 4;
    /** With no more rows than this, tasks share out the columns. */
    private static final int FEW = 256;
    /** Floats of the packed rows of a task, about half of a second-level cache, and most rows of one. */
    private static final int PACKED = 1 << 16, MOST_ROWS = 96;
    /** Tasks come in such multiples, so that a few threads get equally many. */
    private static final int EVEN = 4;
    /** Floats of weights that are near enough when they are in the second-level cache. */
    private static final int NEAR = 1 << 18;
    private static final int MOST_TASKS = 8;
    /** Multiply-adds that are worth a task of their own. */
    private static final long TASK_WORK = 250_000;

    private final ConvShape s;
    private final float[] x, panels, bias, y;
    private final int xAt, biasAt, yAt;
    private final ConvEpilogue then;
    private final int taps, block, blocks, columns;

    private ConvProducts(ConvShape s, float[] x, int xAt, float[] panels, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        this.s = s;
        this.x = x;
        this.xAt = xAt;
        this.panels = panels;
        this.bias = bias;
        this.biasAt = biasAt;
        this.then = then;
        this.y = y;
        this.yAt = yAt;
        taps = s.taps();
        block = Gemm.depthOfBlocks(taps);
        blocks = Math.ceilDiv(taps, block);
        columns = s.oc() / WIDTH;
    }

    /** True if register tiles are as wide as the loops that follow on them, which plain Java's are not, fit the channels, and have pixels enough. */
    static boolean suits(ConvShape s) {
        return WIDTH == 2 * ConvPanels.lanes() && s.oc() % WIDTH == 0 && (long) s.n() * s.outPlane() > SKINNY;
    }

    /**
     * Packs weights {@code [OC][C][KH · KW]} as {@code [block of the depth][panel of channels][tap][channel]}, where taps are {@code [KH · KW][C]}, behind the {@link GemmTiles#lead()} of
     * packed panels.
     */
    static float[] pack(Workers workers, ConvShape s, float[] w, int wAt) {
        int taps = s.taps(), block = Gemm.depthOfBlocks(taps), length = taps * WIDTH;
        float[] packed = new float[FilterPanels.LEAD + s.oc() * taps];
        workers.forEach(s.oc() / WIDTH, q -> {
            float[] work = Scratch.floats(Slot.E, 2 * length);
            FilterPanels.straight(w, wAt + q * length, taps, WIDTH, s.c(), s.kernel(), work, length, work, 0, s.c() * WIDTH);
            for (int from = 0; from < taps; from += block) {
                int depth = Math.min(block, taps - from);
                System.arraycopy(work, from * WIDTH, packed, panel(s, from, depth, q), depth * WIDTH);
            }
        });
        return packed;
    }

    /** Where a panel lies: of the block of the depth that begins at tap {@code from}. */
    private static int panel(ConvShape s, int from, int depth, int q) {
        return FilterPanels.LEAD + from * s.oc() + q * depth * WIDTH;
    }

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, float[] panels, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        var pass = new ConvProducts(s, x, xAt, panels, bias, biasAt, then, y, yAt);
        int rows = s.n() * s.outPlane();
        if (rows <= FEW) pass.few(s.work() * s.n() < TASK_WORK ? INLINE : workers, ConvRows.copied(rows));
        else if (isBanded(s)) pass.bands(workers, ConvRows.packed(s.w().out()));
        else pass.rows(workers, ConvRows.copied(rows));
    }

    private int depth(int number) {
        return Math.min(block, taps - number * block);
    }

    /** One tile of the result, whose first pixel and channel are at {@code at}, for one block of the depth. */
    private void tile(int number, int q, int height, boolean copied, float[] rows, int from, int at) {
        int depth = depth(number), panel = panel(s, number * block, depth, q);
        if (copied) ConvRows.multiplyCopied(depth, height, rows, from, panels, panel, y, at, s.oc(), number > 0);
        else ConvRows.multiplyPacked(depth, height, rows, from, panels, panel, y, at, s.oc(), number > 0);
        if (number == blocks - 1) then.tile(bias, biasAt + q * WIDTH, y, at, height, s.oc());
    }

    // ------------------------------------------------------------------ pixels in a row

    /** Each thread copies all rows for itself, and each task takes some columns, so that a panel of weights comes from memory once. */
    private void few(Workers workers, ConvRows cut) {
        int tasks = Math.min(columns, Math.clamp(s.work() * s.n() / TASK_WORK, 1, MOST_TASKS));
        workers.forEach(tasks, () -> {
            float[] copied = Scratch.floats(Slot.J, cut.rows() * blocks * GemmTiles.ROW);
            copy(cut, 0, cut.groups(), copied, 0, cut.rows());
            return task -> multiply(cut, 0, cut.groups(), copied, columns * task / tasks, columns * (task + 1) / tasks);
        });
    }

    /** Each task copies some rows and takes them through all columns. */
    private void rows(Workers workers, ConvRows cut) {
        int most = Math.clamp(PACKED / (taps * cut.high()), 4, MOST_ROWS / cut.high());
        int tasks = Math.min(cut.groups(), Math.ceilDiv(Math.ceilDiv(cut.groups(), most), EVEN) * EVEN);
        workers.forEach(tasks, task -> {
            int from = (int) ((long) cut.groups() * task / tasks), to = (int) ((long) cut.groups() * (task + 1) / tasks);
            int first = cut.start(from), rows = cut.end(to - 1) - first;
            float[] copied = Scratch.floats(Slot.J, rows * blocks * GemmTiles.ROW);
            copy(cut, from, to, copied, first, rows);
            multiply(cut, from, to, copied, 0, columns);
        });
    }

    /** Copies groups {@code [from, to)} into an array for {@code count} rows from {@code first} on: {@code [block][row][tap]}. */
    private void copy(ConvRows cut, int from, int to, float[] copied, int first, int count) {
        boolean plain = ConvWindows.isPointwise(s);
        float[] source = plain ? x : Scratch.floats(Slot.E, cut.high() * taps);
        for (int g = from; g < to; g++) {
            int start = cut.start(g), height = cut.height(g), at = plain ? xAt + start * taps : 0;
            if (!plain) ConvWindows.gather(s, x, xAt, start, start + height, source, -start * taps);
            for (int r = 0; r < height; r++)
                for (int number = 0; number < blocks; number++)
                    System.arraycopy(source, at + r * taps + number * block, copied, place(number, start + r - first, count), depth(number));
        }
    }

    private static int place(int number, int row, int rows) {
        return (rows * number + row) * GemmTiles.ROW;
    }

    /**
     * The groups {@code [from, to)}, which are all that is copied, by some panels of columns. A group goes through all panels, so that results are written, and what is added to them
     * is read, in long rows; where the panels are too many for the second-level cache, each goes through all groups.
     */
    private void multiply(ConvRows cut, int from, int to, float[] copied, int firstPanel, int endPanel) {
        int width = (endPanel - firstPanel) * WIDTH;
        for (int number = 0; number < blocks; number++) {
            boolean near = depth(number) * width <= NEAR;
            if (!near)
                for (int q = firstPanel; q < endPanel; q++)
                    for (int g = from; g < to; g++) tile(number, q, cut, g, from, to, copied);
            for (int g = from; g < to; g++) {
                if (near) for (int q = firstPanel; q < endPanel; q++) tile(number, q, cut, g, from, to, copied);
                if (number == blocks - 1) then.rows(bias, biasAt + firstPanel * WIDTH, y, yAt + cut.start(g) * s.oc() + firstPanel * WIDTH, cut.height(g), width, s.oc());
            }
        }
    }

    /** A group, of those from {@code from} to {@code to} that are copied, by one panel. */
    private void tile(int number, int q, ConvRows cut, int g, int from, int to, float[] copied) {
        int first = cut.start(from), count = cut.end(to - 1) - first;
        tile(number, q, cut.height(g), true, copied, place(number, cut.start(g) - first, count), yAt + cut.start(g) * s.oc() + q * WIDTH);
    }

    // ------------------------------------------------------------------ pixels in bands

    private static boolean isBanded(ConvShape s) {
        return !ConvWindows.isPointwise(s) && s.h().dilation() == 1 && s.w().dilation() == 1 && s.taps() * STEP <= PACKED && ConvRows.packed(s.w().out()).exact();
    }

    /** A task takes a group of pixels side by side through some rows of the output. */
    private void bands(Workers workers, ConvRows cut) {
        ConvAxis h = s.h();
        int step = Math.min(h.stride(), h.kernel()), line = s.w().kernel() * s.c() * STEP, most = Math.max(1, (PACKED / line - h.kernel()) / step + 1);
        int parts = Math.ceilDiv(h.out(), most);
        workers.forEach(s.n() * cut.groups() * parts, task -> {
            int image = task / parts / cut.groups(), g = task / parts % cut.groups(), part = task % parts, height = cut.height(g);
            int from = h.out() * part / parts, to = h.out() * (part + 1) / parts, lines = (to - from - 1) * step + h.kernel();
            float[] packed = Scratch.floats(Slot.J, lines * line);
            for (int j = 0; j < lines; j++) {
                int row = from * h.stride() - h.before() + (h.kernel() < h.stride() ? j / step * h.stride() + j % step : j);
                packLine(image, row, cut.start(g), height, packed, j * line, line);
            }
            int first = yAt + (image * s.outPlane() + cut.start(g)) * s.oc();
            for (int number = 0; number < blocks; number++)
                for (int q = 0; q < columns; q++)
                    for (int row = from; row < to; row++) tile(number, q, height, false, packed, (row - from) * step * line + number * block * STEP, first + row * s.w().out() * s.oc() + q * WIDTH);
            for (int row = from; row < to; row++) then.rows(bias, biasAt, y, first + row * s.w().out() * s.oc(), height, s.oc(), s.oc());
        });
    }

    /** Packs what {@code height} windows side by side see of one row of an image. */
    private void packLine(int image, int row, int column, int height, float[] packed, int at, int line) {
        ConvAxis w = s.w();
        if (row < 0 || row >= s.h().in()) {
            Arrays.fill(packed, at, at + line, 0);
            return;
        }
        int channels = s.c(), left = column * w.stride() - w.before(), right = left + (height - 1) * w.stride() + w.kernel(), apart = w.stride() * channels;
        int begin = xAt + (image * s.inPlane() + row * w.in()) * channels, deep = w.kernel() * channels;
        if (left >= 0 && right <= w.in()) {
            int from = begin + left * channels, there = from + (STEP - 1) * apart + deep <= x.length ? STEP : height;
            TILES.packRows(deep, height, there, x, from, apart, 1, packed, at);
            return;
        }
        float[] padded = Scratch.floats(Slot.E, (STEP - 1) * apart + deep);
        int first = Math.max(0, left), end = Math.min(w.in(), right);
        Arrays.fill(padded, 0, (right - left) * channels, 0);
        if (end > first) System.arraycopy(x, begin + first * channels, padded, (first - left) * channels, (end - first) * channels);
        TILES.packRows(deep, height, STEP, padded, 0, apart, 1, packed, at);
    }
}
