package org.ventral.backend.cpu.kernel;

import org.ventral.tensor.Shape;
import org.ventral.tensor.op.Conv;

/**
 * Sizes of a convolution over up to three spatial axes: {@code x [N, C, D, H, W]}, {@code weight [OC, C / groups, KD, KH, KW]},
 * {@code y [N, OC, OD, OH, OW]}. Absent axes are {@link ConvAxis#UNIT}.
 *
 * @param n      images in the batch
 * @param c      input channels
 * @param oc     output channels
 * @param groups blocks of channels that do not see one another; divides {@code c} and {@code oc}
 */
public record ConvShape(int n, int c, int oc, int groups, ConvAxis d, ConvAxis h, ConvAxis w) {
    public ConvShape {
        if (n < 0 || c < 1 || oc < 1 || groups < 1 || c % groups != 0 || oc % groups != 0)
            throw new IllegalArgumentException("Conv: groups must divide the channels, got batch " + n + ", " + c + " input and " + oc + " output channels in " + groups + " groups");
        Math.toIntExact((long) n * c * d.in() * h.in() * w.in());
        Math.toIntExact((long) n * oc * d.out() * h.out() * w.out());
        Math.toIntExact((long) oc * (c / groups) * d.kernel() * h.kernel() * w.kernel());
    }

    /** A convolution over height and width. */
    public static ConvShape of(int n, int c, int oc, int groups, ConvAxis h, ConvAxis w) {
        return new ConvShape(n, c, oc, groups, ConvAxis.UNIT, h, w);
    }

    /** The sizes of an op on images and weights of these shapes. */
    public static ConvShape of(Conv conv, Shape x, Shape w) {
        return new ConvShape(size(x, 0), size(x, 1), size(w, 0), Math.toIntExact(conv.groups()), axis(conv, x, w, 3), axis(conv, x, w, 2), axis(conv, x, w, 1));
    }

    /** The spatial axis that is the given number of axes from the end. */
    private static ConvAxis axis(Conv conv, Shape x, Shape w, int fromEnd) {
        int i = conv.spatialAxes() - fromEnd;
        if (i < 0) return ConvAxis.UNIT;
        return new ConvAxis(size(x, i + 2), size(w, i + 2), Math.toIntExact(conv.stride().get(i)), Math.toIntExact(conv.padBefore().get(i)), Math.toIntExact(conv.padAfter().get(i)),
            Math.toIntExact(conv.dilation().get(i)));
    }

    private static int size(Shape shape, int axis) {
        return Math.toIntExact(shape.size(axis));
    }

    /** Input channels that one output channel sees. */
    public int groupIn() {
        return c / groups;
    }

    /** Output channels of one group. */
    public int groupOut() {
        return oc / groups;
    }

    /** Spatial taps of one weight plane: {@code KD · KH · KW}. */
    public int kernel() {
        return d.kernel() * h.kernel() * w.kernel();
    }

    /** Weights of one output channel. */
    public int taps() {
        return groupIn() * kernel();
    }

    /** Pixels of one input channel. */
    public int inPlane() {
        return d.in() * h.in() * w.in();
    }

    /** Pixels of one output channel. */
    public int outPlane() {
        return d.out() * h.out() * w.out();
    }

    /** True if there is no output. */
    boolean empty() {
        return n == 0 || outPlane() == 0;
    }

    /** Multiply-adds of one pass over one image. */
    long work() {
        return (long) oc * taps() * outPlane();
    }
}
