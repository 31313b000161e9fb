package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.ControlFlow;

/**
 * If and Loop; {@link ScanOperator} is the other operator with a graph inside.
 *
 * <p>They run in Java. While a model is traced, a loop whose number of rounds is known is written out, and what depends on data becomes a
 * choice or a repetition in the trace: then all values must be tensors that keep their types, and nothing can be collected.
 */
final class ControlFlowOperators {
    private ControlFlowOperators() {}

    static void register(Registry registry) {
        registry.add("If", 1, ControlFlowOperators::branch);
        registry.add("Loop", 1, ControlFlowOperators::loop);
        ScanOperator.register(registry);
    }

    // ------------------------------------------------------------------------------------------------ If

    private static List<OnnxValue> branch(Call call) {
        Subgraph then = call.graph("then_branch"), otherwise = call.graph("else_branch");
        for (Subgraph graph : List.of(then, otherwise))
            if (graph.outputs() != call.outputs()) throw call.malformed("%d outputs are named, a branch makes %d".formatted(call.outputs(), graph.outputs()));
        Tensor condition = call.tensor(0);
        if (!condition.isSymbolic()) return (call.truth(0) ? then : otherwise).run(List.of());

        List<List<ElementType>> types = new ArrayList<>();
        List<Tensor> results = ControlFlow.when(condition.reshape(), () -> noting(types, then.run(List.of())), () -> noting(types, otherwise.run(List.of())));
        if (!types.getFirst().equals(types.getLast())) throw call.unsupported("a traced choice between values of types %s and %s".formatted(types.getFirst(), types.getLast()));
        return values(types.getFirst(), results);
    }

    private static List<Tensor> noting(List<List<ElementType>> types, List<OnnxValue> values) {
        types.add(types(values));
        return tensors(values);
    }

    private static List<ElementType> types(List<OnnxValue> values) {
        return values.stream().map(OnnxValue::type).toList();
    }

    private static List<Tensor> tensors(List<OnnxValue> values) {
        return values.stream().map(OnnxValue::tensor).toList();
    }

    private static List<OnnxValue> values(List<ElementType> types, List<Tensor> tensors) {
        List<OnnxValue> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) values.add(OnnxValue.of(types.get(i), tensors.get(i)));
        return values;
    }

    // ------------------------------------------------------------------------------------------------ Loop

    /**
     * Inputs: the greatest number of rounds and whether to begin, both optional, then the values carried from round to round. The body takes
     * the number of the round, the condition and the values, and makes the next condition, the next values, and what is collected.
     */
    private static List<OnnxValue> loop(Call call) {
        Subgraph body = call.graph("body");
        int carried = Math.max(0, call.inputs() - 2), collected = body.outputs() - 1 - carried;
        if (body.inputs() != carried + 2 || collected < 0)
            throw call.malformed("the body of %d inputs and %d outputs does not fit %d carried values".formatted(body.inputs(), body.outputs(), carried));
        if (!call.has(0) && !call.has(1)) throw call.malformed("neither a number of rounds nor a condition is given: the loop would not end");
        List<OnnxValue> values = new ArrayList<>();
        for (int i = 0; i < carried; i++) values.add(call.value(i + 2));
        boolean conditional = call.has(1);
        Tensor condition = conditional ? call.tensor(1) : null;
        if (call.has(0) && call.tensor(0).isSymbolic()) return rest(call, body, values, condition, 0, call.tensor(0).reshape());

        long rounds = call.has(0) ? call.single(0) : Long.MAX_VALUE;
        List<List<OnnxValue>> collections = new ArrayList<>();
        for (int i = 0; i < collected; i++) collections.add(new ArrayList<>());
        for (long round = 0; round < rounds; round++) {
            if (conditional && condition.isSymbolic()) return rest(call, body, values, condition, round, call.host(new long[] {rounds - round}).tensor());
            if (conditional && !truth(call, condition)) break;
            List<OnnxValue> outputs = body.run(inputs(call, call.host(new long[] {round}).tensor(), values));
            // Without a condition at the start the loop runs its rounds; what the body says is ignored.
            if (conditional) condition = outputs.getFirst().tensor();
            values = outputs.subList(1, 1 + carried);
            for (int i = 0; i < collected; i++) collections.get(i).add(outputs.get(1 + carried + i));
        }
        List<OnnxValue> results = new ArrayList<>(values);
        for (int i = 0; i < collected; i++) results.add(Stacks.stack(call, "body", 1 + carried + i, collections.get(i), 0));
        return results;
    }

    private static List<OnnxValue> inputs(Call call, Tensor round, List<OnnxValue> values) {
        List<OnnxValue> inputs = new ArrayList<>();
        inputs.add(OnnxValue.of(ElementType.INT64, round));
        inputs.add(call.host(new boolean[] {true}));
        inputs.addAll(values);
        return inputs;
    }

    private static boolean truth(Call call, Tensor condition) {
        if (condition.dtype() != ElementType.BOOL.holder() || condition.elements() != 1) throw call.malformed("the condition must be one bool, got " + condition.type());
        return condition.toBooleans()[0];
    }

    /** The rounds from {@code first} on, as a repetition in the trace. */
    private static List<OnnxValue> rest(Call call, Subgraph body, List<OnnxValue> values, Tensor condition, long first, Tensor rounds) {
        if (body.outputs() > 1 + values.size()) throw call.unsupported("collecting the results of a loop in a trace, where the number of rounds depends on data,");
        List<ElementType> types = types(values);
        Tensor begin = condition == null ? null : condition.reshape();
        return values(types, ControlFlow.loop(rounds, begin, tensors(values), (number, state) -> {
            List<OnnxValue> outputs = body.run(inputs(call, number.add(first), values(types, state)));
            List<OnnxValue> next = outputs.subList(1, outputs.size());
            if (!types(next).equals(types)) throw call.unsupported("a traced loop in which values change from types %s to %s".formatted(types, types(next)));
            return new ControlFlow.LoopStep(begin == null ? null : outputs.getFirst().tensor().reshape(), tensors(next));
        }));
    }
}
