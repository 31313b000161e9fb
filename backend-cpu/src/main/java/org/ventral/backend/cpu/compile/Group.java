package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.List;
import org.ventral.tensor.graph.Graph.Node;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.Value;

/** Nodes that become one step. */
sealed interface Group {
    /** The nodes, each after those that it needs. */
    List<? extends Node> nodes();

    /** What is taken from outside. */
    default List<Value> taken() {
        List<Value> made = new ArrayList<>(), taken = new ArrayList<>();
        for (Node node : nodes()) made.addAll(node.outputs());
        for (Node node : nodes())
            for (Value input : node.inputs()) if (!made.contains(input) && !taken.contains(input)) taken.add(input);
        return taken;
    }

    /** A node as it is. */
    record Single(Node node) implements Group {
        @Override public List<? extends Node> nodes() {
            return List.of(node);
        }
    }

    /** Nodes that run row by row. */
    record Rows(Region region) implements Group {
        @Override public List<OpNode> nodes() {
            return region.nodes();
        }
    }

    /** A product, and what is done with its rows; the region is null if that is nothing. */
    record Product(OpNode product, Region region) implements Group {
        @Override public List<OpNode> nodes() {
            List<OpNode> nodes = new ArrayList<>();
            nodes.add(product);
            if (region != null) nodes.addAll(region.nodes());
            return nodes;
        }
    }

    /** A product whose rows, after something was done with them, are the left operand of another: attention. */
    record Chain(OpNode first, Region region, OpNode second) implements Group {
        @Override public List<OpNode> nodes() {
            List<OpNode> nodes = new ArrayList<>();
            nodes.add(first);
            nodes.addAll(region.nodes());
            nodes.add(second);
            return nodes;
        }
    }
}
