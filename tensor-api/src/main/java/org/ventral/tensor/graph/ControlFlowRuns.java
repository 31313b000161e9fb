package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.Tensor;

/** Runs nodes with graphs inside them. Their temporaries end with each repetition. */
final class ControlFlowRuns {
    private ControlFlowRuns() {}

    static List<Tensor> run(Graph.IfNode node, List<Tensor> inputs) {
        boolean holds = inputs.getFirst().item() != 0;
        return (holds ? node.then() : node.otherwise()).run(inputs.subList(1, inputs.size()));
    }

    static List<Tensor> run(Graph.LoopNode node, List<Tensor> inputs) {
        long trips = inputs.get(0).toLongs()[0];
        Tensor condition = inputs.get(1);
        List<Tensor> state = inputs.subList(2, 2 + node.states()), others = inputs.subList(2 + node.states(), inputs.size());
        for (long i = 0; i < trips && condition.item() != 0; i++) {
            List<Tensor> given = new ArrayList<>(inputs.size());
            given.add(ControlFlow.number(i, condition.device()));
            given.add(condition);
            given.addAll(state);
            given.addAll(others);
            List<Tensor> answered = node.body().run(given);
            condition = answered.getFirst();
            state = answered.subList(1, answered.size());
        }
        return state;
    }

    static List<Tensor> run(Graph.ScanNode node, List<Tensor> inputs) {
        int first = node.states(), end = first + node.sequences();
        return scan(inputs.subList(0, first), inputs.subList(first, end), node.axis(), (state, slices) -> {
            List<Tensor> given = new ArrayList<>(state);
            given.addAll(slices);
            given.addAll(inputs.subList(end, inputs.size()));
            List<Tensor> answered = node.body().run(given);
            return new ControlFlow.ScanStep(answered.subList(0, first), answered.subList(first, answered.size()));
        }, node.outputs().subList(first, node.outputs().size()));
    }

    /**
     * Steps along sequences.
     *
     * @param outputs the values that the stacked outputs become, for their types if there is no step; null if not known
     */
    static List<Tensor> scan(List<Tensor> initial, List<Tensor> sequences, int axis, ControlFlow.ScanBody body, List<Graph.Value> outputs) {
        List<Tensor> state = initial;
        List<List<Tensor>> collected = new ArrayList<>();
        long steps = sequences.getFirst().size(axis);
        for (long i = 0; i < steps; i++) {
            List<Tensor> slices = new ArrayList<>();
            for (Tensor sequence : sequences) slices.add(sequence.select(axis, i));
            ControlFlow.ScanStep step = body.step(state, slices);
            ControlFlow.requireTypes("scan", initial, step.state());
            state = step.state();
            for (int k = 0; k < step.outputs().size(); k++) {
                if (collected.size() == k) collected.add(new ArrayList<>());
                collected.get(k).add(step.outputs().get(k));
            }
        }
        List<Tensor> results = new ArrayList<>(state);
        for (List<Tensor> parts : collected) results.add(Tensor.stack(axis, parts));
        if (steps == 0 && outputs != null) for (Graph.Value value : outputs) results.add(Tensor.zeros(value.type(), sequences.getFirst().device()));
        return results;
    }

}
