package org.ventral.nn.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.ventral.tensor.DType;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * How much of a gradient arrives at each step of a sequence: what a network can learn from a step that far back.
 *
 * {@snippet :
 * GradientFlow flow = GradientFlow.of(x, 1, seen -> lstm.forward(seen).select(1, 199).square().sum());     // x [N, 200, in]
 * double share = flow.norms().get(100) / flow.norms().getFirst();                                          // of step 99, against the last
 * }
 *
 * @param norms the Euclidean norm of the gradient with respect to the input of a step, over the whole batch, by how many steps back it is; the first is the last step's
 */
public record GradientFlow(List<Double> norms) {
    /** Copies the list. */
    public GradientFlow {
        norms = List.copyOf(norms);
    }

    /**
     * The flow through a network that reads a sequence.
     *
     * @param x    the sequence
     * @param time its axis of steps
     * @param loss from the sequence to one number, through the network
     * @throws ShapeException if the axis is none of {@code x}, or the loss is not one number
     */
    public static GradientFlow of(Tensor x, int time, Function<Tensor, Tensor> loss) {
        if (time < 0 || time >= x.rank()) throw new ShapeException("GradientFlow: %s has no axis %d", x.shape(), time);
        Tensor seen = x.detach().requiresGradient();
        Tensor gradient = loss.apply(seen).gradient(List.of(seen)).getFirst().detach();
        List<Double> norms = new ArrayList<>();
        // In double precision: the squares of small gradients are below what float32 can hold.
        for (long t = 0; t < x.size(time); t++) norms.add(Math.sqrt(gradient.select(time, t).cast(DType.FLOAT64).square().sum().item()));
        Collections.reverse(norms);
        return new GradientFlow(norms);
    }
}
