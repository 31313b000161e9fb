package org.example.plugin;

import org.ventral.nn.Module;
import org.ventral.nn.layer.Dropout;
import org.ventral.nn.layer.Linear;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** A perceptron with one hidden layer on grey images: {@code [N, 1, 32, 32] → [N, classes]}. */
final class Mlp extends Module {
    /** The shape of one image. */
    static final Shape INPUT = Shape.of(1, 32, 32);

    private final Linear hidden;
    private final Dropout dropout;
    private final Linear output;

    Mlp(int width, int classes, double dropped, Rng rng) {
        hidden = child("hidden", Linear.of(Math.toIntExact(INPUT.elements()), width, rng.split("hidden")));
        dropout = child("dropout", Dropout.of(dropped, rng.split("dropout")));
        output = child("output", Linear.of(width, classes, rng.split("output")));
    }

    @Override public Tensor forward(Tensor x) {
        if (x.rank() != 4 || !x.shape().last(3).equals(INPUT)) throw new ShapeException("Mlp: input %s is not [N, 1, 32, 32]", x.shape());
        return output.forward(dropout.forward(hidden.forward(x.flatten(1, -1)).silu()));
    }
}
