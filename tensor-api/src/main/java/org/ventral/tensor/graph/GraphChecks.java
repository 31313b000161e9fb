package org.ventral.tensor.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** Checks that a graph is one: every value is made before it is used, once, and of the type that its node says. */
final class GraphChecks {
    private final Set<Integer> made = new HashSet<>();

    private GraphChecks() {}

    static void check(Graph graph) {
        GraphChecks checks = new GraphChecks();
        for (Graph.Value input : graph.inputs()) checks.make(input, "the inputs");
        for (Graph.Constant constant : graph.constants()) {
            checks.make(constant.value(), "the constants");
            require(constant.tensor().type().equals(constant.value().type()), "constant %s is held by a %s tensor", constant.value(), constant.tensor().type());
        }
        Set<Integer> given = new HashSet<>(checks.made);
        for (Graph.Node node : graph.nodes()) {
            for (Graph.Value input : node.inputs()) checks.use(input, node.name());
            types(node);
            for (Graph.Value output : node.outputs()) checks.make(output, node.name());
        }
        for (Graph.Value output : graph.outputs()) checks.use(output, "the outputs");
        int results = graph.outputs().size() - graph.updates().size();
        require(results >= 0, "there are %d updates but only %d outputs", graph.updates().size(), graph.outputs().size());
        for (int i = 0; i < graph.updates().size(); i++) {
            Graph.Update update = graph.updates().get(i);
            require(given.contains(update.target().id()), "%s is updated, but is neither an input nor a constant", update.target());
            require(update.updated().equals(graph.outputs().get(results + i)), "the updated value of %s is not output %d", update.target(), results + i);
            require(update.updated().type().equals(update.target().type()), "%s is updated with %s", update.target(), update.updated());
        }
    }

    private void make(Graph.Value value, String by) {
        require(made.add(value.id()), "%s, of %s, is made twice", value, by);
    }

    private void use(Graph.Value value, String by) {
        require(made.contains(value.id()), "%s is used by %s before it is made", value, by);
    }

    private static void types(Graph.Node node) {
        switch (node) {
            case Graph.OpNode(var op, var inputs, var outputs) -> same(node, "outputs", op.infer(types(inputs)), types(outputs));
            case Graph.IfNode n -> {
                scalar(n.condition(), DType.BOOL, "the condition of If");
                for (Graph branch : List.of(n.then(), n.otherwise())) {
                    same(n, "a branch's inputs", types(n.captured()), types(branch.inputs()));
                    same(n, "a branch's outputs", types(n.outputs()), types(branch.outputs()));
                    pure(n, branch);
                }
            }
            case Graph.LoopNode n -> {
                scalar(n.trips(), DType.INT64, "the number of repetitions of Loop");
                scalar(n.condition(), DType.BOOL, "the condition of Loop");
                same(n, "the body's inputs", types(n.inputs()), types(n.body().inputs()));
                List<TensorType> answered = types(n.inputs().subList(1, 2 + n.states()));
                same(n, "the body's outputs", answered, types(n.body().outputs()));
                same(n, "outputs", types(n.initial()), types(n.outputs()));
                pure(n, n.body());
            }
            case Graph.ScanNode n -> {
                int first = n.states(), end = n.states() + n.sequences();
                require(n.sequences() > 0 && n.inputs().size() >= end, "Scan needs a sequence to step along");
                same(n, "the body's states", types(n.initial()), types(n.body().inputs().subList(0, first)));
                same(n, "the body's other values", types(n.captured()), types(n.body().inputs().subList(end, n.body().inputs().size())));
                long steps = n.scanned().getFirst().type().shape().size(n.axis());
                for (int i = first; i < end; i++) {
                    TensorType whole = n.inputs().get(i).type();
                    require(whole.shape().size(n.axis()) == steps, "Scan: sequences are of %d and %d steps", steps, whole.shape().size(n.axis()));
                    same(n, "a slice", List.of(whole.with(whole.shape().without(n.axis()))), List.of(n.body().inputs().get(i).type()));
                }
                same(n, "the body's new states", types(n.initial()), types(n.body().outputs().subList(0, first)));
                pure(n, n.body());
            }
        }
    }

    private static void pure(Graph.Node node, Graph part) {
        require(part.updates().isEmpty(), "%s has a graph inside it that updates values", node.name());
    }

    private static void scalar(Graph.Value value, DType dtype, String role) {
        require(value.type().equals(new TensorType(dtype, Shape.scalar())), "%s must be a %s scalar, not %s", role, dtype, value);
    }

    private static void same(Graph.Node node, String what, List<TensorType> expected, List<TensorType> found) {
        require(expected.equals(found), "%s: %s should be %s, but are %s", node.name(), what, expected, found);
    }

    static List<TensorType> types(List<Graph.Value> values) {
        return values.stream().map(Graph.Value::type).toList();
    }

    private static void require(boolean holds, String message, Object... details) {
        if (!holds) throw new IllegalArgumentException("graph: " + message.formatted(details));
    }
}
