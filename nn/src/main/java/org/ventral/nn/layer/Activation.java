package org.ventral.nn.layer;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/** A nonlinearity as a module: a function of each element by itself, without parameters. */
public final class Activation extends Module {
    private static final Map<String, Supplier<Activation>> BY_NAME = new TreeMap<>(Map.of(
            "relu", Activation::relu, "tanh", Activation::tanh, "sigmoid", Activation::sigmoid, "gelu", Activation::gelu, "silu", Activation::silu,
            "leaky-relu", () -> leakyRelu(0.01), "elu", () -> elu(1), "softplus", Activation::softplus));

    private final String kind, settings;
    private final UnaryOperator<Tensor> function;

    private Activation(String kind, String settings, UnaryOperator<Tensor> function) {
        this.kind = kind;
        this.settings = settings;
        this.function = function;
    }

    /** {@code max(x, 0)}. */
    public static Activation relu() {
        return new Activation("Relu", "", Tensor::relu);
    }

    /** The hyperbolic tangent. */
    public static Activation tanh() {
        return new Activation("Tanh", "", Tensor::tanh);
    }

    /** The logistic function. */
    public static Activation sigmoid() {
        return new Activation("Sigmoid", "", Tensor::sigmoid);
    }

    /** {@code x · Φ(x)}. */
    public static Activation gelu() {
        return new Activation("Gelu", "", Tensor::gelu);
    }

    /** {@code x · σ(x)}. */
    public static Activation silu() {
        return new Activation("Silu", "", Tensor::silu);
    }

    /** {@code x} where positive, else {@code slope · x}. */
    public static Activation leakyRelu(double slope) {
        return new Activation("LeakyRelu", String.valueOf(slope), x -> x.leakyRelu(slope));
    }

    /** {@code x} where positive, else {@code alpha · (eˣ − 1)}. */
    public static Activation elu(double alpha) {
        return new Activation("Elu", String.valueOf(alpha), x -> x.elu(alpha));
    }

    /** {@code ln(1 + eˣ)}. */
    public static Activation softplus() {
        return new Activation("Softplus", "", Tensor::softplus);
    }

    /**
     * The activation of a name, in its usual form: relu, tanh, sigmoid, gelu, silu, leaky-relu, elu or softplus.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public static Activation named(String name) {
        Supplier<Activation> maker = BY_NAME.get(name);
        if (maker == null) throw new IllegalArgumentException("no activation is named \"" + name + "\"; there are " + String.join(", ", BY_NAME.keySet()));
        return maker.get();
    }

    @Override public Tensor forward(Tensor x) {
        return function.apply(x);
    }

    @Override protected String kind() {
        return kind;
    }

    @Override protected String settings() {
        return settings;
    }
}
