package org.ventral.nn;

import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * How the numbers of a parameter begin.
 *
 * <p>Random weights break the symmetry between units, and their variance decides whether a signal keeps its size through the layers. A unit
 * that sums M_in inputs keeps the variance of its input if {@code Var[w] = 1 / M_in} (eqs. 7.112, 7.113); the gradient that flows back keeps
 * its own if {@code Var[w] = 1 / M_out} (eqs. 7.114, 7.115). Xavier's rule is the compromise (eqs. 7.116–7.118), He's the fan-in form for
 * rectifiers (eqs. 7.119, 7.120).
 */
@FunctionalInterface
public interface Init {
    /**
     * A float32 tensor of first values.
     *
     * @param shape of the parameter
     * @param fans  of the weight that the parameter is, or that the bias goes with
     * @param rng   drawn from if the values are random
     */
    Tensor create(Shape shape, Fans fans, Rng rng);

    /** Zero everywhere. */
    static Init zeros() {
        return constant(0);
    }

    /** One number everywhere. */
    static Init constant(double value) {
        return (shape, _, _) -> Tensor.full(value, shape.toArray());
    }

    /** {@code U(-bound, bound)}, whatever the fans. */
    static Init uniform(double bound) {
        return (shape, _, rng) -> symmetric(rng, bound, shape);
    }

    /** {@code N(0, deviation²)}, whatever the fans. */
    static Init normal(double deviation) {
        return (shape, _, rng) -> Tensor.normal(rng, 0, deviation, shape.toArray());
    }

    /** Xavier's uniform rule (Glorot and Bengio, 2010): {@code U(-a, a)} with {@code a = √(6 / (M_in + M_out))}, eq. 7.118. */
    static Init xavierUniform() {
        return xavierUniform(Gain.LINEAR);
    }

    /** Xavier's uniform rule with its bound scaled. In eq. 7.117 the book prints {@code U(x|a, a)}; it is {@code U(-a, a)}. */
    static Init xavierUniform(double gain) {
        return (shape, fans, rng) -> symmetric(rng, gain * Math.sqrt(6.0 / (fans.in() + fans.out())), shape);
    }

    /** Xavier's normal rule: {@code Var[w] = 2 / (M_in + M_out)}, eq. 7.116. */
    static Init xavierNormal() {
        return xavierNormal(Gain.LINEAR);
    }

    /** Xavier's normal rule with its deviation scaled. */
    static Init xavierNormal(double gain) {
        return (shape, fans, rng) -> Tensor.normal(rng, 0, gain * Math.sqrt(2.0 / (fans.in() + fans.out())), shape.toArray());
    }

    /** He's uniform rule (He, Zhang, Ren and Sun, 2015): {@code U(-a, a)} with {@code a = √(6 / M_in)}, eq. 7.120. */
    static Init heUniform() {
        return heUniform(Fan.IN, Gain.RELU);
    }

    /**
     * He's uniform rule for another activation, or with the fan-out, which keeps the size of gradients.
     *
     * @param gain {@link Gain#RELU} for eq. 7.120
     */
    static Init heUniform(Fan fan, double gain) {
        return (shape, fans, rng) -> symmetric(rng, gain * Math.sqrt(3.0 / fan.of(fans)), shape);
    }

    /** He's normal rule: {@code Var[w] = 2 / M_in}, eq. 7.119. (The book compares it with 7.115; it is the fan-in form 7.113 times 2.) */
    static Init heNormal() {
        return heNormal(Fan.IN, Gain.RELU);
    }

    /** He's normal rule for another activation, or with the fan-out. */
    static Init heNormal(Fan fan, double gain) {
        return (shape, fans, rng) -> Tensor.normal(rng, 0, gain / Math.sqrt(fan.of(fans)), shape.toArray());
    }

    /** {@code U(-a, a)} with {@code a = 1 / √M_in}: what PyTorch's linear and convolution layers begin with, weights and biases. */
    static Init fanInUniform() {
        return (shape, fans, rng) -> symmetric(rng, 1 / Math.sqrt(fans.in()), shape);
    }

    /** Which of the fans sets the variance. */
    enum Fan {
        /** Fan-in: signals keep their size on the way forward. */
        IN,
        /** Fan-out: gradients keep their size on the way back. */
        OUT;

        private long of(Fans fans) {
            return this == IN ? fans.in() : fans.out();
        }
    }

    private static Tensor symmetric(Rng rng, double bound, Shape shape) {
        return Tensor.uniform(rng, -bound, bound, shape.toArray());
    }
}
