package org.ventral.backend.onnx;

import static org.ventral.backend.onnx.RoundTrip.BATCH;
import static org.ventral.backend.onnx.RoundTrip.TIME;
import static org.ventral.backend.onnx.RoundTrip.batchOf;
import static org.ventral.backend.onnx.RoundTrip.layer;

import java.util.ArrayList;
import java.util.List;
import org.ventral.nn.Module;
import org.ventral.nn.layer.Gru;
import org.ventral.nn.layer.Lstm;
import org.ventral.nn.layer.Recurrent;
import org.ventral.nn.layer.RecurrentCell;
import org.ventral.nn.layer.RecurrentOutput;
import org.ventral.nn.layer.RecurrentState;
import org.ventral.nn.layer.Rnn;
import org.ventral.nn.sequence.SequenceReader;
import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Size;
import org.ventral.tensor.graph.SymbolicInput;

/** Layers with a memory, for any batch: their outputs and where their state ends, also for sequences of several lengths and from a given state. */
final class RecurrentCases {
    private static final int IN = 3, HIDDEN = 4, STEPS = 5;

    private RecurrentCases() {}

    static List<RoundTrip> all() {
        Rng rng = Rng.of(9);
        List<RoundTrip> all = new ArrayList<>();
        sequence(all, "rnn", Rnn.of(IN, HIDDEN, rng), 1, false);
        sequence(all, "rnn with a rectifier, without bias", Rnn.builder(IN, HIDDEN).relu().bias(false).build(rng), 1, false);
        sequence(all, "rnn, both ways, batch first", Rnn.builder(IN, HIDDEN).bidirectional(true).batchFirst(true).build(rng), 2, true);
        sequence(all, "lstm", Lstm.of(IN, HIDDEN, rng), 1, false);
        sequence(all, "lstm, two layers, both ways", Lstm.builder(IN, HIDDEN).layers(2).bidirectional(true).batchFirst(true).dropout(0.2).build(rng), 4, true);
        sequence(all, "lstm without bias", Lstm.builder(IN, HIDDEN).bias(false).build(rng), 1, false);
        sequence(all, "lstm that shows its cell", Lstm.builder(IN, HIDDEN).identityOutput().forgetBias(1).build(rng), 1, false);
        sequence(all, "lstm with layer normalization", Lstm.builder(IN, HIDDEN).layerNorm(true).batchFirst(true).build(rng), 1, true);
        sequence(all, "gru", Gru.of(IN, HIDDEN, rng), 1, false);
        sequence(all, "gru, reset before", Gru.builder(IN, HIDDEN).reset(Gru.Reset.BEFORE).build(rng), 1, false);
        sequence(all, "gru, two layers, both ways", Gru.builder(IN, HIDDEN).layers(2).bidirectional(true).build(rng), 4, false);
        sequence(all, "gru with layer normalization", Gru.builder(IN, HIDDEN).layerNorm(true).build(rng), 1, false);
        cell(all, "rnn cell", Rnn.builder(IN, HIDDEN).cell(rng), false);
        cell(all, "lstm cell", Lstm.builder(IN, HIDDEN).cell(rng), true);
        cell(all, "gru cell", Gru.builder(IN, HIDDEN).cell(rng), false);
        cell(all, "gru cell, reset before", Gru.builder(IN, HIDDEN).reset(Gru.Reset.BEFORE).cell(rng), false);
        reader(all, "sequence reader, one answer", SequenceReader.of(SequenceReader.Unit.LSTM, new SequenceReader.Sizes(IN, HIDDEN, 2, 2, 1), rng));
        reader(all, "sequence reader, an answer at each of the last steps", SequenceReader.of(SequenceReader.Unit.GRU, new SequenceReader.Sizes(IN, HIDDEN, 1, 2, 3), rng));
        return all;
    }

    private static void reader(List<RoundTrip> all, String name, SequenceReader reader) {
        all.add(layer(name, reader, batchOf(STEPS, IN)));
    }

    private static void sequence(List<RoundTrip> all, String name, Recurrent net, int units, boolean batchFirst) {
        SymbolicInput x = sequence(Size.of(STEPS), batchFirst);
        SymbolicInput lengths = SymbolicInput.of("lengths", DType.INT64, BATCH), hidden = state("hidden", units), cell = state("cell", units);
        all.add(layer(name, net, in1 -> all(net.run(in1.getFirst())), x));
        all.add(layer(name + ", of several lengths", net, given -> all(net.run(given.get(0), given.get(1))), x, lengths));
        // Normalization is within a step, which the standard's nodes cannot say: each step is written out.
        if (net.children().isEmpty()) all.add(layer(name + ", of any number of steps", net, given -> all(net.run(given.getFirst())), sequence(TIME, batchFirst)));
        if (net instanceof Lstm) all.add(layer(name + ", from a state", net, given -> all(net.run(given.get(0), RecurrentState.of(given.get(1), given.get(2)))), x, hidden, cell));
        else all.add(layer(name + ", from a state", net, given -> all(net.run(given.get(0), RecurrentState.of(given.get(1)))), x, hidden));
    }

    private static SymbolicInput sequence(Size steps, boolean batchFirst) {
        return batchFirst ? SymbolicInput.of("x", DType.FLOAT32, BATCH, steps, Size.of(IN)) : SymbolicInput.of("x", DType.FLOAT32, steps, BATCH, Size.of(IN));
    }

    private static SymbolicInput state(String name, int units) {
        return SymbolicInput.of(name, DType.FLOAT32, Size.of(units), BATCH, Size.of(HIDDEN));
    }

    private static void cell(List<RoundTrip> all, String name, RecurrentCell cell, boolean two) {
        SymbolicInput x = SymbolicInput.of("x", DType.FLOAT32, batchOf(IN)), hidden = SymbolicInput.of("hidden", DType.FLOAT32, batchOf(HIDDEN));
        SymbolicInput memory = SymbolicInput.of("cell", DType.FLOAT32, batchOf(HIDDEN));
        all.add(layer(name, (Module) cell, batchOf(IN)));
        if (two) all.add(layer(name + " from a state", cell, given -> tensors(cell.step(given.get(0), RecurrentState.of(given.get(1), given.get(2)))), x, hidden, memory));
        else all.add(layer(name + " from a state", cell, given -> tensors(cell.step(given.get(0), RecurrentState.of(given.get(1)))), x, hidden));
    }

    private static List<Tensor> all(RecurrentOutput output) {
        List<Tensor> tensors = new ArrayList<>(List.of(output.values()));
        tensors.addAll(tensors(output.state()));
        return tensors;
    }

    private static List<Tensor> tensors(RecurrentState state) {
        return state.cell().map(cell -> List.of(state.hidden(), cell)).orElse(List.of(state.hidden()));
    }
}
