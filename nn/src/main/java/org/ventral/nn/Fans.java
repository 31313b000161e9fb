package org.ventral.nn;

import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;

/**
 * How many numbers a unit of a layer sums ({@code in}), and into how many sums a number of its input goes ({@code out}): M_in and M_out of
 * eqs. 7.112–7.120.
 *
 * @param in  fan-in, at least 1
 * @param out fan-out, at least 1
 */
public record Fans(long in, long out) {
    /** Checks the counts. */
    public Fans {
        if (in < 1 || out < 1) throw new IllegalArgumentException("Fans: must be at least 1, got " + in + " in and " + out + " out");
    }

    /**
     * The fans of a weight {@code [out, in, k…]}: each position of the kernel counts.
     *
     * @throws ShapeException if the weight has fewer than two axes or is empty
     */
    public static Fans of(Shape weight) {
        if (weight.rank() < 2 || weight.isEmpty())
            throw new ShapeException("Fans: a weight has axes [out, in, kernel…], none of size 0, got %s", weight);
        long kernel = weight.elements() / (weight.size(0) * weight.size(1));
        return new Fans(weight.size(1) * kernel, weight.size(0) * kernel);
    }
}
