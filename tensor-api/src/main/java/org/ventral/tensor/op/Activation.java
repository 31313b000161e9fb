package org.ventral.tensor.op;

import java.util.List;
import java.util.Optional;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * A nonlinear function of each element: {@code y = f(x)}, shape and dtype of {@code x}, floating.
 *
 * @param kind the function
 * @param alpha its parameter α; taken as 0 where the function has none
 */
public record Activation(ActivationKind kind, double alpha) implements CompositeOp {
    /** √(2/π), of GELU's approximation. */
    static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
    /** The cubic coefficient of GELU's approximation. */
    static final double GELU_CUBIC = 0.044715;

    public Activation {
        alpha = alpha(kind, alpha);
    }

    static double alpha(ActivationKind kind, double alpha) {
        if (!Double.isFinite(alpha)) throw new IllegalArgumentException(kind + ": alpha must be finite, got " + alpha);
        return kind.parametric() ? alpha : 0;
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        Checks.floating(name(), inputs.getFirst());
        return List.of(inputs.getFirst());
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        return List.of(switch (kind) {
            case RELU -> x.maskedFill(x.le(0), 0);
            case LEAKY_RELU -> x.gt(0).where(x, x.mul(alpha));
            case ELU -> x.gt(0).where(x, notAbove0(x).expm1().mul(alpha));
            case GELU -> x.mul(normalCdf(x));
            case GELU_TANH -> x.mul(geluTanh(x).add(1)).mul(0.5);
            case SILU -> x.mul(x.sigmoid());
            // eˣ of what is not above 0 cannot overflow; the linear part carries the rest.
            case SOFTPLUS -> x.maskedFill(x.le(0), 0).add(x.gt(0).where(x.neg(), x).exp().log1p());
        });
    }

    /** min(x, 0), whose derivative at 0 is 1. */
    static Tensor notAbove0(Tensor x) {
        return x.maskedFill(x.gt(0), 0);
    }

    static Tensor normalCdf(Tensor x) {
        return x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
    }

    static Tensor geluTanh(Tensor x) {
        return x.square().mul(GELU_CUBIC).add(1).mul(x).mul(GELU_SCALE).tanh();
    }

    @Override public Optional<GradientRule> gradientRule() {
        return Optional.of(c -> List.of(Ops.apply(new ActivationGradient(kind, alpha), c.input(0), c.gradient())));
    }

    @Override public String name() {
        return kind.name();
    }
}
