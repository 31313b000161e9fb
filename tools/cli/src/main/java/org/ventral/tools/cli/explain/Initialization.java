package org.ventral.tools.cli.explain;

import java.util.Optional;
import org.ventral.nn.Fans;
import org.ventral.nn.Gain;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tools.cli.UsageException;

/**
 * How the weights of a whole model begin.
 *
 * @param weights the rule; empty to leave them as the model made them
 */
record Initialization(Optional<Init> weights) {
    static Initialization named(String name, String activation) {
        double gain = activation.equals("tanh") ? Gain.TANH : activation.equals("relu") ? Gain.RELU : Gain.LINEAR;
        return switch (name) {
            case "default" -> new Initialization(Optional.empty());
            case "xavier" -> of(Init.xavierNormal());
            case "he" -> of(Init.heNormal());
            case "orthogonal" -> of(Init.orthogonal(gain));
            case "small" -> of(Init.normal(0.01));
            case "large" -> of(Init.normal(0.2));
            default -> throw new UsageException("unknown initialization \"" + name + "\"; there are default, xavier, he, orthogonal, small, large");
        };
    }

    private static Initialization of(Init init) {
        return new Initialization(Optional.of(init));
    }

    /** Draws the weights anew, those with at least two axes, and sets their biases to 0; scales of normalizations stay. */
    void apply(Module model, Rng rng) {
        if (weights.isEmpty()) return;
        model.parameters().forEach((name, parameter) -> {
            Shape shape = parameter.type().shape();
            if (shape.rank() >= 2) {
                long each = shape.elements() / (shape.size(0) * shape.size(1));
                parameter.assign(weights.get().create(shape, new Fans(shape.size(1) * each, shape.size(0) * each), rng.split(name)));
            } else if (name.endsWith("bias")) {
                parameter.assign(Init.zeros().create(shape, new Fans(1, 1), rng));
            }
        });
    }
}
