package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link Activation}: inputs {@code x} and {@code g}, output {@code g · f′(x)}. At 0, where ReLU has no derivative, it is
 * taken as 0, and those of leaky ReLU and ELU as α.
 *
 * @param kind the function f
 * @param alpha its parameter α; taken as 0 where the function has none
 */
public record ActivationGradient(ActivationKind kind, double alpha) implements CompositeOp {
    public ActivationGradient {
        alpha = Activation.alpha(kind, alpha);
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        return Checks.gradientOf(this, inputs);
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor x = inputs.get(0), g = inputs.get(1);
        return List.of(switch (kind) {
            case RELU -> g.maskedFill(x.le(0), 0);
            case LEAKY_RELU -> x.gt(0).where(g, g.mul(alpha));
            case ELU -> x.gt(0).where(g, g.mul(Activation.notAbove0(x).exp()).mul(alpha));
            case GELU -> {
                Tensor density = x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
                yield g.mul(Activation.normalCdf(x).add(x.mul(density)));
            }
            case GELU_TANH -> {
                Tensor t = Activation.geluTanh(x);
                Tensor inner = x.square().mul(3 * Activation.GELU_CUBIC).add(1).mul(Activation.GELU_SCALE);
                yield g.mul(t.add(1).add(x.mul(t.square().subFrom(1)).mul(inner))).mul(0.5);
            }
            case SILU -> {
                Tensor s = x.sigmoid();
                yield g.mul(s).mul(s.subFrom(1).mul(x).add(1));
            }
            case SOFTPLUS -> g.mul(x.sigmoid());
        });
    }

    @Override public String name() {
        return kind.name() + "_GRADIENT";
    }
}
