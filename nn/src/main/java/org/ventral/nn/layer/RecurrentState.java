package org.ventral.nn.layer;

import java.util.Optional;
import org.ventral.tensor.Tensor;

/**
 * What a recurrent layer remembers between steps: {@code [layers · directions, N, hidden]} for a layer, where the directions of a layer stand next
 * to each other, and {@code [N, hidden]} for a cell.
 *
 * @param hidden h, which is also the output
 * @param cell   c of an LSTM; empty for the others
 */
public record RecurrentState(Tensor hidden, Optional<Tensor> cell) {
    /** The state of an RNN or a GRU. */
    public static RecurrentState of(Tensor hidden) {
        return new RecurrentState(hidden, Optional.empty());
    }

    /** The state of an LSTM. */
    public static RecurrentState of(Tensor hidden, Tensor cell) {
        return new RecurrentState(hidden, Optional.of(cell));
    }

    /** The same numbers, at which gradients stop: what truncated backpropagation through time carries from one stretch of a sequence to the next. */
    public RecurrentState detach() {
        return new RecurrentState(hidden.detach(), cell.map(Tensor::detach));
    }
}
