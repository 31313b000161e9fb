package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.loops.WinogradTiles;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * 3 × 3 convolution with stride 1 in channels-last order by Winograd's minimal filtering F(4 × 4, 3 × 3) (Lavin and Gray, 2016): {@code Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A} on
 * tiles of 6 × 6 inputs and 4 × 4 outputs. A tile takes 36 multiplications for each pair of channels where the direct form takes 144; its rounding error is
 * larger, up to 1e-5 of the largest output. The system property {@code ventral.winograd=off} turns it off.
 *
 * <p>For each of the 36 places of a tile there is one matrix product {@code M[tile][row] = Σ_c V[tile][c] · U[c][row]}. Lanes are channels in every step. A task takes a
 * block of tiles through all steps; where there are too few blocks for several threads, each step is shared out for itself. The bits are the same either way.
 *
 * <p>Scratch slots: E transformed input, F products, H weights, I one tile, J copied rows, M; {@link WinogradGradient} G too.
 */
final class Winograd {
    static final int PLACES = 36;

    private static final boolean ENABLED = !"off".equals(System.getProperty("ventral.winograd"));
    private static final WinogradTiles TRANSFORMS = Loops.winograd();
    private static final FloatGemmTiles TILES = Loops.floatProducts();
    /** Channels come in whole vectors, and are enough to share the work around the products. */
    private static final int VECTOR = TILES.columns() / 2, FEWEST_CHANNELS = 16;
    /** Tiles that pay for transforming the weights, and those that pay for reading them in four times their size. */
    private static final int FEWEST_TILES = 48, FEWEST_CONSTANT = 12;
    /** Floats of a block of tiles, input and products together, and its least and most tiles. */
    private static final int BLOCK = 1 << 17, LEAST = 24, MOST = 48;
    private static final int FEWEST_BLOCKS = 4;
    /** No power of two between the places of a tile, whose vectors are to begin with a cache line. */
    private static final int GAP = 16, LEAD = FilterPanels.LEAD;

    private Winograd() {}

    /** True where the transforms pay; those of constant weights cost nothing. */
    static boolean suits(ConvShape s, boolean constant) {
        return ENABLED && s.d().equals(ConvAxis.UNIT) && suits(s.h()) && suits(s.w()) && s.groups() == 1
            && s.c() >= FEWEST_CHANNELS && s.c() % VECTOR == 0 && s.oc() >= FEWEST_CHANNELS && s.oc() % VECTOR == 0
            && (long) s.n() * Math.ceilDiv(s.h().out(), 4) * Math.ceilDiv(s.w().out(), 4) >= (constant ? FEWEST_CONSTANT : FEWEST_TILES);
    }

    /** A padding above two would turn into a negative one in the input gradient. */
    private static boolean suits(ConvAxis a) {
        return a.kernel() == 3 && a.stride() == 1 && a.dilation() == 1 && a.before() <= 2 && a.after() <= 2;
    }

    // ------------------------------------------------------------------ weights

    /**
     * {@code U = G g Gᵀ} of all filters, {@code [place][panel of rows][channel][row]}, behind the {@link GemmTiles#lead()} of packed panels.
     *
     * @param rows output channels of the pass, those of the input in the input gradient
     */
    record Filter(int channels, int rows, float[] packed) implements ConvFilter {
        int panels() {
            return Math.ceilDiv(rows, TILES.columns());
        }

        int panel(int place, int panel) {
            return LEAD + (place * panels() + panel) * channels * TILES.columns();
        }
    }

    /** The weights of the forward pass, in an array of their own. */
    static Filter filter(Workers workers, ConvShape s, float[] w, int wAt) {
        return filter(workers, s, w, wAt, false, new float[length(s.c(), s.oc())]);
    }

    private static int length(int channels, int rows) {
        return LEAD + PLACES * Math.ceilDiv(rows, TILES.columns()) * TILES.columns() * channels;
    }

    private static Filter filter(Workers workers, ConvShape s, float[] w, int wAt, boolean turned, float[] packed) {
        int rows = turned ? s.c() : s.oc(), channels = turned ? s.oc() : s.c(), taps = s.taps();
        Filter filter = new Filter(channels, rows, packed);
        int width = TILES.columns(), most = Math.min(channels, 64);
        workers.forEach(filter.panels() * Math.ceilDiv(channels, most), task -> {
            int panel = task % filter.panels(), first = task / filter.panels() * most, count = Math.min(most, channels - first), run = count * width;
            float[] work = Scratch.floats(Slot.I, 27 * run);
            int there = Math.min(width, rows - panel * width);
            if (turned) FilterPanels.turned(w, wAt + first * taps + panel * width * 9, taps, there, count, 9, work, 0, run);
            else FilterPanels.straight(w, wAt + panel * width * taps + first * 9, taps, there, count, 9, work, 9 * run, work, 0, run);
            int[] column = {0, 3 * run, 6 * run}, row = {0, run, 2 * run};
            int place = filter.panel(1, 0) - filter.panel(0, 0);
            for (int j = 0; j < 3; j++) TRANSFORMS.filter(work, j * run, column, work, (9 + j) * run, 3 * run, run);
            for (int i = 0; i < 6; i++) TRANSFORMS.filter(work, (9 + 3 * i) * run, row, packed, filter.panel(6 * i, panel) + first * width, place, run);
        });
        return filter;
    }

    // ------------------------------------------------------------------ passes

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt) {
        Filter filter = filter(workers, s, w, wAt, false, Scratch.floats(Slot.H, length(s.c(), s.oc())));
        forward(workers, s, x, xAt, filter, bias, biasAt, ConvEpilogue.NONE, y, yAt);
    }

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, Filter filter, float[] bias, int biasAt, ConvEpilogue then, float[] y, int yAt) {
        Images in = new Images(s.c(), s.h().in(), s.w().in(), s.h().before(), s.w().before(), x, xAt), out = new Images(s.oc(), s.h().out(), s.w().out(), 0, 0, y, yAt);
        new Pass(s.n(), filter, in, out, bias, biasAt, then).run(workers);
    }

    /** The convolution of {@code dy}, padded to full overlap, with the weights turned by half a turn. */
    static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        Filter filter = filter(workers, s, w, wAt, true, Scratch.floats(Slot.H, length(s.oc(), s.c())));
        Images in = new Images(s.oc(), s.h().out(), s.w().out(), 2 - s.h().before(), 2 - s.w().before(), dy, dyAt), out = new Images(s.c(), s.h().in(), s.w().in(), 0, 0, dx, dxAt);
        new Pass(s.n(), filter, in, out, null, 0, ConvEpilogue.NONE).run(workers);
    }

    /** Images in channels-last order, with zeros above and to the left. */
    record Images(int channels, int height, int width, int top, int left, float[] array, int at) {
        int row() {
            return width * channels;
        }

        int pixel(int image, int y, int x) {
            return at + ((image * height + y) * width + x) * channels;
        }

        /**
         * Where to read a square of {@code size × size} pixels whose first is (y, x), padding counted: in the array, or, if it hangs over an edge, in {@code patch}, to which
         * it is copied with zeros around. Answers the index of the first pixel, or -1 for the patch.
         */
        int square(int image, int y, int x, int size, float[] patch) {
            int first = y - top, left0 = x - left;
            if (first >= 0 && left0 >= 0 && first + size <= height && left0 + size <= width) return pixel(image, first, left0);
            int from = Math.clamp(-left0, 0, size), to = Math.clamp(width - left0, from, size);
            for (int i = 0; i < size; i++) {
                int line = i * size * channels, r = first + i;
                if (r < 0 || r >= height) {
                    Arrays.fill(patch, line, line + size * channels, 0);
                    continue;
                }
                Arrays.fill(patch, line, line + from * channels, 0);
                if (to > from) System.arraycopy(array, pixel(image, r, left0 + from), patch, line + from * channels, (to - from) * channels);
                Arrays.fill(patch, line + to * channels, line + size * channels, 0);
            }
            return -1;
        }
    }

    /** The tiles of all images, in order. */
    record Grid(int n, int down, int across) {
        static Grid of(int n, int height, int width) {
            return new Grid(n, Math.ceilDiv(height, 4), Math.ceilDiv(width, 4));
        }

        int tiles() {
            return n * down * across;
        }

        int image(int tile) {
            return tile / (down * across);
        }

        int y(int tile) {
            return tile / across % down * 4;
        }

        int x(int tile) {
            return tile % across * 4;
        }
    }

    /** {@code Bᵀ d B} of one tile, channels side by side, to {@code v[at + place · step]}; {@code work} is 72 pixels long. */
    static void transformInput(Images in, Grid grid, int tile, float[] work, float[] v, int at, int step) {
        int c = in.channels(), first = in.square(grid.image(tile), grid.y(tile), grid.x(tile), 6, work), half = 36 * c;
        int[] rows = steps(6, first < 0 ? 6 * c : in.row()), columns = steps(6, c);
        float[] from = first < 0 ? work : in.array();
        for (int j = 0; j < 6; j++) TRANSFORMS.input(from, Math.max(0, first) + j * c, rows, work, half + j * c, 6 * c, c);
        for (int i = 0; i < 6; i++) TRANSFORMS.input(work, half + 6 * i * c, columns, v, at + 6 * i * step, step, c);
    }

    static int[] steps(int count, int step) {
        int[] steps = new int[count];
        for (int i = 1; i < count; i++) steps[i] = i * step;
        return steps;
    }

    private static final class Pass {
        private final Filter filter;
        private final Images in, out;
        private final Grid grid;
        private final float[] bias;
        private final int biasAt;
        private final ConvEpilogue then;
        private final int together;             // tiles of a block
        private final ConvRows cut;             // of a whole one
        private final int inPlace, outPlace;    // floats from one place's matrix to the next

        Pass(int n, Filter filter, Images in, Images out, float[] bias, int biasAt, ConvEpilogue then) {
            this.filter = filter;
            this.in = in;
            this.out = out;
            this.grid = Grid.of(n, out.height(), out.width());
            this.bias = bias;
            this.biasAt = biasAt;
            this.then = then;
            int height = TILES.copied().tallest(), block = Math.clamp(BLOCK / (PLACES * (filter.channels() + filter.rows())) / height * height, LEAST, MOST);
            int all = grid.tiles();
            together = Math.ceilDiv(all, block) < FEWEST_BLOCKS ? all : block;
            cut = ConvRows.copied(together);
            inPlace = together * filter.channels() + GAP;
            outPlace = together * filter.panels() * TILES.columns() + GAP;
        }

        void run(Workers workers) {
            int all = grid.tiles();
            if (together < all) {
                workers.forEach(Math.ceilDiv(all, together), task -> {
                    int from = task * together, count = Math.min(together, all - from);
                    float[] v = Scratch.floats(Slot.E, PLACES * inPlace), m = Scratch.floats(Slot.F, LEAD + PLACES * outPlace);
                    transformInput(from, 0, count, v);
                    ConvRows rows = count == together ? cut : ConvRows.copied(count);
                    for (int place = 0; place < PLACES; place++) multiply(place, rows, v, m);
                    transformOutput(from, 0, count, m);
                });
                return;
            }
            float[] v = Scratch.floats(Slot.E, PLACES * inPlace), m = Scratch.floats(Slot.F, LEAD + PLACES * outPlace);
            int few = Math.clamp(all / 16, 1, 16);
            workers.forEach(Math.ceilDiv(all, few), task -> transformInput(0, task * few, Math.min(all, task * few + few), v));
            workers.forEach(PLACES, place -> multiply(place, cut, v, m));
            workers.forEach(Math.ceilDiv(all, few), task -> transformOutput(0, task * few, Math.min(all, task * few + few), m));
        }

        private void transformInput(int base, int from, int to, float[] v) {
            int c = filter.channels();
            float[] work = Scratch.floats(Slot.I, 72 * c);
            for (int t = from; t < to; t++) Winograd.transformInput(in, grid, base + t, work, v, t * c, inPlace);
        }

        private void multiply(int place, ConvRows cut, float[] v, float[] m) {
            int channels = filter.channels(), width = TILES.columns(), row = filter.panels() * width, blocks = Math.ceilDiv(channels, Gemm.DEPTH);
            int tiles = cut.rows();
            float[] copied = Scratch.floats(Slot.J, tiles * GemmTiles.ROW);
            for (int block = 0; block < blocks; block++) {
                int first = channels * block / blocks, depth = channels * (block + 1) / blocks - first;
                for (int t = 0; t < tiles; t++) System.arraycopy(v, place * inPlace + t * channels + first, copied, t * GemmTiles.ROW, depth);
                for (int q = 0; q < filter.panels(); q++)
                    for (int g = 0; g < cut.groups(); g++)
                        ConvRows.multiplyCopied(depth, cut.height(g), copied, cut.start(g) * GemmTiles.ROW, filter.packed(), filter.panel(place, q) + first * width, m,
                            LEAD + place * outPlace + cut.start(g) * row + q * width, row, block > 0);
            }
        }

        /** {@code Aᵀ m A} of tiles, stored where they belong. */
        private void transformOutput(int base, int from, int to, float[] m) {
            int rows = filter.rows(), pitch = filter.panels() * TILES.columns();
            float[] work = Scratch.floats(Slot.I, 28 * rows);
            int[] places = steps(6, 6 * outPlace), columns = steps(6, rows);
            for (int t = from; t < to; t++) {
                int tile = base + t, y = grid.y(tile), x = grid.x(tile), high = Math.min(4, out.height() - y), wide = Math.min(4, out.width() - x);
                for (int j = 0; j < 6; j++) TRANSFORMS.output(m, LEAD + t * pitch + j * outPlace, places, work, j * rows, 6 * rows, rows);
                for (int i = 0; i < high; i++) {
                    int to0 = out.pixel(grid.image(tile), y + i, x);
                    if (wide == 4) TRANSFORMS.output(work, 6 * i * rows, columns, out.array(), to0, rows, rows);
                    else {
                        TRANSFORMS.output(work, 6 * i * rows, columns, work, 24 * rows, rows, rows);
                        System.arraycopy(work, 24 * rows, out.array(), to0, wide * rows);
                    }
                    then.run(bias, biasAt, out.array(), to0, wide, rows, rows);
                }
            }
        }
    }
}
