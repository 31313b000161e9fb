package org.ventral.tensor.graph;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.ventral.tensor.TensorType;

/** Gives values their ids and names, which are distinct in a graph and all graphs inside it. */
final class Names {
    private final Set<String> taken = new HashSet<>();
    private int next;

    /** For values that are to join those of a graph. */
    static Names after(Graph graph) {
        Names names = new Names();
        names.reserve(graph);
        return names;
    }

    private void reserve(Graph graph) {
        for (Graph.Value value : graph.inputs()) reserve(value);
        for (Graph.Constant constant : graph.constants()) reserve(constant.value());
        for (Graph.Node node : graph.nodes()) {
            for (Graph.Value value : node.outputs()) reserve(value);
            for (Graph part : Graphs.parts(node)) reserve(part);
        }
    }

    private void reserve(Graph.Value value) {
        taken.add(value.name());
        next = Math.max(next, value.id() + 1);
    }

    /** A value of a name that was asked for. */
    Graph.Value exactly(String name, TensorType type) {
        if (!taken.add(name)) throw new IllegalArgumentException("two values of the graph would have the name \"" + name + "\"");
        return new Graph.Value(next++, name, type);
    }

    /** A value of a new name, as {@code matmul_3} for the stem {@code MatMul}. */
    Graph.Value fresh(String stem, TensorType type) {
        int id = next++;
        String name = stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_") + "_" + id;
        while (!taken.add(name)) name += "_";
        return new Graph.Value(id, name, type);
    }
}
