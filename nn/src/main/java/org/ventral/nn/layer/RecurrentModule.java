package org.ventral.nn.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ventral.nn.Fans;
import org.ventral.nn.Init;
import org.ventral.nn.Module;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.RecurrentUnit;

/** What recurrent layers and cells have in common. */
abstract class RecurrentModule extends Module {
    final RecurrentUnit unit;
    final int in, hidden;

    RecurrentModule(Recurrent.Builder<?> from) {
        unit = from.unit();
        in = from.in;
        hidden = from.hidden;
    }

    /** Registers the weights of one unit, under PyTorch's names and the suffix. */
    final RecurrentWeights weights(Recurrent.Builder<?> from, int in, String suffix, Rng rng) {
        int rows = unit.gates() * hidden;
        Fans ofInput = new Fans(in, hidden), ofHidden = new Fans(hidden, hidden);
        var ih = parameter("weight_ih" + suffix, blocks(from.inputInit, in, ofInput, rng.split("weight_ih")));
        var hh = parameter("weight_hh" + suffix, blocks(from.recurrentInit, hidden, ofHidden, rng.split("weight_hh")));
        boolean bias = from.bias && !from.layerNorm;
        var biasIh = bias ? parameter("bias_ih" + suffix, from.inputBias().create(Shape.of(rows), ofInput, rng.split("bias_ih"))) : null;
        var biasHh = bias ? parameter("bias_hh" + suffix, from.recurrentBias().create(Shape.of(rows), ofHidden, rng.split("bias_hh"))) : null;
        var normIh = from.layerNorm ? child("norm_ih" + suffix, LayerNorm.of(rows)) : null;
        var normHh = from.layerNorm ? child("norm_hh" + suffix, LayerNorm.of(rows)) : null;
        var normCell = from.layerNorm && unit.states() == 2 ? child("norm_c" + suffix, LayerNorm.of(hidden)) : null;
        return new RecurrentWeights(ih, hh, biasIh, biasHh, normIh, normHh, normCell);
    }

    /** One block for each gate, as a rule such as orthogonality is about the map of one gate. */
    private Tensor blocks(Init init, int in, Fans fans, Rng rng) {
        List<Tensor> blocks = new ArrayList<>();
        for (int i = 0; i < unit.gates(); i++) blocks.add(init.create(Shape.of(hidden, in), fans, rng.split(i)));
        return Tensor.concat(0, blocks);
    }

    /** The tensors of a state: h, or h and c. */
    final List<Tensor> tensors(RecurrentState state, Shape expected) {
        if (state.cell().isPresent() != (unit.states() == 2))
            throw new ShapeException("%s: %s", kind(), unit.states() == 2
                    ? "the state has no cell, as in RecurrentState.of(hidden, cell)"
                    : "the state has a cell, which only an LSTM's has");
        List<Tensor> tensors = state.cell().map(cell -> List.of(state.hidden(), cell)).orElse(List.of(state.hidden()));
        for (Tensor tensor : tensors)
            if (!tensor.shape().equals(expected)) throw new ShapeException("%s: the state is %s, it must be %s", kind(), tensor.shape(), expected);
        return tensors;
    }

    final RecurrentState state(List<Tensor> tensors) {
        return tensors.size() == 1 ? RecurrentState.of(tensors.get(0)) : RecurrentState.of(tensors.get(0), tensors.get(1));
    }

    /** Zeros for each tensor of a state. */
    final List<Tensor> zeros(Shape shape, Tensor like) {
        return Collections.nCopies(unit.states(), Tensor.zeros(new TensorType(like.dtype(), shape), like.device()));
    }
}
