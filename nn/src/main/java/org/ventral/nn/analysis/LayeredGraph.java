package org.ventral.nn.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.ventral.nn.Module;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.UpdateOp;

/**
 * A network of one input as a chain of named layers, whose values can be looked at and differentiated with respect to. It does not matter where the
 * graph comes from: a module, or a file of another program.
 *
 * {@snippet :
 * LayeredGraph network = LayeredGraph.of(model, Shape.of(1, 1, 32, 32));
 * Tensor maps = network.run(image).of(network.layer("conv2"));          // [1, 16, 10, 10]
 * }
 *
 * <p>Parameters are taken as they are when it runs; gradients do not flow to them.
 */
public final class LayeredGraph {
    private final Graph graph;
    private final List<Layer> layers;

    private LayeredGraph(Graph graph) {
        this.graph = graph;
        this.layers = LayerFinder.layers(graph);
    }

    /**
     * The layers of a graph.
     *
     * @throws IllegalArgumentException if it has not one input, or branches or loops
     */
    public static LayeredGraph of(Graph graph) {
        if (graph.inputs().size() != 1) throw new IllegalArgumentException("a network of one input is needed; this one has " + graph.inputs());
        for (Graph.Node node : graph.nodes())
            if (!(node instanceof Graph.OpNode)) throw new IllegalArgumentException("a network with a node %s has no fixed chain of layers".formatted(node.name()));
        return new LayeredGraph(graph);
    }

    /**
     * The layers of a module in the mode that it is in.
     *
     * @param input the shape of a batch, {@code [N, …]}
     * @throws IllegalArgumentException if it has branches or loops
     */
    public static LayeredGraph of(Module model, Shape input) {
        return of(Graph.tracer().parameters(model.parameters()).trace(given -> List.of(model.forward(given.getFirst())), List.of(GraphInput.of("input", input.toArray()))));
    }

    /** What it takes. */
    public TensorType input() {
        return graph.inputs().getFirst().type();
    }

    /** What it answers. */
    public Value output() {
        return graph.outputs().getFirst();
    }

    /** The layers in the order in which they are computed. */
    public List<Layer> layers() {
        return layers;
    }

    /**
     * The layer of a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public Layer layer(String name) {
        return layers.stream().filter(layer -> layer.name().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("no layer is named \"%s\"; there are %s".formatted(name, layers.stream().map(Layer::name).collect(Collectors.joining(", ")))));
    }

    /** The layer that the scores come from: the last one before a softmax. */
    public Layer scores() {
        List<Layer> weighted = layers.stream().filter(layer -> !layer.kind().equals("softmax")).toList();
        if (weighted.isEmpty()) throw new IllegalArgumentException("the network has no layer that is known by its op");
        return weighted.getLast();
    }

    /** Runs it, and keeps the value of every layer. */
    public Run run(Tensor input) {
        return run(input, UnaryOperator.identity());
    }

    /**
     * Runs it with other ops in the place of some, and keeps the value of every layer. Whatever depends on the input is recorded for gradients if
     * the input {@linkplain Tensor#requiresGradient() is tracked}.
     *
     * @throws ShapeException if the input is not of the graph's type
     */
    public Run run(Tensor input, UnaryOperator<Op> change) {
        if (!input.type().equals(input())) throw new ShapeException("the network takes %s, got %s", input(), input.type());
        Map<Value, Tensor> values = new HashMap<>();
        values.put(graph.inputs().getFirst(), input);
        for (Graph.Constant constant : graph.constants()) values.put(constant.value(), constant.tensor().detach().to(input.device()));
        for (Graph.Node node : graph.nodes()) {
            if (!(node instanceof Graph.OpNode(var op, var inputs, var outputs))) throw new IllegalStateException("checked when made: " + node.name());
            List<Tensor> given = new ArrayList<>();
            for (Value value : inputs) given.add(values.get(value));
            // Looking at a network must not change it: what an update would overwrite is copied.
            if (op instanceof UpdateOp update) for (int i = 0; i < update.donated(); i++) given.set(i, given.get(i).detach().copy());
            List<Tensor> made = Ops.applyAll(change.apply(op), given);
            for (int i = 0; i < made.size(); i++) values.put(outputs.get(i), made.get(i));
        }
        return new Run(values, values.get(output()));
    }

    /** The values of one run. */
    public static final class Run {
        private final Map<Value, Tensor> values;
        private final Tensor result;

        private Run(Map<Value, Tensor> values, Tensor result) {
            this.values = values;
            this.result = result;
        }

        /** What the network answers. */
        public Tensor result() {
            return result;
        }

        /** What a layer answers. */
        public Tensor of(Layer layer) {
            return of(layer.output());
        }

        /** Any value of the graph. */
        public Tensor of(Value value) {
            Tensor tensor = values.get(value);
            if (tensor == null) throw new IllegalArgumentException("value " + value + " belongs to another graph");
            return tensor;
        }
    }
}
