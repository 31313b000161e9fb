package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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

    /**
     * A convolution with constant weights, and what follows on its results; all but the first may be null.
     *
     * @param norm batch normalization with constant statistics
     * @param shift adds a constant to each channel
     * @param sum adds another value of the same shape
     * @param function an activation function
     */
    record Convolution(OpNode conv, OpNode norm, OpNode shift, OpNode sum, OpNode function) implements Group {
        @Override public List<OpNode> nodes() {
            return Stream.of(conv, norm, shift, sum, function).filter(Objects::nonNull).toList();
        }

        Value result() {
            return nodes().getLast().outputs().getFirst();
        }

        /** What {@link #sum} adds to the convolution's branch. */
        Value addend() {
            Node before = shift != null ? shift : norm != null ? norm : conv;
            Value branch = before.outputs().getFirst();
            return sum.inputs().get(sum.inputs().getFirst().equals(branch) ? 1 : 0);
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
