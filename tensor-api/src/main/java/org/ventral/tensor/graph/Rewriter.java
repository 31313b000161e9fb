package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.Op;

/** Puts other nodes in the place of ops. */
final class Rewriter {
    private Rewriter() {}

    static Graph withOps(Graph graph, UnaryOperator<Op> change) {
        List<Graph.Node> nodes = new ArrayList<>();
        for (Graph.Node node : graph.nodes())
            nodes.add(node instanceof Graph.OpNode(var op, var inputs, var outputs)
                    ? new Graph.OpNode(change.apply(op), inputs, outputs) : Graphs.withParts(node, part -> withOps(part, change)));
        return new Graph(graph.inputs(), graph.constants(), nodes, graph.outputs(), graph.updates());
    }

    static Graph decompose(Graph graph, Predicate<CompositeOp> kind) {
        return decompose(graph, kind, Names.after(graph));
    }

    private static Graph decompose(Graph graph, Predicate<CompositeOp> kind, Names names) {
        GraphBuilder builder = new GraphBuilder(graph);
        for (Graph.Constant constant : graph.constants()) builder.add(constant);
        for (Graph.Node node : graph.nodes()) add(builder, Graphs.with(node, builder.now(node.inputs()), node.outputs()), kind, names);
        return builder.build();
    }

    private static void add(GraphBuilder builder, Graph.Node node, Predicate<CompositeOp> kind, Names names) {
        if (!(node instanceof Graph.OpNode(CompositeOp op, var inputs, var outputs)) || !kind.test(op)) {
            builder.add(Graphs.withParts(node, part -> decompose(part, kind, names)));
            return;
        }
        Part part = trace(op, inputs, outputs, names);
        for (Graph.Constant constant : part.constants) builder.add(constant);
        for (Graph.Node inner : part.nodes) add(builder, Graphs.with(inner, builder.now(inner.inputs()), inner.outputs()), kind, names);
        for (int i = 0; i < outputs.size(); i++) if (!part.outputs.get(i).equals(outputs.get(i))) builder.replace(outputs.get(i), builder.now(part.outputs.get(i)));
    }

    private record Part(List<Graph.Constant> constants, List<Graph.Node> nodes, List<Value> outputs) {}

    /** A decomposition in terms of the values of the composite; its results have their names where that is possible. */
    private static Part trace(CompositeOp op, List<Value> inputs, List<Value> outputs, Names names) {
        List<GraphInput> given = new ArrayList<>();
        for (Value input : inputs) given.add(new GraphInput(names.fresh(input.name(), input.type()).name() + "'", input.type()));
        TraceFunction function = tensors -> Tensor.noGrad(() -> op.decompose(tensors));
        Graph part = Tracing.suspended(() -> new Tracer(null, names, Map.of(), false).trace(function, given, Device.preferred(), List.of()));
        Map<Value, Value> map = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) map.put(part.inputs().get(i), inputs.get(i));
        for (int i = 0; i < outputs.size(); i++) {
            Value made = part.outputs().get(i);
            if (part.nodes().stream().anyMatch(node -> node.outputs().contains(made))) map.putIfAbsent(made, outputs.get(i));
        }
        Renaming renaming = new Renaming(map);
        return new Part(part.constants(), part.nodes().stream().map(renaming::node).toList(), renaming.values(part.outputs()));
    }
}
