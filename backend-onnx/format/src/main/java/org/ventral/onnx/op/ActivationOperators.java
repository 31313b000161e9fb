package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/** The activation functions that are not among {@link UnaryOperators}. */
final class ActivationOperators {
    /** The constants of Klambauer et al. (2017), as ONNX rounds them. */
    private static final float SELU_ALPHA = 1.67326319217681884765625f, SELU_GAMMA = 1.05070102214813232421875f;
    /** The slope of the logistic function that comes nearest to that of the normal distribution. */
    private static final float QUICK_GELU_ALPHA = 1.702f;
    private static final String MICROSOFT = "com.microsoft";

    private ActivationOperators() {}

    static void register(Registry registry) {
        registry.add("Relu", 1, call -> Elementwise.result(call, call.type(0).isFloating() ? call.tensor(0).relu() : call.tensor(0).maximum(0)));
        registry.add("LeakyRelu", 1, call -> Elementwise.result(call, call.tensor(0).leakyRelu(call.number("alpha", 0.01f))));
        registry.add("Elu", 1, call -> Elementwise.result(call, call.tensor(0).elu(call.number("alpha", 1))));
        registry.add("Selu", 1, call -> selu(call, 1.6732f, 1.0507f));
        registry.add("Selu", 6, call -> selu(call, SELU_ALPHA, SELU_GAMMA));
        registry.add("Celu", 12, ActivationOperators::celu);
        registry.add("Gelu", 20, ActivationOperators::gelu);
        registry.add("Mish", 18, Elementwise.unary(x -> x.mul(x.softplus().tanh())));
        registry.add("Softplus", 1, Elementwise.unary(Tensor::softplus));
        registry.add("Softsign", 1, Elementwise.unary(x -> x.div(x.abs().add(1))));
        registry.add("Swish", 24, ActivationOperators::swish);
        registry.add("HardSigmoid", 1, call -> Elementwise.result(call, hardSigmoid(call.tensor(0), call.number("alpha", 0.2f), call.number("beta", 0.5f))));
        registry.add("HardSwish", 14, Elementwise.unary(x -> x.mul(hardSigmoid(x, 1.0 / 6, 0.5))));
        registry.add("ThresholdedRelu", 1, call -> Elementwise.result(call, call.tensor(0).gt(call.number("alpha", 1)).where(call.tensor(0), 0)));
        registry.add("Shrink", 9, ActivationOperators::shrink);
        registerEarly(registry);
        registerMicrosoft(registry);
    }

    /** What opset 1 had as experiments, and early exporters wrote. */
    private static void registerEarly(Registry registry) {
        registry.add("Affine", 1, call -> Elementwise.result(call, call.tensor(0).mul(call.number("alpha", 1)).add(call.number("beta", 0))));
        registry.add("ScaledTanh", 1, call -> Elementwise.result(call, call.tensor(0).mul(call.number("beta", 1)).tanh().mul(call.number("alpha", 1))));
        registry.add("ParametricSoftplus", 1, call -> Elementwise.result(call, call.tensor(0).mul(call.number("beta", 1)).softplus().mul(call.number("alpha", 1))));
    }

    /** What ONNX Runtime writes into models that it has optimized. */
    private static void registerMicrosoft(Registry registry) {
        registry.add(MICROSOFT, "Gelu", 1, Elementwise.unary(Tensor::gelu));
        registry.add(MICROSOFT, "BiasGelu", 1, Elementwise.binary((x, bias) -> x.add(bias).gelu()));
        registry.add(MICROSOFT, "FastGelu", 1, call -> Elementwise.result(call, (call.has(1) ? call.tensor(0).add(call.tensor(1)) : call.tensor(0)).geluTanh()));
        registry.add(MICROSOFT, "QuickGelu", 1, call -> {
            Tensor x = call.tensor(0);
            return Elementwise.result(call, x.mul(x.mul(call.number("alpha", QUICK_GELU_ALPHA)).sigmoid()));
        });
    }

    /** {@code γ x} where positive, else {@code γ α (eˣ − 1)}. */
    private static List<OnnxValue> selu(Call call, float alpha, float gamma) {
        return Elementwise.result(call, call.tensor(0).elu(call.number("alpha", alpha)).mul(call.number("gamma", gamma)));
    }

    /** {@code x} where positive, else {@code α (e^(x/α) − 1)}: the Elu of x/α, with its own α of 1, times α. */
    private static List<OnnxValue> celu(Call call) {
        float alpha = call.number("alpha", 1);
        Tensor x = call.tensor(0);
        return Elementwise.result(call, x.gt(0).where(x, x.div(alpha).elu(1).mul(alpha)));
    }

    private static List<OnnxValue> gelu(Call call) {
        String approximate = call.text("approximate", "none");
        return Elementwise.result(call, switch (approximate) {
            case "none" -> call.tensor(0).gelu();
            case "tanh" -> call.tensor(0).geluTanh();
            default -> throw call.malformed("approximate '%s'; it must be none or tanh".formatted(approximate));
        });
    }

    /** {@code x σ(α x)}. */
    private static List<OnnxValue> swish(Call call) {
        float alpha = call.number("alpha", 1);
        Tensor x = call.tensor(0);
        return Elementwise.result(call, alpha == 1 ? x.silu() : x.mul(x.mul(alpha).sigmoid()));
    }

    /** {@code α x + β} cut off at 0 and 1. */
    private static Tensor hardSigmoid(Tensor x, double alpha, double beta) {
        return x.mul(alpha).add(beta).maximum(0).minimum(1);
    }

    /** {@code x + bias} below −lambd, {@code x − bias} above lambd, else 0. */
    private static List<OnnxValue> shrink(Call call) {
        float lambd = call.number("lambd", 0.5f), bias = call.number("bias", 0);
        return Elementwise.result(call, Elementwise.viaReal(x -> {
            Tensor zero = Elementwise.constant(x, 0);
            return x.lt(-lambd).where(x.add(bias), x.gt(lambd).where(x.sub(bias), zero));
        }).apply(call.tensor(0)));
    }
}
