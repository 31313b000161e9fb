package org.ventral.nn.layer;

import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * One step of a recurrent layer: what {@link RnnCell}, {@link LstmCell} and {@link GruCell} have in common. {@code [N, in] → [N, hidden]}.
 *
 * <p>Parameters, with the rows of all gates in one: {@code weight_ih [gates · hidden, in]}, {@code weight_hh [gates · hidden, hidden]} and, unless it was
 * built without, {@code bias_ih} and {@code bias_hh [gates · hidden]}.
 */
public abstract sealed class RecurrentCell extends RecurrentModule permits RnnCell, LstmCell, GruCell {
    private final RecurrentWeights weights;

    RecurrentCell(Recurrent.Builder<?> from, Rng rng) {
        super(from);
        if (from.layers != 1 || from.bidirectional || from.batchFirst || from.dropout != 0)
            throw new IllegalArgumentException(kind() + ": layers, directions, the order of the axes and dropout are settings of a layer, a cell has none");
        weights = weights(from, in, "", rng);
    }

    /** The hidden state after one step from a state of zeros. */
    @Override public final Tensor forward(Tensor x) {
        require(x);
        return state(unit.step(weights).next(weights.ofInput(x), zeros(Shape.of(x.size(0), hidden), x))).hidden();
    }

    /**
     * The next state.
     *
     * @param x     {@code [N, in]}
     * @param state each tensor {@code [N, hidden]}
     * @throws ShapeException if the shapes are others
     */
    public final RecurrentState step(Tensor x, RecurrentState state) {
        require(x);
        return state(unit.step(weights).next(weights.ofInput(x), tensors(state, Shape.of(x.size(0), hidden))));
    }

    private void require(Tensor x) {
        if (x.rank() != 2 || x.size(1) != in) throw new ShapeException("%s: input must be [N, %d], got %s", kind(), in, x.shape());
    }

    @Override protected final String settings() {
        return in + ", " + hidden;
    }
}
