package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ventral.backend.cpu.loops.WinogradTiles;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * 3 × 3 convolution with stride 1 in NCHW order by Winograd's minimal filtering F(4 × 4, 3 × 3) (Lavin and Gray, 2016): {@code Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A} on tiles of
 * 6 × 6 inputs and 4 × 4 outputs. A tile takes 36 multiplications for each pair of channels where the direct form takes 144, so it is about twice as fast
 * (64 channels, 32 × 32, AVX2); its rounding error is larger, up to 1e-5 of the largest output.
 *
 * <p>A task takes a block of tiles through all steps, so that the transformed tiles stay in the second-level cache: for each of the 36 places of a tile
 * one matrix product {@code M[row][tile] = Σ_c U[row][c] · V[c][tile]}.
 *
 * <p>Scratch slots: E transformed input, F products, G and H weights, I one channel's tiles.
 */
final class Winograd {
    /** Off, everything runs direct. */
    static final boolean ENABLED = true;

    private static final WinogradTiles TRANSFORMS = Loops.winograd();
    private static final int PLACES = 36;
    /** Tiles of a block: more would push 64 channels out of the cache, fewer would read the weights more often. */
    private static final int BLOCK = 32;
    private static final int CHANNEL_BLOCK = 256;
    private static final int FEWEST_CHANNELS = 16;
    private static final int FEWEST_TILES = 128;

    private Winograd() {}

    /** True where the transforms pay: enough channels to share them, enough tiles to share the transformed weights. */
    static boolean suits(ConvShape s) {
        return ENABLED && s.d().equals(ConvAxis.UNIT) && suits(s.h()) && suits(s.w()) && s.groups() == 1 && s.c() >= FEWEST_CHANNELS && s.oc() >= FEWEST_CHANNELS
            && (long) s.n() * Math.ceilDiv(s.h().out(), 4) * Math.ceilDiv(s.w().out(), 4) >= FEWEST_TILES;
    }

    /** A padding above two would turn into a negative one in the input gradient. */
    private static boolean suits(ConvAxis a) {
        return a.kernel() == 3 && a.stride() == 1 && a.dilation() == 1 && a.before() <= 2 && a.after() <= 2;
    }

    static void forward(Workers workers, ConvShape s, float[] x, int xAt, float[] w, int wAt, float[] bias, int biasAt, float[] y, int yAt) {
        Weights weights = Weights.of(workers, s.oc(), s.c(), w, wAt, s.taps(), s.kernel(), false);
        new Pass(s.n(), weights, x, xAt, s.h().in(), s.w().in(), s.h().before(), s.w().before(), bias, biasAt, y, yAt, s.h().out(), s.w().out()).run(workers);
    }

    /** The convolution of {@code dy}, padded to full overlap, with the weights turned by half a turn. */
    static void inputGradient(Workers workers, ConvShape s, float[] dy, int dyAt, float[] w, int wAt, float[] dx, int dxAt) {
        Weights weights = Weights.of(workers, s.c(), s.oc(), w, wAt, s.kernel(), s.taps(), true);
        new Pass(s.n(), weights, dy, dyAt, s.h().out(), s.w().out(), 2 - s.h().before(), 2 - s.w().before(), null, 0, dx, dxAt, s.h().in(), s.w().in()).run(workers);
    }

    /** {@code U = G g Gᵀ} of all filters, packed for each place of the tile. */
    private record Weights(ConvPanels panels, int rows, int channels, float[] packed) {
        static Weights of(Workers workers, int rows, int channels, float[] w, int wAt, int rowStep, int channelStep, boolean turned) {
            ConvPanels panels = new ConvPanels(rows, channels);
            float[] plain = Scratch.floats(Slot.G, PLACES * rows * channels), packed = Scratch.floats(Slot.H, PLACES * panels.length());
            workers.forEach(rows, row -> {
                float[] column = new float[18];
                for (int c = 0; c < channels; c++) transform(w, wAt + row * rowStep + c * channelStep, turned, column, plain, row * channels + c, rows * channels);
            });
            int[] places = IntStream.range(0, channels).toArray();
            workers.forEach(PLACES, place -> panels.pack(packed, place * panels.length(), plain, place * rows * channels, channels, places));
            return new Weights(panels, rows, channels, packed);
        }

        private static void transform(float[] w, int at, boolean turned, float[] column, float[] to, int toAt, int step) {
            int first = turned ? at + 8 : at, sign = turned ? -1 : 1;
            for (int j = 0; j < 3; j++) stretch(w[first + sign * j], w[first + sign * (3 + j)], w[first + sign * (6 + j)], column, j, 3);
            for (int i = 0; i < 6; i++) stretch(column[3 * i], column[3 * i + 1], column[3 * i + 2], to, toAt + 6 * i * step, step);
        }

        /** {@code G g}: three taps to six. */
        private static void stretch(float a, float b, float c, float[] to, int at, int step) {
            float outer = (a + c) / 6, wide = a / 24 + c / 6;
            to[at] = a / 4;
            to[at + step] = -outer - b / 6;
            to[at + 2 * step] = b / 6 - outer;
            to[at + 3 * step] = wide + b / 12;
            to[at + 4 * step] = wide - b / 12;
            to[at + 5 * step] = c;
        }
    }

    private static final class Pass {
        private final int n;
        private final Weights weights;
        private final float[] x;
        private final int xAt;
        private final int height;
        private final int width;
        private final int top;
        private final int left;
        private final float[] bias;
        private final int biasAt;
        private final float[] y;
        private final int yAt;
        private final int outHeight;
        private final int outWidth;
        private final int tileRows;             // of an image
        private final int across;               // tiles in a row
        private final int rowsTogether;         // tile rows of an image in a block
        private final int imagesTogether;       // images in a block; one unless whole images fit
        private final int pitch;                // floats from one channel's tiles to the next
        private final int[] vertical;           // offsets of a tile's six rows within one channel's tiles, see split()
        private final int[] sixes;              // offsets of six consecutive groups of tiles

        Pass(int n, Weights weights, float[] x, int xAt, int height, int width, int top, int left, float[] bias, int biasAt, float[] y, int yAt, int outHeight, int outWidth) {
            this.n = n;
            this.weights = weights;
            this.x = x;
            this.xAt = xAt;
            this.height = height;
            this.width = width;
            this.top = top;
            this.left = left;
            this.bias = bias;
            this.biasAt = biasAt;
            this.y = y;
            this.yAt = yAt;
            this.outHeight = outHeight;
            this.outWidth = outWidth;
            int lanes = ConvPanels.lanes();
            tileRows = Math.ceilDiv(outHeight, 4);
            across = Math.ceilDiv(outWidth, 4);
            rowsTogether = Math.clamp(BLOCK / across, 1, tileRows);
            imagesTogether = rowsTogether == tileRows ? Math.clamp(BLOCK / (tileRows * across), 1, n) : 1;
            int most = imagesTogether * rowsTogether * across;
            pitch = Math.ceilDiv(most, 2 * lanes) * 2 * lanes + 16;     // one vector of room, and no power of two between the channels
            int part = (rowsTogether + 1) * across;
            vertical = new int[] {0, part, 2 * part, 3 * part, across, part + across};
            sixes = IntStream.range(0, 6).map(i -> i * strip()).toArray();
        }

        /** Tiles of one image in a block, rounded up to whole vectors. */
        private int strip() {
            return Math.ceilDiv(rowsTogether * across, ConvPanels.lanes()) * ConvPanels.lanes();
        }

        void run(Workers workers) {
            int bands = Math.ceilDiv(tileRows, rowsTogether);
            workers.forEach(Math.ceilDiv(n, imagesTogether) * bands, task -> block(task / bands * imagesTogether, task % bands * rowsTogether));
        }

        private void block(int image, int row) {
            int images = Math.min(imagesTogether, n - image), rows = Math.min(rowsTogether, tileRows - row), tiles = rows * across;
            float[] in = Scratch.floats(Slot.E, PLACES * weights.channels() * pitch + 2 * ConvPanels.lanes());
            float[] products = Scratch.floats(Slot.F, PLACES * weights.rows() * pitch + 2 * ConvPanels.lanes());
            float[] work = Scratch.floats(Slot.I, 24 * (rowsTogether + 1) * across + (36 + 24) * strip() + 4 * ConvPanels.lanes());
            for (int i = 0; i < images; i++)
                for (int c = 0; c < weights.channels(); c++) transformInput(image + i, row, rows, c, work, in, c * pitch + i * tiles);
            multiply(in, products, images * tiles);
            for (int i = 0; i < images; i++)
                for (int k = 0; k < weights.rows(); k++) transformOutput(products, k * pitch + i * tiles, work, image + i, row, rows, k);
        }

        /** {@code Bᵀ d B} for one channel's tiles. */
        private void transformInput(int image, int row, int rows, int channel, float[] work, float[] in, int at) {
            split(xAt + (image * weights.channels() + channel) * height * width, row, rows, work);
            int part = 4 * (rowsTogether + 1) * across, half = 6 * part, strip = strip(), tiles = rows * across, place = weights.channels() * pitch;
            for (int j = 0; j < 6; j++) TRANSFORMS.input(work, j * part, vertical, work, half + j * strip, 6 * strip, tiles);
            for (int i = 0; i < 6; i++) TRANSFORMS.input(work, half + 6 * i * strip, sixes, in, at + 6 * i * place, place, tiles);
        }

        /**
         * Sorts one channel so that neighbouring tiles are neighbours in memory: {@code [column in tile 6][row in tile mod 4][tile row + 1][tile column]}. Rows 4 and 5 of
         * a tile are rows 0 and 1 of the tile below.
         */
        private void split(int plane, int row, int rows, float[] to) {
            int part = (rowsTogether + 1) * across;
            for (int r = 0; r < 4 * rows + 2; r++) {
                int from = 4 * row + r - top, at = r % 4 * part + r / 4 * across;
                for (int j = 0; j < 6; j++) {
                    int target = at + 4 * j * part, column = j - left;
                    boolean outside = from < 0 || from >= height;
                    int first = outside ? across : Math.min(across, Math.max(0, Math.ceilDiv(-column, 4))), end = outside ? across : Math.clamp(Math.ceilDiv(width - column, 4), first, across);
                    Arrays.fill(to, target, target + first, 0);
                    for (int t = first, q = plane + from * width + column + 4 * first; t < end; t++, q += 4) to[target + t] = x[q];
                    Arrays.fill(to, target + end, target + across, 0);
                }
            }
        }

        private void multiply(float[] in, float[] products, int tiles) {
            ConvPanels panels = weights.panels();
            int channels = weights.channels(), blocks = Math.ceilDiv(channels, CHANNEL_BLOCK + CHANNEL_BLOCK / 2);
            int[] offsets = new int[channels];
            for (int c = 0; c < channels; c++) offsets[c] = c * pitch;
            float[] zeros = new float[weights.rows()];
            for (int place = 0; place < PLACES; place++)
                for (int block = 0; block < blocks; block++)
                    for (int j = 0; j < tiles; j += 2 * ConvPanels.lanes())
                        for (int tile = 0; tile < panels.tiles(); tile++)
                            panels.multiply(tile, weights.packed(), place * panels.length(), zeros, 0, in, place * channels * pitch + j, offsets,
                                channels * block / blocks, channels * (block + 1) / blocks, products, place * weights.rows() * pitch + j, pitch, block > 0);
        }

        /** {@code Aᵀ m A} for one channel's tiles, stored where they belong. */
        private void transformOutput(float[] products, int at, float[] work, int image, int row, int rows, int channel) {
            int strip = strip(), tiles = rows * across, half = 24 * strip, place = weights.rows() * pitch;
            int[] column = {0, 6 * place, 12 * place, 18 * place, 24 * place, 30 * place};
            for (int j = 0; j < 6; j++) TRANSFORMS.output(products, at + j * place, column, work, j * strip, 6 * strip, tiles);
            for (int i = 0; i < 4; i++) TRANSFORMS.output(work, 6 * i * strip, sixes, work, half + 4 * i * strip, strip, tiles);
            int plane = yAt + (image * weights.rows() + channel) * outHeight * outWidth;
            float add = bias == null ? 0 : bias[biasAt + channel];
            for (int r = 0; r < rows; r++)
                for (int i = 0; i < 4 && 4 * (row + r) + i < outHeight; i++)
                    merge(work, half + 4 * i * strip + r * across, strip, add, plane + (4 * (row + r) + i) * outWidth);
        }

        /** Interleaves the four columns of a row of tiles into a row of pixels. */
        private void merge(float[] from, int at, int step, float add, int target) {
            int whole = outWidth / 4;
            for (int t = 0, p = at, q = target; t < whole; t++, p++, q += 4) {
                y[q] = from[p] + add;
                y[q + 1] = from[p + step] + add;
                y[q + 2] = from[p + 2 * step] + add;
                y[q + 3] = from[p + 3 * step] + add;
            }
            for (int j = 4 * whole; j < outWidth; j++) y[target + j] = from[at + whole + j % 4 * step] + add;
        }
    }
}
