package org.ventral.backend.cpu.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which taps each pixel of a batch-last pass meets, for 2-D convolutions. Pixels at the same distance from a border meet the same taps at the same offsets, so an axis
 * has few classes of positions, and a tap table is kept for each pair of row and column class. Weights are packed for each class, channels innermost. Taps that would read padding are simply absent:
 * the input gradient of an unpadded 5 × 5 convolution on 14 × 14 does half of the work of one over a padded image.
 *
 * <p>The tables depend on nothing but the shape, so they are kept per shape.
 */
final class ConvTaps {
    private static final Kept<Key, ConvTaps> KEPT = new Kept<>(ConvTaps::of);

    private final int channels;
    private final Axis rows;
    private final Axis columns;
    private final int width;
    private final int unit;
    private final int[][] offsets;          // of each class: kernel positions, then channels
    private final int[][] kernels;          // of each class: places in a weight plane
    private final int[] places;             // of all taps in a row of weights

    private record Key(ConvShape shape, boolean gradient) {}

    /** A kernel position and the element it reads, relative to the base of the result. */
    private record Tap(int kernel, int read) {}

    /** For each result the element that offsets count from and its class; for each class the taps. */
    private record Axis(int[] base, int[] type, List<List<Tap>> taps) {
        static Axis forward(ConvAxis a) {
            int[] base = new int[a.out()];
            List<List<Tap>> met = new ArrayList<>();
            for (int o = 0; o < base.length; o++) {
                base[o] = o * a.stride() - a.before();
                List<Tap> taps = new ArrayList<>();
                for (int k = 0; k < a.kernel(); k++) {
                    int read = base[o] + k * a.dilation();
                    if (read >= 0 && read < a.in()) taps.add(new Tap(k, k * a.dilation()));
                }
                met.add(taps);
            }
            return of(base, met);
        }

        static Axis gradient(ConvAxis a) {
            int[] base = new int[a.in()];
            List<List<Tap>> met = new ArrayList<>();
            for (int i = 0; i < base.length; i++) {
                base[i] = (i + a.before()) / a.stride();
                List<Tap> taps = new ArrayList<>();
                for (int k = 0; k < a.kernel(); k++) {
                    int steps = i + a.before() - k * a.dilation();
                    if (steps >= 0 && steps % a.stride() == 0 && steps / a.stride() < a.out()) taps.add(new Tap(k, steps / a.stride() - base[i]));
                }
                met.add(taps);
            }
            return of(base, met);
        }

        private static Axis of(int[] base, List<List<Tap>> met) {
            List<List<Tap>> classes = met.stream().distinct().toList();
            return new Axis(base, met.stream().mapToInt(classes::indexOf).toArray(), classes);
        }
    }

    /** Channels of the weights are {@code channelStep} apart, kernel positions lie side by side. */
    private ConvTaps(ConvShape s, Axis rows, Axis columns, int channels, int channelStep, int height, int width) {
        this.rows = rows;
        this.columns = columns;
        this.width = width;
        unit = s.n();
        this.channels = channels;
        places = IntStream.range(0, channels * s.kernel()).map(t -> t % channels * channelStep + t / channels).toArray();
        int classes = rows.taps().size() * columns.taps().size();
        offsets = new int[classes][];
        kernels = new int[classes][];
        for (int i = 0; i < classes; i++) {
            List<Tap> vertical = rows.taps().get(i / columns.taps().size()), horizontal = columns.taps().get(i % columns.taps().size());
            kernels[i] = vertical.stream().flatMapToInt(v -> horizontal.stream().mapToInt(h -> v.kernel() * s.w().kernel() + h.kernel())).toArray();
            offsets[i] = offsets(height * width, vertical, horizontal);
        }
    }

    /** Taps of the forward pass, read from x. */
    static ConvTaps forward(ConvShape s) {
        return KEPT.get(new Key(s, false));
    }

    /** Taps of the input gradient, read from dy. */
    static ConvTaps gradient(ConvShape s) {
        return KEPT.get(new Key(s, true));
    }

    private static ConvTaps of(Key key) {
        ConvShape s = key.shape();
        return key.gradient()
            ? new ConvTaps(s, Axis.gradient(s.h()), Axis.gradient(s.w()), s.groupOut(), s.taps(), s.h().out(), s.w().out())
            : new ConvTaps(s, Axis.forward(s.h()), Axis.forward(s.w()), s.groupIn(), s.kernel(), s.h().in(), s.w().in());
    }

    private int[] offsets(int plane, List<Tap> vertical, List<Tap> horizontal) {
        int[] all = new int[channels * vertical.size() * horizontal.size()];
        int at = 0;
        for (Tap v : vertical)
            for (Tap h : horizontal)
                for (int c = 0; c < channels; c++) all[at++] = (c * plane + v.read() * width + h.read()) * unit;
        return all;
    }

    /** Where each tap's weight is from the start of its row: kernel positions, then channels. */
    int[] places() {
        return places;
    }

    int classes() {
        return offsets.length;
    }

    /** The class of the result at a row and a column. */
    int type(int row, int column) {
        return rows.type()[row] * columns.taps().size() + columns.type()[column];
    }

    /** Offsets of a class's taps from {@link #base}. */
    int[] offsets(int type) {
        return offsets[type];
    }

    /** Copies the weights of a class's taps out of the packed weights of all taps. */
    void pack(int type, ConvPanels all, float[] packed, int packedAt, ConvPanels some, float[] target, int targetAt) {
        int[] kernel = kernels[type];
        for (int i = 0, end; i < kernel.length; i = end) {
            for (end = i + 1; end < kernel.length && kernel[end] == kernel[end - 1] + 1; ) end++;
            all.copy(packed, packedAt, kernel[i] * channels, some, target, targetAt, i * channels, (end - i) * channels);
        }
    }

    /** Where the offsets of the result at a row and a column count from, in floats from the group's first channel; may lie outside the image. */
    int base(int row, int column) {
        return (rows.base()[row] * width + columns.base()[column]) * unit;
    }
}
