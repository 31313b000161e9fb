package org.ventral.nn.layer;

import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;

/**
 * The weights of one recurrent unit, used at every step: V and U of eqs. 7.25, 7.39–7.42 and 7.50–7.52 with the blocks of all gates in one.
 *
 * @param ih       V, {@code [gates · hidden, in]}
 * @param hh       U, {@code [gates · hidden, hidden]}
 * @param biasIh   {@code [gates · hidden]}; null for none
 * @param biasHh   {@code [gates · hidden]}; null for none
 * @param normIh   normalizes what V makes of the input; null for none
 * @param normHh   normalizes what U makes of the hidden state; null for none
 * @param normCell normalizes the cell state before it is shown; null for none
 */
record RecurrentWeights(Parameter ih, Parameter hh, Parameter biasIh, Parameter biasHh, LayerNorm normIh, LayerNorm normHh, LayerNorm normCell) {
    /** A linear map. */
    @FunctionalInterface
    interface LinearMap {
        Tensor of(Tensor x);
    }

    /** V x + b for all steps at once, which is one large matrix product: {@code [..., in] → [..., gates · hidden]}. */
    Tensor ofInput(Tensor x) {
        Tensor y = map(ih.value(), biasIh == null ? null : biasIh.value()).of(x);
        return normIh == null ? y : normIh.forward(y);
    }

    /** The same with both biases, for a form that adds U h alone. Not for normalized weights. */
    Tensor ofInputWithBiases(Tensor x) {
        return map(ih.value(), biasIh == null ? null : biasIh.value().add(biasHh.value())).of(x);
    }

    /** Whether there are normalizations within a step. */
    boolean isNormalized() {
        return normIh != null;
    }

    /** U h + b. */
    Tensor ofHidden(Tensor h) {
        Tensor y = map(hh.value(), biasHh == null ? null : biasHh.value()).of(h);
        return normHh == null ? y : normHh.forward(y);
    }

    /** The cell state as the output gate sees it. */
    Tensor normalizedCell(Tensor cell) {
        return normCell == null ? cell : normCell.forward(cell);
    }

    /** U h + b for some of the gates. The rows are taken once, so that their gradients are put together once. */
    LinearMap rows(int from, int to, int gates) {
        long hidden = hh.type().shape().size(0) / gates;
        Tensor bias = biasHh == null ? null : biasHh.value().slice(0, from * hidden, to * hidden);
        return map(hh.value().slice(0, from * hidden, to * hidden), bias);
    }

    private static LinearMap map(Tensor weight, Tensor bias) {
        return bias == null ? x -> x.linear(weight) : x -> x.linear(weight, bias);
    }
}
