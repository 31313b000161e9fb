package org.ventral.backend.cpu.kernel;

import java.util.Arrays;

/**
 * The channels of one group of one image, padded and split by stride, in the order {@code [channel][slots][D][H][W]}, so that a convolution of any stride,
 * padding and dilation becomes one with plain offsets: result number {@code i} reads tap t at {@code i + offset(t)}. Results are numbered along the rows of the frame;
 * the numbers between the end of one row of results and the start of the next are computed too and thrown away, which costs {@code padding / width} of
 * the work and saves every mask.
 *
 * <p>With {@code unit} N the elements are runs of N floats: the frame of a whole batch in batch-last order.
 */
final class ConvFrame {
    private final int channels;
    private final int unit;
    private final ConvFrameAxis d;
    private final ConvFrameAxis h;
    private final ConvFrameAxis w;

    ConvFrame(int channels, int unit, ConvFrameAxis d, ConvFrameAxis h, ConvFrameAxis w) {
        this.channels = channels;
        this.unit = unit;
        this.d = d;
        this.h = h;
        this.w = w;
    }

    static ConvFrame forward(ConvShape s, int unit) {
        return new ConvFrame(s.groupIn(), unit, ConvFrameAxis.forward(s.d()), ConvFrameAxis.forward(s.h()), ConvFrameAxis.forward(s.w()));
    }

    /** True if the source can be read in place. */
    boolean identity() {
        return d.identity() && h.identity() && w.identity();
    }

    /** True if the results are all wanted and stored side by side. */
    boolean direct() {
        return flat() == d.results() * h.results() * w.results() && d.apart() == 1 && h.apart() == 1 && w.apart() == 1;
    }

    int plane() {
        return d.length() * h.length() * w.length();
    }

    /** Pixels from one row of results to the next. */
    int rowPitch() {
        return w.length();
    }

    int channel() {
        return d.slots() * h.slots() * w.slots() * plane();
    }

    /** Floats of the frame. */
    int length() {
        return channels * channel() * unit;
    }

    /** Results that are computed, with those between the rows; 0 if there are none. */
    int flat() {
        if (d.results() == 0 || h.results() == 0 || w.results() == 0) return 0;
        return endOf(lines() - 1);
    }

    /** Lines of results, in all planes of an image. */
    int lines() {
        return d.results() * h.results();
    }

    /** The first result of a line. */
    int line(int index) {
        return (index / h.results() * h.length() + index % h.results()) * w.length();
    }

    /** Where the results of a line end. */
    int endOf(int line) {
        return line(line) + w.results();
    }

    /** Places in a weight plane of the kernel positions that take part, in the order of {@link #offsets()}. */
    int[] kernel(ConvShape s) {
        int[] places = new int[spatial()];
        int at = 0;
        for (int kd : d.kernel())
            for (int kh : h.kernel())
                for (int kw : w.kernel()) places[at++] = (kd * s.h().kernel() + kh) * s.w().kernel() + kw;
        return places;
    }

    private int spatial() {
        return d.kernel().length * h.kernel().length * w.kernel().length;
    }

    /** Offset of each tap from its result, in floats: channels, then kernel positions. */
    int[] offsets() {
        int[] offsets = new int[channels * spatial()];
        int at = 0;
        for (int c = 0; c < channels; c++)
            for (int i = 0; i < d.kernel().length; i++)
                for (int j = 0; j < h.kernel().length; j++)
                    for (int k = 0; k < w.kernel().length; k++) {
                        int slot = (d.slot()[i] * h.slots() + h.slot()[j]) * w.slots() + w.slot()[k];
                        int shift = (d.shift()[i] * h.length() + h.shift()[j]) * w.length() + w.shift()[k];
                        offsets[at++] = (c * channel() + slot * plane() + shift) * unit;
                    }
        return offsets;
    }

    /** Copies channels {@code [from, to)} of the source into their places. */
    void fill(float[] source, int sourceAt, float[] frame, int frameAt, int from, int to) {
        int plane = d.source() * h.source() * w.source() * unit;
        for (int c = from; c < to; c++)
            for (int sd = 0; sd < d.slots(); sd++)
                for (int sh = 0; sh < h.slots(); sh++)
                    for (int sw = 0; sw < w.slots(); sw++)
                        fillSlot(source, sourceAt + c * plane, frame, frameAt + (c * channel() + ((sd * h.slots() + sh) * w.slots() + sw) * plane()) * unit, sd, sh, sw);
    }

    private void fillSlot(float[] source, int sourceAt, float[] frame, int at, int sd, int sh, int sw) {
        int row = w.length() * unit, firstRow = h.from(sh), endRow = h.to(sh), first = w.from(sw), count = w.to(sw) - first;
        int line = h.step() * w.source() * unit, before = first * unit, after = row - before - count * unit;
        for (int pd = 0; pd < d.length(); pd++) {
            boolean padding = pd < d.from(sd) || pd >= d.to(sd);
            int end = at + h.length() * row, rows = padding ? 0 : endRow - firstRow;
            int from = sourceAt + (((pd * d.step() + d.start()[sd]) * h.source() + firstRow * h.step() + h.start()[sh]) * w.source() + first * w.step() + w.start()[sw]) * unit;
            int to = at + firstRow * row;
            Arrays.fill(frame, at, rows == 0 ? end : to, 0);
            for (int i = 0; i < rows; i++, from += line) {
                for (int gap = to + before; to < gap; ) frame[to++] = 0;
                copyRow(source, from, frame, to, count);
                to += count * unit;
                for (int gap = to + after; to < gap; ) frame[to++] = 0;
            }
            if (rows > 0) Arrays.fill(frame, to, end, 0);
            at = end;
        }
    }

    /** Copies every so many elements of a row. */
    private void copyRow(float[] source, int from, float[] frame, int to, int count) {
        int step = w.step();
        if (step == 1) System.arraycopy(source, from, frame, to, count * unit);
        else if (unit == 1) for (int i = 0, q = from; i < count; i++, q += step) frame[to + i] = source[q];
        else for (int i = 0, q = from; i < count; i++, q += step * unit) System.arraycopy(source, q, frame, to + i * unit, unit);
    }

    /**
     * Moves the wanted results of one channel, lines {@code [from, to)} of them, from frame numbering to their places in the destination (unit 1).
     *
     * @param flatAt where the results of line {@code from} begin
     */
    void collect(float[] flat, int flatAt, float[] target, int targetAt, int from, int to) {
        for (int line = from; line < to; line++) {
            int i = line / h.results(), j = line % h.results(), at = flatAt + line(line) - line(from);
            int place = targetAt + ((d.first() + i * d.apart()) * h.target() + h.first() + j * h.apart()) * w.target() + w.first();
            if (w.apart() == 1) System.arraycopy(flat, at, target, place, w.results());
            else for (int k = 0; k < w.results(); k++) target[place + k * w.apart()] = flat[at + k];
        }
    }

    /** Spreads one channel of results over frame numbering, {@code step} floats apart; places between the rows are left as they are (unit 1). */
    void spread(float[] results, int at, float[] flat, int flatAt, int step) {
        int q = at;
        for (int i = 0; i < d.results(); i++)
            for (int j = 0; j < h.results(); j++) {
                int to = flatAt + (i * h.length() + j) * w.length() * step;
                for (int k = 0; k < w.results(); k++, to += step) flat[to] = results[q++];
            }
    }
}
