package org.ventral.tensor.graph;

import java.util.List;
import java.util.Map;
import org.ventral.tensor.graph.Graph.Value;

/** Puts values in the place of others, throughout one graph but not in the graphs inside it, which have values of their own. */
record Renaming(Map<Value, Value> replacements) {
    Value value(Value value) {
        return replacements.getOrDefault(value, value);
    }

    List<Value> values(List<Value> values) {
        return values.stream().map(this::value).toList();
    }

    Graph.Node node(Graph.Node node) {
        return Graphs.with(node, values(node.inputs()), values(node.outputs()));
    }

    Graph graph(List<Value> inputs, List<Graph.Constant> constants, List<Graph.Node> nodes, List<Value> outputs, List<Graph.Update> updates) {
        return new Graph(inputs, constants, nodes.stream().map(this::node).toList(), values(outputs),
                updates.stream().map(u -> new Graph.Update(u.target(), value(u.updated()))).toList());
    }
}
