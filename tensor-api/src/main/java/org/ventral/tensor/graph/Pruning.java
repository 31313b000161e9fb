package org.ventral.tensor.graph;

/** Leaves out what no output needs. */
final class Pruning {
    private Pruning() {}

    static Graph pruned(Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph);
        for (Graph.Constant constant : graph.constants()) builder.add(constant);
        for (Graph.Node node : graph.nodes()) builder.add(Graphs.withParts(node, Pruning::pruned));
        return builder.build();
    }
}
