package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** Sequences of values: SequenceConstruct, -Empty, -At, -Insert, -Erase, -Length, -Map, SplitToSequence, ConcatFromSequence. */
final class SequenceOperators {
    private SequenceOperators() {}

    static void register(Registry registry) {
        registry.add("SequenceConstruct", 11, SequenceOperators::construct);
        registry.add("SequenceEmpty", 11, _ -> List.of(OnnxValue.sequence(List.of())));
        registry.add("SequenceAt", 11, call -> List.of(call.sequence(0).get(place(call, call.single(1), call.sequence(0).size()))));
        registry.add("SequenceInsert", 11, SequenceOperators::insert);
        registry.add("SequenceErase", 11, SequenceOperators::erase);
        registry.add("SequenceLength", 11, call -> List.of(call.host(new long[] {call.sequence(0).size()})));
        registry.add("SequenceMap", 17, SequenceOperators::map);
        registry.add("SplitToSequence", 11, SequenceOperators::split);
        registry.add("ConcatFromSequence", 11, SequenceOperators::concat);
    }

    private static List<OnnxValue> construct(Call call) {
        List<OnnxValue> values = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            if (!call.has(i)) throw call.malformed("lacks input " + i);
            values.add(call.value(i));
        }
        return List.of(OnnxValue.sequence(values));
    }

    /** A place among {@code count}; negative ones count from the end. */
    private static int place(Call call, long place, int count) {
        long front = place < 0 ? place + count : place;
        if (front < 0 || front >= count) throw call.malformed("there is no place %d in a sequence of %d".formatted(place, call.sequence(0).size()));
        return (int) front;
    }

    /** Before the element at a place, which may be one past the last; at the end if no place is given. */
    private static List<OnnxValue> insert(Call call) {
        List<OnnxValue> values = new ArrayList<>(call.sequence(0));
        int size = values.size();
        long wanted = call.has(2) ? call.single(2) : size;
        values.add(wanted == size ? size : place(call, wanted, size), call.value(1));
        return List.of(OnnxValue.sequence(values));
    }

    /** The last element goes if no place is given. */
    private static List<OnnxValue> erase(Call call) {
        List<OnnxValue> values = new ArrayList<>(call.sequence(0));
        values.remove(place(call, call.has(1) ? call.single(1) : -1, values.size()));
        return List.of(OnnxValue.sequence(values));
    }

    /** Runs a graph for each element; further sequences give an element to each run, too, and tensors go to all of them. */
    private static List<OnnxValue> map(Call call) {
        Subgraph body = call.graph("body");
        List<List<OnnxValue>> outputs = new ArrayList<>();
        for (int i = 0; i < body.outputs(); i++) outputs.add(new ArrayList<>());
        int size = call.sequence(0).size();
        for (int k = 0; k < size; k++) {
            List<OnnxValue> inputs = new ArrayList<>();
            for (int i = 0; i < call.inputs(); i++) {
                if (call.value(i) instanceof OnnxValue.OfSequence(List<OnnxValue> values)) {
                    if (values.size() != size) throw call.malformed("input %d is a sequence of %d, the first one of %d".formatted(i, values.size(), size));
                    inputs.add(values.get(k));
                } else inputs.add(call.value(i));
            }
            List<OnnxValue> results = body.run(inputs);
            for (int i = 0; i < outputs.size(); i++) outputs.get(i).add(results.get(i));
        }
        return outputs.stream().map(OnnxValue::sequence).toList();
    }

    /** Lengths of the parts are given one by one, or one for all, of which the last may be shorter; else each part is one slice, which may lose the axis. */
    private static List<OnnxValue> split(Call call) {
        Shape shape = call.value(0).shape();
        int axis = Movement.axis(call, call.integer("axis", 0), shape.rank());
        long size = shape.size(axis);
        boolean dropped = !call.has(1) && call.integer("keepdims", 1) == 0;
        long[] lengths = call.has(1) ? call.longs(1) : new long[] {1};
        if (!call.has(1) || call.value(1).shape().rank() == 0) {
            if (lengths[0] < 1) throw call.malformed("parts of %d elements are not possible".formatted(lengths[0]));
            long length = lengths[0];
            lengths = new long[Math.toIntExact(Math.ceilDiv(size, length))];
            Arrays.fill(lengths, length);
            if (size % length != 0) lengths[lengths.length - 1] = size % length;
        }
        if (Arrays.stream(lengths).sum() != size || Arrays.stream(lengths).anyMatch(n -> n < 0))
            throw call.malformed("lengths %s do not sum to the size of axis %d of %s".formatted(Arrays.toString(lengths), axis, shape));
        List<OnnxValue> parts = new ArrayList<>();
        long start = 0;
        for (long length : lengths) {
            long from = start;
            parts.add(Movement.of(call, call.value(0), x -> dropped ? x.select(axis, from) : x.narrow(axis, from, length)));
            start += length;
        }
        return List.of(OnnxValue.sequence(parts));
    }

    /** The elements one after another along an axis, or side by side along a new one. */
    private static List<OnnxValue> concat(Call call) {
        List<OnnxValue> values = call.sequence(0);
        if (values.isEmpty()) throw call.malformed("there is nothing to join");
        boolean stacks = call.integer("new_axis", 0) != 0;
        int axis = Movement.axis(call, call.integer("axis"), values.getFirst().shape().rank() + (stacks ? 1 : 0));
        return List.of(Movement.join(call, values, parts -> stacks ? Tensor.stack(axis, parts) : Tensor.concat(axis, parts)));
    }
}
