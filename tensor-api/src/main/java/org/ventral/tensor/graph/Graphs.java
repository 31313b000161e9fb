package org.ventral.tensor.graph;

import java.util.List;
import java.util.function.UnaryOperator;

/** Small things that several classes do with graphs. */
final class Graphs {
    private Graphs() {}

    /** The graphs inside a node. */
    static List<Graph> parts(Graph.Node node) {
        return switch (node) {
            case Graph.OpNode _ -> List.of();
            case Graph.IfNode n -> List.of(n.then(), n.otherwise());
            case Graph.LoopNode n -> List.of(n.body());
            case Graph.ScanNode n -> List.of(n.body());
        };
    }

    /** The same node with other values. */
    static Graph.Node with(Graph.Node node, List<Graph.Value> inputs, List<Graph.Value> outputs) {
        return switch (node) {
            case Graph.OpNode n -> new Graph.OpNode(n.op(), inputs, outputs);
            case Graph.IfNode n -> new Graph.IfNode(inputs, n.then(), n.otherwise(), outputs);
            case Graph.LoopNode n -> new Graph.LoopNode(inputs, n.states(), n.body(), outputs);
            case Graph.ScanNode n -> new Graph.ScanNode(inputs, n.states(), n.sequences(), n.axis(), n.body(), outputs);
        };
    }

    /** The same node with the graphs inside it changed. */
    static Graph.Node withParts(Graph.Node node, UnaryOperator<Graph> change) {
        return switch (node) {
            case Graph.OpNode n -> n;
            case Graph.IfNode n -> new Graph.IfNode(n.inputs(), change.apply(n.then()), change.apply(n.otherwise()), n.outputs());
            case Graph.LoopNode n -> new Graph.LoopNode(n.inputs(), n.states(), change.apply(n.body()), n.outputs());
            case Graph.ScanNode n -> new Graph.ScanNode(n.inputs(), n.states(), n.sequences(), n.axis(), change.apply(n.body()), n.outputs());
        };
    }
}
