package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/**
 * Steps of the optimizers of the domain {@code ai.onnx.preview.training}.
 *
 * <p>Inputs: the learning rate and the number T of steps made before, then n parameters, n gradients and n of each kind of state. Outputs:
 * the n new parameters and the n new states of each kind.
 */
final class OptimizerOperators {
    private static final String DOMAIN = "ai.onnx.preview.training";

    private OptimizerOperators() {}

    static void register(Registry registry) {
        registry.add(DOMAIN, "Adagrad", 1, call -> steps(call, 1, OptimizerOperators::adagrad));
        registry.add(DOMAIN, "Adam", 1, call -> steps(call, 2, OptimizerOperators::adam));
        registry.add(DOMAIN, "Momentum", 1, call -> steps(call, 1, OptimizerOperators::momentum));
    }

    /** What one parameter's step starts from: its gradient has the penalty on large parameters in it. */
    private record Start(Tensor rate, Tensor done, Tensor parameter, Tensor gradient, List<Tensor> states) {}

    @FunctionalInterface
    private interface Step {
        /** The new parameter and its new states. */
        List<Tensor> run(Call call, Start start);
    }

    private static List<OnnxValue> steps(Call call, int kinds, Step step) {
        int tensors = call.inputs() - 2, count = tensors / (kinds + 2);
        if (count < 1 || tensors % (kinds + 2) != 0) throw call.malformed("%d inputs after rate and count cannot be cut into %d kinds".formatted(tensors, kinds + 2));
        OnnxValue[] outputs = new OnnxValue[count * (kinds + 1)];
        for (int i = 0; i < count; i++) {
            Tensor parameter = call.tensor(2 + i), plain = call.tensor(2 + count + i);
            List<Tensor> states = new ArrayList<>();
            for (int kind = 0; kind < kinds; kind++) states.add(call.tensor(2 + (2 + kind) * count + i));
            Tensor rate = call.tensor(0).cast(parameter.dtype()).reshape(), done = call.tensor(1).cast(parameter.dtype()).reshape();
            Tensor gradient = parameter.mul(call.number("norm_coefficient", 0)).add(plain);
            List<Tensor> results = step.run(call, new Start(rate, done, parameter, gradient, states));
            for (int kind = 0; kind <= kinds; kind++) outputs[kind * count + i] = Fit.of(call.type(2 + i), results.get(kind));
        }
        return List.of(outputs);
    }

    /** {@code x − r g / (√h + ε)} with the sum h of all squared gradients, and a rate r that decays. */
    private static List<Tensor> adagrad(Call call, Start s) {
        Tensor rate = s.rate().div(s.done().mul(call.number("decay_factor", 0)).add(1));
        Tensor squares = s.states().getFirst().add(s.gradient().square());
        Tensor scale = squares.sqrt().add(call.number("epsilon", 1e-6f));
        return List.of(s.parameter().sub(s.gradient().mul(rate).div(scale)), squares);
    }

    /** Kingma and Ba's step; the averages are corrected for their start from zero, but not in the first step. */
    private static List<Tensor> adam(Call call, Start s) {
        double alpha = call.number("alpha", 0.9f), beta = call.number("beta", 0.999f);
        Tensor first = s.states().get(0).mul(alpha).add(s.gradient().mul(1 - alpha));
        Tensor second = s.states().get(1).mul(beta).add(s.gradient().square().mul(1 - beta));
        Tensor correction = power(beta, s.done()).subFrom(1).sqrt().div(power(alpha, s.done()).subFrom(1));
        Tensor rate = s.done().gt(0).where(s.rate().mul(correction), s.rate());
        Tensor next = s.parameter().sub(first.mul(rate).div(second.sqrt().add(call.number("epsilon", 1e-6f))));
        return List.of(next.mul(1 - (double) call.number("norm_coefficient_post", 0)), first, second);
    }

    private static Tensor power(double base, Tensor exponent) {
        return Tensor.full(exponent.type(), base, exponent.device()).pow(exponent);
    }

    /** {@code v = αv + βg}, where β is 1 in the first step, and {@code x − r v}, or {@code x − r (g + αv)} in Nesterov's form. */
    private static List<Tensor> momentum(Call call, Start s) {
        double alpha = call.number("alpha", 0), beta = call.number("beta", 0);
        Tensor share = s.done().gt(0).where(Tensor.full(s.done().type(), beta, s.done().device()), 1);
        Tensor velocity = s.states().getFirst().mul(alpha).add(s.gradient().mul(share));
        String mode = call.text("mode", "standard");
        Tensor direction = switch (mode) {
            case "standard" -> velocity;
            case "nesterov" -> s.gradient().add(velocity.mul(alpha));
            default -> throw call.malformed("mode must be standard or nesterov, got '%s'".formatted(mode));
        };
        return List.of(s.parameter().sub(direction.mul(s.rate())), velocity);
    }
}
