package org.ventral.nn.layer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.RecurrentUnit;

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
record RecurrentWeights(Parameter ih, Parameter hh, Parameter biasIh, Parameter biasHh, LayerNorm normIh, LayerNorm normHh, LayerNorm normCell)
        implements RecurrentUnit.Weights {
    /** V x + b for all steps at once, which is one large matrix product: {@code [..., in] → [..., gates · hidden]}. */
    Tensor ofInput(Tensor x) {
        Tensor y = map(ih.value(), biasIh == null ? null : biasIh.value()).apply(x);
        return normIh == null ? y : normIh.forward(y);
    }

    /** V, U and the biases, if there are any. */
    List<Tensor> values() {
        return hasBias() ? List.of(ih.value(), hh.value(), biasIh.value(), biasHh.value()) : List.of(ih.value(), hh.value());
    }

    /** Whether there are biases. */
    boolean hasBias() {
        return biasIh != null;
    }

    /** Whether there are normalizations within a step. */
    boolean isNormalized() {
        return normIh != null;
    }

    @Override public Tensor ofHidden(Tensor h) {
        Tensor y = map(hh.value(), biasHh == null ? null : biasHh.value()).apply(h);
        return normHh == null ? y : normHh.forward(y);
    }

    @Override public Tensor shownCell(Tensor cell) {
        return normCell == null ? cell : normCell.forward(cell);
    }

    @Override public UnaryOperator<Tensor> rows(int from, int to, int gates) {
        long hidden = hh.type().shape().size(0) / gates;
        Tensor bias = biasHh == null ? null : biasHh.value().slice(0, from * hidden, to * hidden);
        return map(hh.value().slice(0, from * hidden, to * hidden), bias);
    }

    private static UnaryOperator<Tensor> map(Tensor weight, Tensor bias) {
        return bias == null ? x -> x.linear(weight) : x -> x.linear(weight, bias);
    }
}
