package org.ventral.nn;

import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * How the numbers of a parameter begin.
 *
 * <p>Random weights break the symmetry between units, and their variance decides whether a signal keeps its size through the layers. A unit
 * that sums M_in inputs keeps the variance of its input if {@code Var[w] = 1 / M_in} (eqs. 7.112, 7.113); the gradient that flows back keeps
 * its own if {@code Var[w] = 1 / M_out} (eqs. 7.114, 7.115). Xavier's rule is the compromise (eqs. 7.116–7.118), He's the fan-in form for
 * rectifiers (eqs. 7.119, 7.120). An orthogonal matrix keeps not only the mean size but the length of every vector (table 7.2).
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

    /** Orthogonal columns or rows of length 1; see {@link #orthogonal(double)}. */
    static Init orthogonal() {
        return orthogonal(Gain.LINEAR);
    }

    /**
     * A random orthogonal matrix times a gain (Saxe, McClelland and Ganguli, 2014; section 7.6.4): {@code W Wᵀ = gain² I} if there are no more
     * rows than columns, else {@code Wᵀ W = gain² I}. A map by it keeps the lengths of vectors and, on the way back, of gradients, which
     * makes up for the half that a rectifier takes with a gain of √2, {@link Gain#RELU}. A weight {@code [out, in, kernel…]} is taken as a matrix of
     * {@code out} rows.
     *
     * <p>The matrix is the Q of the QR decomposition of one of standard normal numbers, with the signs for which it is evenly distributed over all
     * orthogonal matrices (Mezzadri, 2007). The fans do not matter.
     */
    static Init orthogonal(double gain) {
        return (shape, _, rng) -> {
            if (shape.rank() < 2 || shape.isEmpty())
                throw new ShapeException("Init: an orthogonal weight has axes [out, in, kernel…], none of size 0, got %s", shape);
            long rows = shape.size(0), columns = shape.elements() / rows, longer = Math.max(rows, columns), shorter = Math.min(rows, columns);
            var factors = Tensor.randn(rng, longer, shorter).cast(DType.FLOAT64).qr();
            Tensor q = factors.q().mul(factors.r().diagonal().ge(0).cast(DType.FLOAT64).mul(2).sub(1)).mul(gain).cast(DType.FLOAT32);
            return (rows < columns ? q.t() : q).reshape(shape).contiguous();
        };
    }

    /** A bias {@code [4 · hidden]} of an LSTM whose forget gate, the second quarter, begins at a value, and the rest as another rule says. */
    static Init lstmForgetBias(double value, Init others) {
        return (shape, fans, rng) -> {
            Tensor bias = others.create(shape, fans, rng);
            long hidden = hidden(shape);
            Tensor forget = Tensor.full(new TensorType(bias.dtype(), Shape.of(hidden)), value, bias.device());
            return Tensor.concat(0, bias.slice(0, 0, hidden), forget, bias.slice(0, 2 * hidden, 4 * hidden));
        };
    }

    /**
     * A bias {@code [4 · hidden]} of an LSTM that remembers for different times up to so many steps (Tallec and Ollivier, 2018, "chrono initialization"): the biases of the forget gates
     * are {@code ln u} with u drawn from {@code U(1, longest - 1)}, so that a unit keeps what it holds for about u steps, and those of its input gate the opposite, so
     * that what comes in during that time does not drown it. The rest is as another rule says.
     *
     * @param longest the most steps to remember, at least 3
     */
    static Init chrono(long longest, Init others) {
        if (longest < 3) throw new IllegalArgumentException("Init: an LSTM's memory must reach at least 3 steps back, got " + longest);
        return (shape, fans, rng) -> {
            Tensor bias = others.create(shape, fans, rng);
            long hidden = hidden(shape);
            Tensor open = Tensor.uniform(rng.split("chrono"), 1, longest - 1, hidden).log().cast(bias.dtype());
            return Tensor.concat(0, open.neg(), open, bias.slice(0, 2 * hidden, 4 * hidden));
        };
    }

    private static long hidden(Shape bias) {
        if (bias.rank() != 1 || bias.size(0) % 4 != 0) throw new ShapeException("Init: the bias of an LSTM is [4 · hidden], got %s", bias);
        return bias.size(0) / 4;
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
