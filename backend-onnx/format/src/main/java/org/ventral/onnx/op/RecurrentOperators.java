package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.op.RecurrentActivation.Kind;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * RNN, GRU and LSTM, in either direction or both.
 *
 * <p>Inputs: x {@code [T, B, I]}, weights {@code [D, gates · H, I]}, recurrent weights {@code [D, gates · H, H]}; optionally biases
 * {@code [D, 2 gates · H]}, lengths {@code [B]}, first hidden states {@code [D, B, H]}, and for LSTM first cells and peepholes {@code [D, 3 H]}.
 * Outputs: hidden states {@code [T, D, B, H]}, the last ones {@code [D, B, H]}, and for LSTM the last cells. With {@code layout = 1} the batch comes
 * first in x, states and outputs. The products with x are made for all steps at once.
 */
final class RecurrentOperators {
    private static final int BIASES = 3, LENGTHS = 4, FIRST_HIDDEN = 5, FIRST_CELL = 6, PEEPHOLES = 7;

    private RecurrentOperators() {}

    static void register(Registry registry) {
        registry.add("RNN", 1, call -> run(call, 1, 1, RecurrentOperators::simple, Kind.TANH));
        registry.add("GRU", 1, call -> run(call, 3, 1, RecurrentOperators::gru, Kind.SIGMOID, Kind.TANH));
        registry.add("LSTM", 1, call -> run(call, 4, 2, RecurrentOperators::lstm, Kind.SIGMOID, Kind.TANH, Kind.TANH));
    }

    /** What one direction is made of; {@code bias} is null if there is none. */
    private record Direction(Call call, int number, Tensor recurrence, Tensor inputBias, Tensor recurrentBias, List<RecurrentActivation> functions) {}

    /** A cell, and the bias that goes with the product of x; null for none. */
    private record Made(RecurrentCell cell, Tensor bias) {}

    @FunctionalInterface
    private interface Maker {
        Made make(Direction direction);
    }

    private static Made simple(Direction d) {
        return new Made(new RecurrentCell.Simple(d.recurrence(), d.functions().getFirst()), sum(d.inputBias(), d.recurrentBias()));
    }

    private static Made gru(Direction d) {
        long size = d.recurrence().size(1);
        Tensor update = d.recurrence().narrow(0, 0, 2 * size), candidate = d.recurrence().narrow(0, 2 * size, size);
        boolean resetAfter = d.call().integer("linear_before_reset", 0) != 0;
        Tensor bias = null, all = sum(d.inputBias(), d.recurrentBias());
        if (resetAfter && d.recurrentBias() == null) bias = Tensor.zeros(candidate.type().with(Shape.of(size)), candidate.device());
        else if (resetAfter) {
            bias = d.recurrentBias().narrow(0, 2 * size, size);
            all = Tensor.concat(0, all.narrow(0, 0, 2 * size), d.inputBias().narrow(0, 2 * size, size));
        }
        return new Made(new RecurrentCell.Gru(update, candidate, bias, d.functions().get(0), d.functions().get(1)), all);
    }

    private static Made lstm(Direction d) {
        long size = d.recurrence().size(1);
        List<Tensor> peepholes = d.call().has(PEEPHOLES) ? d.call().tensor(PEEPHOLES).select(0, d.number()).split(0, size) : null;
        boolean coupled = d.call().integer("input_forget", 0) != 0;
        RecurrentCell cell = new RecurrentCell.Lstm(d.recurrence(), peepholes, coupled, d.functions().get(0), d.functions().get(1), d.functions().get(2));
        return new Made(cell, sum(d.inputBias(), d.recurrentBias()));
    }

    private static Tensor sum(Tensor a, Tensor b) {
        return a == null ? null : a.add(b);
    }

    private static List<OnnxValue> run(Call call, int gates, int states, Maker maker, Kind... standard) {
        boolean batchFirst = call.integer("layout", 0) != 0;
        Tensor x = batchFirst ? call.tensor(0).transpose(0, 1) : call.tensor(0), weights = call.tensor(1), recurrence = call.tensor(2);
        List<Boolean> reversals = reversals(call);
        requireFit(call, x, weights, recurrence, reversals.size(), gates);
        List<List<RecurrentActivation>> functions = RecurrentActivation.of(call, reversals.size(), standard);

        List<Tensor> hidden = new ArrayList<>();
        List<List<Tensor>> last = new ArrayList<>();
        for (int i = 0; i < reversals.size(); i++) {
            List<Tensor> biases = call.has(BIASES) ? call.tensor(BIASES).select(0, i).split(0, weights.size(1)) : Collections.nCopies(2, null);
            Made made = maker.make(new Direction(call, i, recurrence.select(0, i), biases.get(0), biases.get(1), functions.get(i)));
            Tensor weight = weights.select(0, i);
            Tensor products = made.bias() == null ? x.linear(weight) : x.linear(weight, made.bias());
            List<Tensor> first = new ArrayList<>();
            for (int state = 0; state < states; state++) first.add(first(call, state, i, batchFirst, x, recurrence.size(2)));
            hidden.add(sequence(call, made.cell(), products, first, reversals.get(i), last));
        }
        return outputs(call, states, hidden, last, batchFirst);
    }

    private static List<Boolean> reversals(Call call) {
        String direction = call.text("direction", "forward");
        return switch (direction) {
            case "forward" -> List.of(false);
            case "reverse" -> List.of(true);
            case "bidirectional" -> List.of(false, true);
            default -> throw call.malformed("direction must be forward, reverse or bidirectional, got '%s'".formatted(direction));
        };
    }

    private static void requireFit(Call call, Tensor x, Tensor weights, Tensor recurrence, int directions, int gates) {
        boolean fits = x.rank() == 3 && weights.rank() == 3 && recurrence.rank() == 3;
        if (fits) {
            long size = recurrence.size(2), rows = gates * size;
            fits = weights.shape().equals(Shape.of(directions, rows, x.size(2))) && recurrence.shape().equals(Shape.of(directions, rows, size))
                    && call.integer("hidden_size", size) == size
                    && (!call.has(BIASES) || call.tensor(BIASES).shape().equals(Shape.of(directions, 2 * rows)))
                    && (!call.has(PEEPHOLES) || call.tensor(PEEPHOLES).shape().equals(Shape.of(directions, 3 * size)));
        }
        if (!fits) throw call.malformed("input %s, weights %s and recurrent weights %s, with biases, peepholes and hidden_size, do not fit each other for %d direction(s) of %d gate(s)"
                .formatted(call.tensor(0).shape(), weights.shape(), recurrence.shape(), directions, gates));
    }

    /** The state of a direction before its first step: {@code [B, H]}. */
    private static Tensor first(Call call, int state, int direction, boolean batchFirst, Tensor x, long size) {
        int input = state == 0 ? FIRST_HIDDEN : FIRST_CELL;
        return call.has(input) ? call.tensor(input).select(batchFirst ? 1 : 0, direction)
                : Tensor.zeros(new TensorType(x.dtype(), Shape.of(x.size(1), size)), x.device());
    }

    /**
     * The hidden states of all steps of one direction, {@code [T, B, H]}; the last states are added to {@code last}. Steps beyond a sequence's
     * length leave its state, and their output is 0: run backwards, a sequence so begins at its own end.
     */
    private static Tensor sequence(Call call, RecurrentCell cell, Tensor products, List<Tensor> first, boolean backwards, List<List<Tensor>> last) {
        int steps = Math.toIntExact(products.size(0));
        Tensor lengths = call.has(LENGTHS) ? call.tensor(LENGTHS).cast(DType.INT64).unsqueeze(1) : null;
        Tensor[] hidden = new Tensor[steps];
        List<Tensor> states = first;
        for (int i = 0; i < steps; i++) {
            int t = backwards ? steps - 1 - i : i;
            List<Tensor> next = cell.step(products.select(0, t), states);
            if (lengths == null) {
                hidden[t] = next.getFirst();
                states = next;
            } else {
                Tensor runs = lengths.gt(t);
                hidden[t] = next.getFirst().maskedFill(runs.not(), 0);
                List<Tensor> kept = new ArrayList<>();
                for (int s = 0; s < next.size(); s++) kept.add(runs.where(next.get(s), states.get(s)));
                states = kept;
            }
        }
        last.add(states);
        Tensor start = first.getFirst();
        return steps == 0 ? Tensor.zeros(start.type().with(Shape.of(0).concat(start.shape())), start.device()) : Tensor.stack(0, hidden);
    }

    private static List<OnnxValue> outputs(Call call, int states, List<Tensor> hidden, List<List<Tensor>> last, boolean batchFirst) {
        ElementType type = call.type(0);
        List<OnnxValue> outputs = new ArrayList<>();
        if (call.wants(0)) {
            Tensor all = Tensor.stack(1, hidden);                                         // [T, D, B, H]
            outputs.add(Fit.of(type, batchFirst ? all.permute(2, 0, 1, 3) : all));
        } else {
            outputs.add(OnnxValue.absent());
        }
        for (int state = 0; state < states; state++) {
            int which = state;
            Tensor ends = Tensor.stack(0, last.stream().map(s -> s.get(which)).toList());
            outputs.add(Fit.of(type, batchFirst ? ends.transpose(0, 1) : ends));
        }
        return outputs;
    }
}
