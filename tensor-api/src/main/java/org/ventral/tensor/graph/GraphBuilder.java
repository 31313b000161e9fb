package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.graph.Graph.Value;

/** A graph as it is being rewritten: its values may stand for others, and parts of other graphs may be put in. */
final class GraphBuilder {
    private final Graph source;
    private final Map<Value, Value> replacements = new HashMap<>();
    private final Map<Integer, Graph.Constant> constants = new HashMap<>();
    private final List<Graph.Constant> ordered = new ArrayList<>();
    private final List<Graph.Node> nodes = new ArrayList<>();

    GraphBuilder(Graph source) {
        this.source = source;
    }

    void add(Graph.Constant constant) {
        constants.put(constant.value().id(), constant);
        ordered.add(constant);
    }

    void add(Graph.Node node) {
        nodes.add(node);
    }

    /** Lets one value stand for another from now on. */
    void replace(Value value, Value by) {
        replacements.put(value, by);
    }

    /** What stands for a value. */
    Value now(Value value) {
        return replacements.getOrDefault(value, value);
    }

    List<Value> now(List<Value> values) {
        return values.stream().map(this::now).toList();
    }

    /** The constant that provides a value, null if none does. */
    Graph.Constant constant(Value value) {
        return constants.get(value.id());
    }

    /** The whole with what no output needs left out. Parameters and inputs that are updated stay. */
    Graph build() {
        List<Value> outputs = now(source.outputs());
        List<Graph.Update> updates = source.updates().stream().map(u -> new Graph.Update(u.target(), now(u.updated()))).toList();
        Set<Integer> needed = new HashSet<>();
        for (Value output : outputs) needed.add(output.id());
        for (Graph.Update update : updates) needed.add(update.target().id());
        List<Graph.Node> kept = new ArrayList<>();
        for (Graph.Node node : nodes.reversed()) {
            if (node.outputs().stream().noneMatch(output -> needed.contains(output.id()))) continue;
            for (Value input : node.inputs()) needed.add(input.id());
            kept.add(node);
        }
        return new Graph(source.inputs(), ordered.stream().filter(c -> needed.contains(c.value().id())).toList(), kept.reversed(), outputs, updates);
    }
}
