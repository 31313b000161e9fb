package org.ventral.onnx.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Tensor;

/**
 * One axis of an image that is sampled at points between its elements.
 *
 * @param size    elements
 * @param aligned whether its ends are the centres of the outermost elements, not their borders
 * @param padding what lies beyond
 */
record GridAxis(long size, boolean aligned, Padding padding) {
    /** What is seen beyond the ends of an axis. */
    enum Padding { ZEROS, BORDER, REFLECTION }

    /** Sharpness of the cubic kernel. */
    private static final double A = -0.75;

    /**
     * An element that each point takes.
     *
     * @param place  int64 index on the axis
     * @param weight its share; null if it is all
     */
    record Tap(Tensor place, Tensor weight) {}

    /** From coordinates whose ends are -1 and 1 to places on the axis. */
    Tensor denormalized(Tensor coordinate) {
        return aligned ? coordinate.add(1).mul((size - 1) / 2.0) : coordinate.add(1).mul(size / 2.0).sub(0.5);
    }

    /** The nearest element, of two as near the even one. */
    List<Tap> nearest(Tensor coordinate) {
        return List.of(tap(coordinate.detach().round(), null));
    }

    /** Both neighbours, by distance. */
    List<Tap> linear(Tensor coordinate) {
        Tensor left = coordinate.detach().floor(), share = coordinate.sub(left);
        return List.of(tap(left, share.subFrom(1)), tap(left.add(1), share));
    }

    /** Four neighbours, by cubic convolution (Keys, 1981). */
    List<Tap> cubic(Tensor coordinate) {
        Tensor left = coordinate.detach().floor(), share = coordinate.sub(left), rest = share.subFrom(1);
        return List.of(tap(left.sub(1), far(share.add(1))), tap(left, near(share)), tap(left.add(1), near(rest)), tap(left.add(2), far(rest.add(1))));
    }

    private static Tensor near(Tensor d) {
        return d.mul(A + 2).sub(A + 3).mul(d).mul(d).add(1);
    }

    private static Tensor far(Tensor d) {
        return d.mul(A).sub(5 * A).mul(d).add(8 * A).mul(d).sub(4 * A);
    }

    private double low() {
        return aligned ? 0 : -0.5;
    }

    private double high() {
        return aligned ? size - 1 : size - 0.5;
    }

    private Tensor beyond(Tensor x) {
        return x.lt(low()).or(x.gt(high()));
    }

    /** As seen between two mirrors at the ends. */
    private Tensor reflected(Tensor x) {
        double range = high() - low();
        if (range == 0) return x.mul(0);
        Tensor distance = x.sub(low()).abs(), times = distance.div(range).floor(), rest = distance.sub(times.mul(range));
        return times.mod(2).eq(0).where(rest.add(low()), rest.neg().add(high()));
    }

    /** An element at a whole place; beyond the ends it is what the padding says. */
    private Tap tap(Tensor whole, Tensor weight) {
        Tensor at = padding == Padding.REFLECTION ? beyond(whole).where(reflected(whole), whole) : whole;
        Tensor place = at.clip(0, size - 1).cast(DType.INT64);
        if (padding != Padding.ZEROS) return new Tap(place, weight);
        Tensor inside = whole.ge(0).and(whole.le(size - 1));
        return new Tap(place, weight == null ? inside.cast(whole.dtype()) : inside.where(weight, 0));
    }
}
