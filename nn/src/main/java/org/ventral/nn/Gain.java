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

    /** A scaled exponential linear unit follows. */
    public static final double SELU = 0.75;

    private Gain() {}

    /**
     * The gain of an activation by its name in {@link org.ventral.nn.layer.Activation#named}, {@code linear} for none. The smooth relatives of the
     * rectifier, which have no constant of their own, count as rectifiers.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public static double of(String activation) {
        return switch (activation) {
            case "linear" -> LINEAR;
            case "sigmoid" -> SIGMOID;
            case "tanh" -> TANH;
            case "selu" -> SELU;
            case "leaky-relu" -> leakyRelu(0.01);
            case "relu", "elu", "gelu", "silu", "softplus" -> RELU;
            default -> throw new IllegalArgumentException("no gain is known for \"" + activation + "\"; there are elu, gelu, leaky-relu, linear, relu, selu, sigmoid, silu, softplus, tanh");
        };
    }

    /** A leaky rectifier follows. */
    public static double leakyRelu(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }
}
