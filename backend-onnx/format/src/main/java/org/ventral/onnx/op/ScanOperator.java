package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;

/**
 * Scan: a graph run on one slice after another of some inputs, with states carried along, and what it makes collected.
 *
 * <p>In opset 8 everything had an axis of the batch in front, and each sequence a length of its own; from 9 on the axes may be chosen.
 */
final class ScanOperator {
    private ScanOperator() {}

    static void register(Registry registry) {
        registry.add("Scan", 8, ScanOperator::batched);
        registry.add("Scan", 9, ScanOperator::plain);
    }

    /**
     * What is the same for every sequence.
     *
     * @param states   how many values are carried
     * @param inAxes   along which axis each input is cut
     * @param inFlips  whether from its end
     * @param outAxes  along which axis each collection is stacked
     * @param outFlips whether from its end
     */
    private record Form(Call call, Subgraph body, int states, List<Long> inAxes, List<Boolean> inFlips, List<Long> outAxes, List<Boolean> outFlips) {
        static Form of(Call call, int given, String inDirections) {
            Subgraph body = call.graph("body");
            long inputs = call.integer("num_scan_inputs");
            if (inputs < 1 || inputs > given) throw call.malformed("num_scan_inputs is %d, with %d inputs".formatted(inputs, given));
            int scanned = (int) inputs, states = given - scanned, collected = body.outputs() - states;
            if (body.inputs() != given || collected < 0)
                throw call.malformed("the body of %d inputs and %d outputs does not fit %d states and %d scanned inputs".formatted(body.inputs(), body.outputs(), states, scanned));
            return new Form(call, body, states, numbers(call, "scan_input_axes", scanned), flips(call, inDirections, scanned),
                    numbers(call, "scan_output_axes", collected), flips(call, "scan_output_directions", collected));
        }

        private static List<Long> numbers(Call call, String attribute, int count) {
            if (!call.hasAttribute(attribute)) return Collections.nCopies(count, 0L);
            long[] values = call.integers(attribute);
            if (values.length != count) throw call.malformed("%s must be %d numbers, got %s".formatted(attribute, count, Arrays.toString(values)));
            return Arrays.stream(values).boxed().toList();
        }

        private static List<Boolean> flips(Call call, String attribute, int count) {
            return numbers(call, attribute, count).stream().map(direction -> direction != 0).toList();
        }

        /** The last states, then the collections. */
        List<OnnxValue> run(List<OnnxValue> first, List<OnnxValue> scanned) {
            long rounds = rounds(scanned);
            List<OnnxValue> carried = first;
            List<List<OnnxValue>> collections = new ArrayList<>();
            for (int i = 0; i < outAxes.size(); i++) collections.add(new ArrayList<>());
            for (long round = 0; round < rounds; round++) {
                List<OnnxValue> inputs = new ArrayList<>(carried);
                for (int i = 0; i < scanned.size(); i++) {
                    Tensor all = scanned.get(i).tensor();
                    inputs.add(OnnxValue.of(scanned.get(i).type(), all.select(axis(i), inFlips.get(i) ? rounds - 1 - round : round)));
                }
                List<OnnxValue> outputs = body.run(inputs);
                carried = outputs.subList(0, states);
                for (int i = 0; i < collections.size(); i++) collections.get(i).add(outputs.get(states + i));
            }
            List<OnnxValue> results = new ArrayList<>(carried);
            for (int i = 0; i < collections.size(); i++) {
                List<OnnxValue> values = outFlips.get(i) ? collections.get(i).reversed() : collections.get(i);
                results.add(Stacks.stack(call, "body", states + i, values, Math.toIntExact(outAxes.get(i))));
            }
            return results;
        }

        private int axis(int input) {
            return Math.toIntExact(inAxes.get(input));
        }

        private long rounds(List<OnnxValue> scanned) {
            long rounds = scanned.getFirst().tensor().size(axis(0));
            for (int i = 0; i < scanned.size(); i++)
                if (scanned.get(i).tensor().size(axis(i)) != rounds)
                    throw call.malformed("scanned input %d, %s, has another number of slices than the first, %d".formatted(i, scanned.get(i), rounds));
            return rounds;
        }
    }

    private static List<OnnxValue> plain(Call call) {
        Form form = Form.of(call, call.inputs(), "scan_input_directions");
        List<OnnxValue> all = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) all.add(call.value(i));
        return form.run(all.subList(0, form.states()), all.subList(form.states(), all.size()));
    }

    /** Inputs: optionally the lengths {@code [B]}, states {@code [B, …]}, scanned inputs {@code [B, T, …]}. What lies beyond a length is 0. */
    private static List<OnnxValue> batched(Call call) {
        Form form = Form.of(call, call.inputs() - 1, "directions");
        long batch = call.tensor(1).size(0), most = call.tensor(call.inputs() - 1).size(1);
        long[] lengths = call.has(0) ? call.longs(0) : null;
        if (batch < 1) throw call.unsupported("a batch of no sequences");
        if (lengths != null && lengths.length != batch) throw call.malformed("%d lengths are given for %d sequences".formatted(lengths.length, batch));
        List<List<OnnxValue>> rows = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            long length = lengths == null ? most : lengths[b];
            if (length < 0 || length > most) throw call.malformed("length %d of sequence %d is not from 0 to %d".formatted(length, b, most));
            List<OnnxValue> first = new ArrayList<>(), scanned = new ArrayList<>();
            for (int i = 1; i < call.inputs(); i++) {
                Tensor own = call.tensor(i).select(0, b);
                boolean state = i <= form.states();
                (state ? first : scanned).add(OnnxValue.of(call.type(i), state ? own : own.narrow(0, 0, length)));
            }
            rows.add(padded(form, form.run(first, scanned), most));
        }
        List<OnnxValue> results = new ArrayList<>();
        for (int i = 0; i < rows.getFirst().size(); i++) {
            int output = i;
            results.add(Stacks.stack(call, "body", i, rows.stream().map(row -> row.get(output)).toList(), 0));
        }
        return results;
    }

    private static List<OnnxValue> padded(Form form, List<OnnxValue> outputs, long length) {
        List<OnnxValue> padded = new ArrayList<>(outputs.subList(0, form.states()));
        for (OnnxValue output : outputs.subList(form.states(), outputs.size())) {
            Tensor tensor = output.tensor();
            long[] counts = new long[2 * tensor.rank()];
            counts[1] = length - tensor.size(0);
            padded.add(counts[1] == 0 ? output : OnnxValue.of(output.type(), tensor.pad(0, counts)));
        }
        return padded;
    }
}
