package org.ventral.nn.analysis;

import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Op;

/**
 * A layer of a {@link LayeredGraph}.
 *
 * @param name   the module's dotted name where its weight has one, such as {@code conv1}; else the kind and a number, such as {@code tanh2}
 * @param kind   conv, linear, a pooling, a normalization, an activation, or add for the sum of two branches
 * @param op     the op that does its work; a bias that is added behind it belongs to the layer too
 * @param inputs what the op takes
 * @param output what the layer answers
 */
public record Layer(String name, String kind, Op op, List<Value> inputs, Value output) {
    public Layer {
        inputs = List.copyOf(inputs);
    }

    /** The shape of what it answers, {@code [N, …]}. */
    public Shape shape() {
        return output.type().shape();
    }

    /** Whether it answers maps of features, {@code [N, C, H, W]}. */
    public boolean isMaps() {
        return shape().rank() == 4;
    }
}
