package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * The gradient of {@link MaxPool}: each element of {@code g} goes to where the largest element of its window was, and what meets adds up.
 *
 * <p>Inputs: places {@code [N, C, out…]} in the flat spatial plane, as the pooling answered them, and {@code g [N, C, out…]}.
 * Output: {@code [N, C, spatial…]}.
 *
 * @param pool the pooling
 * @param input the shape of its input
 */
public record MaxPoolGradient(MaxPool pool, Shape input) implements CompositeOp {
    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 2);
        TensorType places = inputs.get(0), g = inputs.get(1);
        Checks.index(name(), places);
        Checks.floating(name(), g);
        Shape output = pool.outputShape(name(), input);
        if (!places.shape().equals(output) || !g.shape().equals(output))
            throw new ShapeException("%s: input %s pools to %s, but the places are %s and the gradient is %s", name(), input, output, places.shape(), g.shape());
        return List.of(g.with(input));
    }

    @Override public List<Tensor> decompose(List<Tensor> inputs) {
        Tensor places = inputs.get(0), g = inputs.get(1);
        Shape planes = input.first(2);
        Shape from = planes.concat(Shape.of(g.shape().last(g.rank() - 2).elements()));
        Shape to = planes.concat(Shape.of(input.last(input.rank() - 2).elements()));
        return List.of(Ops.apply(new ScatterAdd(2, to), places.reshape(from), g.reshape(from)).reshape(input));
    }
}
