package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.FloatGemmTiles;
import org.ventral.backend.cpu.loops.TransposeTiles;

/**
 * Filters {@code [OC][C][kernel]} rearranged for register tiles: for each position of the kernel a panel {@code [channel][row]}, as wide as a tile, where the rows of a convolution are its output
 * channels, and those of its input gradient the input channels.
 */
final class FilterPanels {
    private static final FloatGemmTiles TILES = Loops.floatProducts();
    private static final TransposeTiles TRANSPOSES = Loops.transpose();
    static final int WIDTH = TILES.columns();
    /** Floats in front of packed panels. */
    static final int LEAD = TILES.lead();

    private FilterPanels() {}

    /**
     * Element (position k, channel c, output channel r) goes to {@code to[toAt + k · run + c · WIDTH + r]}.
     *
     * @param w     filter (output channel r, channel c, position k) is at {@code w[at + r · taps + c · kernel + k]}
     * @param there output channels there are; those missing from a panel become zeros
     * @param work  {@code count · kernel · WIDTH} floats from {@code workAt} on
     */
    static void straight(float[] w, int at, int taps, int there, int count, int kernel, float[] work, int workAt, float[] to, int toAt, int run) {
        if (there < WIDTH) Arrays.fill(work, workAt, workAt + count * kernel * WIDTH, 0);
        TRANSPOSES.transpose(there, count * kernel, w, at, taps, work, workAt, WIDTH);
        for (int k = 0; k < kernel; k++) TILES.pack(count, WIDTH, work, workAt + k * WIDTH, kernel * WIDTH, 1, to, toAt + k * run);
    }

    /**
     * The same for a filter turned by half a turn, with input channels as rows: element (position k, output channel c, channel r) goes to
     * {@code to[toAt + (kernel − 1 − k) · run + c · WIDTH + r]}.
     *
     * @param w filter (output channel c, channel r, position k) is at {@code w[at + c · taps + r · kernel + k]}
     */
    static void turned(float[] w, int at, int taps, int there, int count, int kernel, float[] to, int toAt, int run) {
        if (there < WIDTH) for (int k = 0; k < kernel; k++) Arrays.fill(to, toAt + k * run, toAt + k * run + count * WIDTH, 0);
        for (int c = 0; c < count; c++) TRANSPOSES.transpose(there, kernel, w, at + c * taps, kernel, to, toAt + (kernel - 1) * run + c * WIDTH, -run);
    }
}
