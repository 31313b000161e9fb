package org.ventral.nn;

/**
 * By how much the activation that follows a layer shrinks a signal, and so by how much the layer's first weights must be larger: the factor
 * τ of the text after eq. 7.118. The values are PyTorch's.
 */
public final class Gain {
    /** Nothing follows, or the identity. */
    public static final double LINEAR = 1;
    /** A sigmoid follows. */
    public static final double SIGMOID = 1;
    /** A hyperbolic tangent follows. */
    public static final double TANH = 5.0 / 3;
    /** A rectifier follows: half of the variance is cut off (eq. 7.119). */
    public static final double RELU = Math.sqrt(2);

    private Gain() {}

    /** A leaky rectifier follows. */
    public static double leakyRelu(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }
}
