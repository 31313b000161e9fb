package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Recurrence;
import org.ventral.tensor.op.RecurrentUnit;

/** Recurrent networks as the nodes RNN, LSTM and GRU, for any number of steps. The standard has its own order of gates, and an axis for directions everywhere. */
final class RecurrenceWriter {
    /** For each gate of the standard, i o f c and z r h, which of ours it is. */
    private static final List<Integer> LONG_SHORT = List.of(0, 3, 1, 2), GATED = List.of(1, 0, 2), PLAIN = List.of(0);

    private RecurrenceWriter() {}

    static List<Ref> write(Emitter e, Recurrence op, List<Ref> in, List<TensorType> out) {
        RecurrentUnit unit = op.unit();
        List<Integer> order = order(unit);
        int first = op.bias() ? 5 : 3;
        List<Ref> operands = new ArrayList<>(List.of(in.getFirst()));
        for (Ref weight : in.subList(1, 3)) operands.add(e.unsqueeze(ordered(e, weight, order), 0));
        operands.add(op.bias() ? e.unsqueeze(joined(e, List.of(ordered(e, in.get(3), order), ordered(e, in.get(4), order))), 0) : null);
        operands.add(op.lengths() ? e.cast(in.getLast(), DType.INT32) : null);
        for (Ref state : in.subList(first, first + unit.states())) operands.add(e.unsqueeze(state, 0));
        Emitter.Node node = e.node(name(unit), operands).with("hidden_size", in.get(2).size(1)).with("direction", op.reverse() ? "reverse" : "forward");
        describe(node, unit);
        List<Ref> results = new ArrayList<>();
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < out.size(); i++) types.add(out.get(i).with(out.get(i).shape().insert(i == 0 ? 1 : 0, 1)));
        List<Ref> made = node.to(types);
        for (int i = 0; i < made.size(); i++) {
            Ref result = e.squeeze(made.get(i), i == 0 ? 1 : 0);
            results.add(i == 0 || !op.lengths() ? result : keptWithoutSteps(e, in.getLast(), in.get(first + i - 1), result));
        }
        return results;
    }

    /** A sequence of no steps ends in the state that it began with; the standard is silent, and run-times answer zeros. */
    private static Ref keptWithoutSteps(Emitter e, Ref lengths, Ref initial, Ref end) {
        return e.where(e.unsqueeze(e.compare("Equal", lengths, 0), 1), initial, end);
    }

    private static List<Integer> order(RecurrentUnit unit) {
        return switch (unit) {
            case RecurrentUnit.Plain _ -> PLAIN;
            case RecurrentUnit.LongShort _ -> LONG_SHORT;
            case RecurrentUnit.Gated _ -> GATED;
        };
    }

    private static String name(RecurrentUnit unit) {
        return switch (unit) {
            case RecurrentUnit.Plain _ -> "RNN";
            case RecurrentUnit.LongShort _ -> "LSTM";
            case RecurrentUnit.Gated _ -> "GRU";
        };
    }

    /** What is not the standard's default. */
    private static void describe(Emitter.Node node, RecurrentUnit unit) {
        switch (unit) {
            case RecurrentUnit.Plain(boolean relu) -> node.with("activations", new Attribute.Texts(List.of(relu ? "Relu" : "Tanh")));
            // The identity is the affine function of slope 1 through 0.
            case RecurrentUnit.LongShort(boolean identity) when identity -> node.with("activations", new Attribute.Texts(List.of("Sigmoid", "Tanh", "Affine")))
                    .with("activation_alpha", new Attribute.Reals(List.of(1f))).with("activation_beta", new Attribute.Reals(List.of(0f)));
            case RecurrentUnit.LongShort _ -> { }
            case RecurrentUnit.Gated(boolean resetBefore) -> node.with("linear_before_reset", resetBefore ? 0 : 1);
        }
    }

    /** The blocks of rows in the standard's order. */
    private static Ref ordered(Emitter e, Ref rows, List<Integer> order) {
        if (order.size() == 1) return rows;
        long size = rows.size(0) / order.size();
        return joined(e, order.stream().map(gate -> e.slice(rows, 0, gate * size, size, 1)).toList());
    }

    private static Ref joined(Emitter e, List<Ref> parts) {
        long size = parts.stream().mapToLong(part -> part.size(0)).sum();
        TensorType type = parts.getFirst().type();
        return e.node("Concat", parts).with("axis", 0).to(type.with(type.shape().with(0, size)));
    }
}
