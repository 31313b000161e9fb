package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Graph.IfNode;
import org.ventral.tensor.graph.Graph.LoopNode;
import org.ventral.tensor.graph.Graph.Node;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.ScanNode;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tensor.graph.TraceFunction;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.PrimitiveOp;

/** Writes a graph node by node. Inputs, outputs and parameters keep their names; what the file holds besides is named after what makes it. */
final class GraphWriter {
    private static final TensorType STEP = new TensorType(DType.INT64, Shape.scalar());

    private final OnnxExportOptions settings;
    private final OpWriter ops;

    private GraphWriter(OnnxExportOptions settings) {
        this.settings = settings;
        this.ops = new OpWriter(settings.decomposed(), settings.stepInput().isEmpty() ? null : new Ref(settings.stepInput(), STEP));
    }

    /** The draft of a graph at the sizes that it was traced with. */
    static Draft write(Graph graph, OnnxExportOptions settings) {
        return new GraphWriter(settings).model(graph);
    }

    private Draft model(Graph graph) {
        Emitter e = new Emitter(settings.opset());
        Map<Integer, Ref> values = new HashMap<>();
        List<Draft.Port> inputs = new ArrayList<>(), outputs = new ArrayList<>();
        for (Value input : graph.inputs()) inputs.add(Draft.Port.of(define(values, input, e.names().claim(input.name()))));
        for (Graph.Constant constant : graph.constants()) {
            String name = e.names().claim(constant.value().name());
            Ref held = define(values, constant.value(), name);
            if (constant.parameter() && settings.parametersAsInputs()) inputs.add(Draft.Port.of(held));
            else e.weights(name, constant.tensor());
        }
        if (!settings.stepInput().isEmpty()) {
            String name = e.names().claim(settings.stepInput());
            if (!name.equals(settings.stepInput())) throw new IllegalArgumentException("the input for the number of the step cannot be called \"" + settings.stepInput() + "\", as something else is");
            inputs.add(Draft.Port.named(name, STEP));
        }
        List<String> wanted = graph.outputs().stream().map(v -> e.names().claim(v.name())).toList();
        nodes(e, graph, values);

        Map<String, String> renamed = new LinkedHashMap<>();
        Set<String> given = new java.util.HashSet<>();
        graph.inputs().forEach(v -> given.add(values.get(v.id()).name()));
        graph.constants().forEach(c -> given.add(values.get(c.value().id()).name()));
        for (int i = 0; i < wanted.size(); i++) {
            Ref made = values.get(graph.outputs().get(i).id());
            outputs.add(Draft.Port.named(wanted.get(i), made.type()));
            boolean free = !given.contains(made.name()) && !renamed.containsKey(made.name()) && e.makes(made.name());
            if (free) renamed.put(made.name(), wanted.get(i));
            else e.node("Identity", made).to(List.of(made.type()), List.of(wanted.get(i)));
        }
        return Pruner.prune(e.draft("ventral", inputs, outputs).renamed(renamed));
    }

    private static Ref define(Map<Integer, Ref> values, Value value, String name) {
        Ref ref = new Ref(name, value.type());
        values.put(value.id(), ref);
        return ref;
    }

    private void nodes(Emitter e, Graph graph, Map<Integer, Ref> values) {
        for (Node node : graph.nodes()) {
            List<Ref> in = node.inputs().stream().map(v -> values.get(v.id())).toList();
            List<TensorType> types = node.outputs().stream().map(Value::type).toList();
            String source = e.source();
            e.source(source.isEmpty() ? node.name() : source);
            List<Ref> out = switch (node) {
                case OpNode op -> op(e, op.op(), in, types);
                case IfNode branch -> branch(e, branch, in, types);
                case LoopNode loop -> loop(e, loop, in, types);
                case ScanNode scan -> scan(e, scan, in, types);
            };
            e.source(source);
            for (int i = 0; i < types.size(); i++) values.put(node.outputs().get(i).id(), out.get(i));
        }
    }

    private List<Ref> op(Emitter e, Op op, List<Ref> in, List<TensorType> out) {
        return ops.write(e, op, in, out).orElseGet(() -> inline(e, decomposition(op, in), in));
    }

    private static Graph decomposition(Op op, List<Ref> in) {
        TraceFunction parts = switch (op) {
            case CompositeOp composite -> composite::decompose;
            case LinearAlgebraOp algebra -> given -> AlgebraPrograms.run(algebra, given);
            case PrimitiveOp _ -> throw new IllegalArgumentException(op.name() + " cannot be taken apart");
        };
        return Graph.trace(parts, IntStream.range(0, in.size()).mapToObj(i -> new GraphInput("operand_" + i, in.get(i).type())).toList());
    }

    /** Another graph's nodes in the place of one node. */
    private List<Ref> inline(Emitter e, Graph graph, List<Ref> in) {
        Map<Integer, Ref> values = new HashMap<>();
        for (int i = 0; i < in.size(); i++) values.put(graph.inputs().get(i).id(), in.get(i));
        constants(e, graph, values);
        nodes(e, graph, values);
        return graph.outputs().stream().map(v -> values.get(v.id())).toList();
    }

    private static void constants(Emitter e, Graph graph, Map<Integer, Ref> values) {
        for (Graph.Constant constant : graph.constants())
            values.put(constant.value().id(), e.constant(constant.tensor()));
    }

    // ------------------------------------------------------------------------------------------------ control flow

    private List<Ref> branch(Emitter e, IfNode node, List<Ref> in, List<TensorType> out) {
        List<Ref> captured = in.subList(1, in.size());
        return e.node("If", in.getFirst())
                .with("then_branch", body(e, node.then(), List.of(), captured))
                .with("else_branch", body(e, node.otherwise(), List.of(), captured))
                .to(out);
    }

    private List<Ref> loop(Emitter e, LoopNode node, List<Ref> in, List<TensorType> out) {
        int own = 2 + node.states();
        return e.node("Loop", in.subList(0, own)).with("body", body(e, node.body(), node.body().inputs().subList(0, own), in.subList(own, in.size()))).to(out);
    }

    private List<Ref> scan(Emitter e, ScanNode node, List<Ref> in, List<TensorType> out) {
        int own = node.states() + node.sequences();
        List<Long> axes = java.util.Collections.nCopies(node.sequences(), (long) node.axis());
        var draft = e.node("Scan", in.subList(0, own)).with("body", body(e, node.body(), node.body().inputs().subList(0, own), in.subList(own, in.size())))
                .with("num_scan_inputs", node.sequences()).with("scan_input_axes", axes);
        if (out.size() > node.states()) draft.with("scan_output_axes", java.util.Collections.nCopies(out.size() - node.states(), (long) node.axis()));
        return draft.to(out);
    }

    /**
     * A graph as the body of a branch or a loop.
     *
     * @param fed the first inputs of the graph, which the node feeds; the others are seen from outside
     */
    private Attribute.Body body(Emitter outer, Graph graph, List<Value> fed, List<Ref> captured) {
        Emitter e = outer.inner();
        Map<Integer, Ref> values = new HashMap<>();
        List<Draft.Port> inputs = new ArrayList<>(), outputs = new ArrayList<>();
        for (Value value : fed) inputs.add(Draft.Port.of(define(values, value, e.names().next("state"))));
        for (int i = 0; i < captured.size(); i++) values.put(graph.inputs().get(fed.size() + i).id(), captured.get(i));
        constants(e, graph, values);
        nodes(e, graph, values);
        Set<String> answered = new java.util.HashSet<>();
        for (Value output : graph.outputs()) {
            Ref made = values.get(output.id());
            // A body answers what it made itself, each value once.
            Ref own = e.makes(made.name()) && answered.add(made.name()) ? made : e.unary("Identity", made);
            outputs.add(Draft.Port.of(own));
        }
        return new Attribute.Body(e.draft(e.names().next("body"), inputs, outputs));
    }
}
