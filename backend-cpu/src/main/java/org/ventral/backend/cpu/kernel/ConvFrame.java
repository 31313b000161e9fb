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
        return ((d.results() - 1) * h.length() + h.results() - 1) * w.length() + w.results();
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
        int row = w.length() * unit;
        for (int pd = 0; pd < d.length(); pd++)
            for (int ph = 0; ph < h.length(); ph++, at += row) {
                if (pd < d.from(sd) || pd >= d.to(sd) || ph < h.from(sh) || ph >= h.to(sh)) {
                    Arrays.fill(frame, at, at + row, 0);
                    continue;
                }
                int id = pd * d.step() + d.start()[sd], ih = ph * h.step() + h.start()[sh];
                fillRow(source, sourceAt + (id * h.source() + ih) * w.source() * unit, frame, at, sw);
            }
    }

    private void fillRow(float[] source, int sourceAt, float[] frame, int at, int slot) {
        int from = w.from(slot), to = w.to(slot), step = w.step(), first = sourceAt + (from * step + w.start()[slot]) * unit;
        Arrays.fill(frame, at, at + from * unit, 0);
        if (step == 1) System.arraycopy(source, first, frame, at + from * unit, (to - from) * unit);
        else if (unit == 1) for (int p = from, q = first; p < to; p++, q += step) frame[at + p] = source[q];
        else for (int p = from, q = first; p < to; p++, q += step * unit) System.arraycopy(source, q, frame, at + p * unit, unit);
        Arrays.fill(frame, at + to * unit, at + w.length() * unit, 0);
    }

    /** Moves the wanted results of one row of channels from frame numbering to their places in the destination (unit 1). */
    void collect(float[] flat, int flatAt, float[] target, int targetAt) {
        for (int i = 0; i < d.results(); i++)
            for (int j = 0; j < h.results(); j++) {
                int from = flatAt + (i * h.length() + j) * w.length();
                int to = targetAt + ((d.first() + i * d.apart()) * h.target() + h.first() + j * h.apart()) * w.target() + w.first();
                if (w.apart() == 1) System.arraycopy(flat, from, target, to, w.results());
                else for (int k = 0; k < w.results(); k++) target[to + k * w.apart()] = flat[from + k];
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
