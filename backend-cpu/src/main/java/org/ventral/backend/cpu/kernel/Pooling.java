package org.ventral.backend.cpu.kernel;

import java.util.Arrays;
import org.ventral.backend.cpu.loops.PoolTiles;
import org.ventral.backend.cpu.parallel.Workers;

/**
 * Max and average pooling of float32 images with their gradients, over windows of any size, stride, padding and dilation in one to three axes.
 *
 * <p>All storage orders are one loop here: a pixel is a run of {@code unit} floats, one in NCHW order, the batch in {@link ConvOrder#BATCH_LAST} and the channels in
 * {@link ConvOrder#CHANNELS_LAST}, and planes follow one another. Input and output have the same order. Places are in the flat plane of the input.
 */
public final class Pooling {
    private static final PoolTiles TILES = Loops.pooling();
    /** Elements that a task reads at least, so that handing it over pays. */
    private static final int TASK = 1 << 14;

    private Pooling() {}

    /** The largest element of each window and its place; of equal ones the first counts, and NaN is larger than any. Every window must have an element. */
    public static void max(Workers workers, PoolShape s, ConvOrder order, float[] x, int xAt, float[] y, int yAt, long[] places, int placesAt) {
        int unit = unit(s, order), depths = s.d().out(), rows = s.h().out();
        int tasks = planes(s, order) * depths * rows, together = together(s.w().out() * unit * s.d().kernel() * s.h().kernel() * s.w().kernel());
        workers.forEach(Math.ceilDiv(tasks, together), task -> {
            for (int i = task * together, end = Math.min(tasks, i + together); i < end; i++) {
                int plane = i / (depths * rows) * s.inPlane() * unit;
                maxRow(s, i / rows % depths, i % rows, unit, x, xAt + plane, y, yAt + i * s.w().out() * unit, places, placesAt + i * s.w().out() * unit);
            }
        });
    }

    /** The largest element of each window alone. */
    public static void max(Workers workers, PoolShape s, ConvOrder order, float[] x, int xAt, float[] y, int yAt) {
        int unit = unit(s, order), depths = s.d().out(), rows = s.h().out(), width = s.w().out();
        int tasks = planes(s, order) * depths * rows, together = together(width * unit * s.d().kernel() * s.h().kernel() * s.w().kernel());
        workers.forEach(Math.ceilDiv(tasks, together), task -> {
            for (int i = task * together, end = Math.min(tasks, i + together); i < end; i++) {
                int plane = xAt + i / (depths * rows) * s.inPlane() * unit;
                for (int o = 0; o < width; o++) maxWindow(s, i / rows % depths, i % rows, o, unit, x, plane, y, yAt + (i * width + o) * unit);
            }
        });
    }

    private static void maxWindow(PoolShape s, int depth, int row, int column, int unit, float[] x, int plane, float[] y, int yAt) {
        PoolAxis d = s.d(), h = s.h(), w = s.w();
        int first = (d.first(depth) * h.in() + h.first(row)) * w.in() + w.first(column), wFirst = w.first(column), wEnd = w.end(column);
        boolean lanes = unit >= TILES.lanes();
        System.arraycopy(x, plane + first * unit, y, yAt, unit);
        for (int id = d.first(depth), dEnd = d.end(depth); id < dEnd; id += d.dilation())
            for (int ih = h.first(row), hEnd = h.end(row); ih < hEnd; ih += h.dilation())
                for (int iw = wFirst, place = (id * h.in() + ih) * w.in() + iw; iw < wEnd; iw += w.dilation(), place += w.dilation()) {
                    if (place == first) continue;
                    if (lanes) TILES.raise(x, plane + place * unit, y, yAt, unit);
                    else raise(x, plane + place * unit, y, yAt, unit);
                }
    }

    private static void raise(float[] x, int xAt, float[] y, int yAt, int length) {
        for (int j = 0; j < length; j++) {
            float next = x[xAt + j], largest = y[yAt + j];
            if (next > largest || next != next && largest == largest) y[yAt + j] = next;
        }
    }

    private static void maxRow(PoolShape s, int depth, int row, int unit, float[] x, int plane, float[] y, int yAt, long[] places, int placesAt) {
        PoolAxis d = s.d(), h = s.h(), w = s.w();
        boolean four = d.end(depth) - d.first(depth) == 1 && h.kernel() == 2 && w.kernel() == 2 && h.start(row) >= 0 && h.end(row) == h.start(row) + h.dilation() + 1;
        if (unit == 1 && d.equals(PoolAxis.UNIT)) {
            maxPixels(x, plane, h.first(row), h.end(row), h.dilation(), w, y, yAt, places, placesAt);
            return;
        }
        for (int o = 0; o < w.out(); o++, yAt += unit, placesAt += unit) {
            if (unit < TILES.lanes()) for (int n = 0; n < unit; n++) maxWindow(s, depth, row, o, unit, x, plane + n, y, yAt + n, places, placesAt + n);
            else if (four && w.start(o) >= 0 && w.end(o) == w.start(o) + w.dilation() + 1) {
                int place = (d.first(depth) * h.in() + h.start(row)) * w.in() + w.start(o), right = w.dilation(), below = h.dilation() * w.in(), at = plane + place * unit;
                TILES.largest(x, at, at + right * unit, at + below * unit, at + (below + right) * unit, place, place + right, place + below, place + below + right,
                    y, yAt, places, placesAt, unit);
            } else maxLanes(s, depth, row, o, unit, x, plane, y, yAt, places, placesAt);
        }
    }

    /** One row of windows over a plane of two axes. */
    private static void maxPixels(float[] x, int plane, int top, int bottom, int down, PoolAxis w, float[] y, int yAt, long[] places, int placesAt) {
        int width = w.in(), out = w.out(), right = w.dilation();
        for (int o = 0; o < out; o++) {
            int first = w.first(o), end = w.end(o), best = top * width + first;
            float largest = x[plane + best];
            for (int ih = top; ih < bottom; ih += down)
                for (int place = ih * width + first, rowEnd = ih * width + end; place < rowEnd; place += right) {
                    float next = x[plane + place];
                    if (next > largest || next != next && largest == largest) {
                        largest = next;
                        best = place;
                    }
                }
            y[yAt + o] = largest;
            places[placesAt + o] = best;
        }
    }

    private static void maxWindow(PoolShape s, int depth, int row, int column, int unit, float[] x, int plane, float[] y, int yAt, long[] places, int placesAt) {
        PoolAxis d = s.d(), h = s.h(), w = s.w();
        int best = (d.first(depth) * h.in() + h.first(row)) * w.in() + w.first(column), wFirst = w.first(column), wEnd = w.end(column);
        float largest = x[plane + best * unit];
        for (int id = d.first(depth), dEnd = d.end(depth); id < dEnd; id += d.dilation())
            for (int ih = h.first(row), hEnd = h.end(row); ih < hEnd; ih += h.dilation())
                for (int iw = wFirst; iw < wEnd; iw += w.dilation()) {
                    int place = (id * h.in() + ih) * w.in() + iw;
                    float next = x[plane + place * unit];
                    if (next > largest || next != next && largest == largest) {
                        largest = next;
                        best = place;
                    }
                }
        y[yAt] = largest;
        places[placesAt] = best;
    }

    private static void maxLanes(PoolShape s, int depth, int row, int column, int unit, float[] x, int plane, float[] y, int yAt, long[] places, int placesAt) {
        PoolAxis d = s.d(), h = s.h(), w = s.w();
        int first = (d.first(depth) * h.in() + h.first(row)) * w.in() + w.first(column);
        System.arraycopy(x, plane + first * unit, y, yAt, unit);
        Arrays.fill(places, placesAt, placesAt + unit, first);
        for (int id = d.first(depth), dEnd = d.end(depth); id < dEnd; id += d.dilation())
            for (int ih = h.first(row), hEnd = h.end(row); ih < hEnd; ih += h.dilation())
                for (int iw = w.first(column), wEnd = w.end(column); iw < wEnd; iw += w.dilation()) {
                    int place = (id * h.in() + ih) * w.in() + iw;
                    if (place != first) TILES.raise(x, plane + place * unit, place, y, yAt, places, placesAt, unit);
                }
    }

    /** Each element of {@code dy} goes to the place of its window's largest element; what meets there adds up in the order of the windows. */
    public static void maxGradient(Workers workers, PoolShape s, ConvOrder order, long[] places, int placesAt, float[] dy, int dyAt, float[] dx, int dxAt) {
        int unit = unit(s, order), planes = planes(s, order), in = s.inPlane() * unit, out = s.outPlane() * unit, together = together(in);
        boolean disjoint = unit > 1 && unit >= TILES.lanes() && s.d().equals(PoolAxis.UNIT) && pairs(s.h()) && pairs(s.w());
        workers.forEach(Math.ceilDiv(planes, together), task -> {
            for (int i = task * together, end = Math.min(planes, i + together); i < end; i++)
                if (disjoint) spreadPlane(s, unit, places, placesAt + i * out, dy, dyAt + i * out, dx, dxAt + i * in);
                else {
                    Arrays.fill(dx, dxAt + i * in, dxAt + (i + 1) * in, 0);
                    scatter(places, placesAt + i * out, dy, dyAt + i * out, s.outPlane(), unit, dx, dxAt + i * in);
                }
        });
    }

    /** True if windows are pairs side by side that cover the axis, but for at most one element at its end. */
    private static boolean pairs(PoolAxis a) {
        return a.kernel() == 2 && a.stride() == 2 && a.before() == 0 && a.dilation() == 1 && a.out() == a.in() / 2;
    }

    private static void spreadPlane(PoolShape s, int unit, long[] places, int placesAt, float[] dy, int dyAt, float[] dx, int dxAt) {
        int width = s.w().in();
        for (int oh = 0; oh < s.h().out(); oh++)
            for (int ow = 0; ow < s.w().out(); ow++, dyAt += unit, placesAt += unit) {
                int place = 2 * oh * width + 2 * ow, at = dxAt + place * unit;
                TILES.spread(dy, dyAt, places, placesAt, place, place + 1, place + width, place + width + 1, dx, at, at + unit, at + width * unit, at + (width + 1) * unit, unit);
            }
        if (width % 2 == 1) for (int h = 0; h < s.h().in(); h++) Arrays.fill(dx, dxAt + (h * width + width - 1) * unit, dxAt + (h + 1) * width * unit, 0);
        if (s.h().in() % 2 == 1) Arrays.fill(dx, dxAt + (s.h().in() - 1) * width * unit, dxAt + s.h().in() * width * unit, 0);
    }

    private static void scatter(long[] places, int placesAt, float[] dy, int dyAt, int windows, int unit, float[] dx, int dxAt) {
        for (int i = 0; i < windows; i++)
            for (int n = 0, j = i * unit; n < unit; n++, j++) dx[dxAt + (int) places[placesAt + j] * unit + n] += dy[dyAt + j];
    }

    /** The mean of each window; with {@code padding} the padding counts as zeros. */
    public static void average(Workers workers, PoolShape s, ConvOrder order, boolean padding, float[] x, int xAt, float[] y, int yAt) {
        int unit = unit(s, order), planes = planes(s, order), in = s.inPlane() * unit, out = s.outPlane() * unit, together = together(in);
        workers.forEach(Math.ceilDiv(planes, together), task -> {
            for (int i = task * together, end = Math.min(planes, i + together); i < end; i++) averagePlane(s, unit, padding, false, x, xAt + i * in, y, yAt + i * out);
        });
    }

    /** Each element of {@code dy}, over the number of its window's elements, is added to every element there. */
    public static void averageGradient(Workers workers, PoolShape s, ConvOrder order, boolean padding, float[] dy, int dyAt, float[] dx, int dxAt) {
        int unit = unit(s, order), planes = planes(s, order), in = s.inPlane() * unit, out = s.outPlane() * unit, together = together(in);
        workers.forEach(Math.ceilDiv(planes, together), task -> {
            for (int i = task * together, end = Math.min(planes, i + together); i < end; i++) {
                Arrays.fill(dx, dxAt + i * in, dxAt + (i + 1) * in, 0);
                averagePlane(s, unit, padding, true, dx, dxAt + i * in, dy, dyAt + i * out);
            }
        });
    }

    private static void averagePlane(PoolShape s, int unit, boolean padding, boolean gradient, float[] wide, int wideAt, float[] narrow, int narrowAt) {
        for (int od = 0; od < s.d().out(); od++)
            for (int oh = 0; oh < s.h().out(); oh++)
                for (int ow = 0; ow < s.w().out(); ow++, narrowAt += unit) {
                    float share = 1f / (s.d().counted(od, padding) * s.h().counted(oh, padding) * s.w().counted(ow, padding));
                    if (unit == 1 && s.d().out() == 1 && s.d().in() == 1) {
                        averagePixel(s.w().in(), s.h().first(oh), s.h().end(oh), s.w().first(ow), s.w().end(ow), share, gradient, wide, wideAt, narrow, narrowAt);
                        continue;
                    }
                    if (!gradient) Arrays.fill(narrow, narrowAt, narrowAt + unit, 0);
                    averageWindow(s, od, oh, ow, unit, gradient ? share : 1, gradient, wide, wideAt, narrow, narrowAt);
                    if (!gradient) for (int j = narrowAt; j < narrowAt + unit; j++) narrow[j] *= share;
                }
    }

    private static void averagePixel(int width, int top, int bottom, int left, int right, float share, boolean gradient, float[] wide, int wideAt, float[] narrow, int narrowAt) {
        float sum = 0, add = share * narrow[narrowAt];
        for (int ih = top; ih < bottom; ih++)
            for (int at = wideAt + ih * width + left, end = wideAt + ih * width + right; at < end; at++)
                if (gradient) wide[at] += add;
                else sum += wide[at];
        if (!gradient) narrow[narrowAt] = sum * share;
    }

    private static void averageWindow(PoolShape s, int od, int oh, int ow, int unit, float share, boolean gradient, float[] wide, int wideAt, float[] narrow, int narrowAt) {
        PoolAxis d = s.d(), h = s.h(), w = s.w();
        int wFirst = w.first(ow), wEnd = w.end(ow);
        for (int id = d.first(od), dEnd = d.end(od); id < dEnd; id += d.dilation())
            for (int ih = h.first(oh), hEnd = h.end(oh); ih < hEnd; ih += h.dilation()) {
                int at = wideAt + ((id * h.in() + ih) * w.in() + wFirst) * unit;
                for (int iw = wFirst; iw < wEnd; iw += w.dilation(), at += w.dilation() * unit)
                    if (gradient) addScaled(narrow, narrowAt, share, wide, at, unit);
                    else addScaled(wide, at, share, narrow, narrowAt, unit);
            }
    }

    private static void addScaled(float[] from, int fromAt, float scale, float[] to, int toAt, int length) {
        for (int j = 0; j < length; j++) to[toAt + j] += scale * from[fromAt + j];
    }

    private static int unit(PoolShape s, ConvOrder order) {
        return switch (order) {
            case NCHW -> 1;
            case BATCH_LAST -> s.n();
            case CHANNELS_LAST -> s.c();
        };
    }

    private static int planes(PoolShape s, ConvOrder order) {
        return switch (order) {
            case NCHW -> s.n() * s.c();
            case BATCH_LAST -> s.c();
            case CHANNELS_LAST -> s.n();
        };
    }

    private static int together(int elements) {
        return Math.clamp(TASK / Math.max(1, elements), 1, TASK);
    }
}
