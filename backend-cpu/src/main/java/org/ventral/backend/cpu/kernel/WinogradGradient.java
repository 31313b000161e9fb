package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.kernel.Winograd.Grid;
import org.ventral.backend.cpu.kernel.Winograd.Images;
import org.ventral.backend.cpu.loops.WinogradTiles;
import org.ventral.backend.cpu.parallel.Scratch;
import org.ventral.backend.cpu.parallel.Scratch.Slot;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * The gradient of {@link Winograd}'s convolution with respect to the weights: {@code dg = Gᵀ [Σ_tiles (Bᵀ d B) ⊙ (A dy Aᵀ)] G}, the transpose of the forward pass. For each of
 * the 36 places the sum is a matrix product over the tiles, chunk after chunk in order.
 *
 * <p>Scratch slots: E and F transformed images, G the sums, I one tile, and those of {@link Gemm}.
 */
final class WinogradGradient {
    private static final WinogradTiles TRANSFORMS = Loops.winograd();
    private static final Workers INLINE = Workers.of(1);
    private static final int PLACES = Winograd.PLACES;
    /** Floats of the transformed images of a chunk. */
    private static final int CHUNK = 1 << 20;
    private static final int TOGETHER = 8;
    private static final int GAP = 16;

    private WinogradGradient() {}

    static void run(Workers workers, ConvShape s, float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt) {
        int c = s.c(), oc = s.oc();
        Images in = new Images(c, s.h().in(), s.w().in(), s.h().before(), s.w().before(), x, xAt), out = new Images(oc, s.h().out(), s.w().out(), 0, 0, dy, dyAt);
        Grid grid = Grid.of(s.n(), s.h().out(), s.w().out());
        int all = grid.tiles(), chunks = Math.ceilDiv(all, Math.clamp(CHUNK / (PLACES * (c + oc)), 128, 1024)), most = Math.ceilDiv(all, chunks);
        int inPlace = most * c + GAP, outPlace = most * oc + GAP;
        float[] v = Scratch.floats(Slot.E, PLACES * inPlace), d = Scratch.floats(Slot.F, PLACES * outPlace), sums = Scratch.floats(Slot.G, PLACES * c * oc);
        for (int from = 0; from < all; from += most) {
            int first = from, count = Math.min(most, all - from);
            workers.forEach(Math.ceilDiv(count, TOGETHER), task -> {
                float[] work = Scratch.floats(Slot.I, 72 * Math.max(c, oc));
                for (int t = task * TOGETHER, end = Math.min(count, t + TOGETHER); t < end; t++) {
                    Winograd.transformInput(in, grid, first + t, work, v, t * c, inPlace);
                    transformGradient(out, grid, first + t, work, d, t * oc, outPlace);
                }
            });
            workers.forEach(PLACES, place -> {
                Product product = Product.of(c, oc, count, new Matrix(place * inPlace, 1, c), Matrix.dense(place * outPlace, oc), Matrix.dense(place * c * oc, oc));
                Gemm.FLOATS.multiply(INLINE, first == 0 ? product : product.accumulating(), v, d, null, sums);
            });
        }
        finish(workers, c, oc, sums, dw, dwAt);
    }

    /** {@code A dy Aᵀ} of one tile of 4 × 4. */
    private static void transformGradient(Images out, Grid grid, int tile, float[] work, float[] d, int at, int step) {
        int c = out.channels(), first = out.square(grid.image(tile), grid.y(tile), grid.x(tile), 4, work), half = 16 * c;
        int[] rows = Winograd.steps(4, first < 0 ? 4 * c : out.row()), columns = Winograd.steps(4, c);
        float[] from = first < 0 ? work : out.array();
        for (int j = 0; j < 4; j++) TRANSFORMS.spread(from, Math.max(0, first) + j * c, rows, work, half + j * c, 4 * c, c);
        for (int i = 0; i < 6; i++) TRANSFORMS.spread(work, half + 4 * i * c, columns, d, at + 6 * i * step, step, c);
    }

    /** {@code Gᵀ m G}, from {@code [place][c][oc]} to {@code [oc][c][3][3]}. */
    private static void finish(Workers workers, int c, int oc, float[] sums, float[] dw, int dwAt) {
        int together = 16, place = c * oc;
        int[] places = Winograd.steps(6, 6 * place), columns = Winograd.steps(6, oc);
        workers.forEach(Math.ceilDiv(c, together), task -> {
            int from = task * together, count = Math.min(together, c - from);
            float[] work = Scratch.floats(Slot.I, (18 + 9 * together) * oc);
            for (int k = 0; k < count; k++) {
                for (int j = 0; j < 6; j++) TRANSFORMS.gather(sums, j * place + (from + k) * oc, places, work, j * oc, 6 * oc, oc);
                for (int i = 0; i < 3; i++) TRANSFORMS.gather(work, 6 * i * oc, columns, work, (18 + 9 * k + 3 * i) * oc, oc, oc);
            }
            for (int o = 0; o < oc; o++)
                for (int k = 0, at = 18 * oc + o, to = dwAt + (o * c + from) * 9; k < 9 * count; k++, at += oc) dw[to + k] = work[at];
        });
    }
}
