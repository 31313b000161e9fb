package org.ventral.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.model.TensorDef;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/**
 * The last fully connected layer of a classifier, and another in its place.
 *
 * <p>It is the last Gemm, or the last MatMul and the Add of a bias after it, that leads to the output through nothing but moves and functions of
 * each class. Those functions (softmax, sigmoid, and batch normalization, which has numbers for each class) are dropped: the new model answers
 * scores, as cross-entropy takes them.
 */
public final class Head {
    private static final Set<String> BEHIND = Set.of("Identity", "Flatten", "Dropout", "Cast");
    private static final Set<String> DROPPED = Set.of("Softmax", "LogSoftmax", "Sigmoid", "BatchNormalization");

    private final ModelDef model;
    private final GraphDef graph;
    private final Map<String, NodeDef> makers = new HashMap<>();
    private final Set<String> dropped = new HashSet<>();
    private final NodeDef product;
    private final Optional<NodeDef> sum;

    private Head(ModelDef model) {
        this.model = model;
        this.graph = model.graph();
        for (NodeDef node : graph.nodes()) for (String output : node.outputs()) makers.put(output, node);
        NodeDef node = makers.get(graph.outputs().getFirst().name());
        while (node != null && (BEHIND.contains(node.op()) || DROPPED.contains(node.op()))) {
            if (DROPPED.contains(node.op())) dropped.add(node.outputs().getFirst());
            node = makers.get(node.inputs().getFirst());
        }
        if (node != null && node.op().equals("Add")) {
            NodeDef first = makers.get(node.inputs().get(0)), second = makers.get(node.inputs().get(1));
            sum = Optional.of(node);
            product = first != null && first.op().equals("MatMul") ? first : second;
        } else {
            sum = Optional.empty();
            product = node;
        }
        if (product == null || !product.op().equals("Gemm") && !product.op().equals("MatMul"))
            throw new OnnxUnsupportedException("output \"%s\" does not come of a last fully connected layer (Gemm, or MatMul and Add)%s".formatted(
                    graph.outputs().getFirst().name(), node == null ? "" : ", but of " + node));
    }

    /** The head of a model. */
    public static Head of(ModelDef model) {
        return new Head(model);
    }

    /** Name of the weight of the head. */
    public String weight() {
        return product.inputs().get(1);
    }

    /** The graph that computes the weight from the constants of the model, and nothing else. */
    public ModelDef weightOnly() {
        Set<String> wanted = new HashSet<>(Set.of(weight()));
        List<NodeDef> needed = new ArrayList<>();
        for (NodeDef node : graph.nodes().reversed()) {
            if (node.outputs().stream().noneMatch(wanted::contains)) continue;
            wanted.addAll(node.inputs());
            needed.addFirst(node);
        }
        for (OnnxPort input : graph.inputs())
            if (wanted.contains(input.name()) && graph.initializers().stream().noneMatch(t -> t.name().equals(input.name())))
                throw new OnnxUnsupportedException("%s: its weight depends on input \"%s\"".formatted(product, input.name()));
        return with(new GraphDef(graph.name(), needed, graph.initializers().stream().filter(t -> wanted.contains(t.name())).toList(),
                graph.sparse().stream().filter(t -> wanted.contains(t.values().name())).toList(), List.of(), List.of(new OnnxPort(weight(), new OnnxType.Other(""))), List.of()));
    }

    /**
     * The model with a new head: weights uniform within ±1/√inputs, biases zero.
     *
     * @param old     the weight that the head has
     * @param classes outputs of the new one
     */
    public ModelDef replaced(OnnxValue old, int classes, Rng rng) {
        boolean transposed = product.attributes().get("transB") instanceof AttributeDef.OfInteger(_, long flag) && flag != 0;
        Tensor weight = old.tensor();
        if (weight.rank() != 2) throw new OnnxFormatException("%s: a weight of a head has two axes, got %s".formatted(product, old));
        long features = weight.size(transposed ? 1 : 0), before = weight.size(transposed ? 0 : 1);
        double bound = 1 / Math.sqrt(features);
        Tensor fresh = transposed ? Tensor.uniform(rng, -bound, bound, classes, features) : Tensor.uniform(rng, -bound, bound, features, classes);
        String weightName = unique(product.name() + ".weight"), biasName = unique(product.name() + ".bias");
        List<TensorDef> constants = new ArrayList<>(graph.initializers());
        constants.add(TensorCodec.encode(weightName, OnnxValue.of(old.type(), fresh.cast(old.type().holder()))));
        boolean biased = sum.isPresent() || product.op().equals("Gemm") && product.inputs().size() > 2 && !product.inputs().get(2).isEmpty();
        if (biased) constants.add(TensorCodec.encode(biasName, OnnxValue.of(old.type(), Tensor.zeros(classes).cast(old.type().holder()))));
        List<NodeDef> nodes = new ArrayList<>();
        for (NodeDef node : graph.nodes()) nodes.add(rewired(node, weightName, biasName));
        return with(pruned(new GraphDef(graph.name(), nodes, constants, graph.sparse(), graph.inputs(), outputs(before, classes), List.of())));
    }

    private NodeDef rewired(NodeDef node, String weight, String bias) {
        List<String> inputs = new ArrayList<>(node.inputs());
        if (node == product) {
            inputs.set(1, weight);
            if (inputs.size() > 2 && !inputs.get(2).isEmpty()) inputs.set(2, bias);
        } else if (sum.isPresent() && node == sum.get()) {
            inputs.set(makers.get(inputs.getFirst()) == product ? 1 : 0, bias);
        } else if (!node.outputs().isEmpty() && dropped.contains(node.outputs().getFirst())) {
            return new NodeDef(node.name(), "", "Identity", "", inputs.subList(0, 1), node.outputs().subList(0, 1), Map.of());
        } else {
            return node;
        }
        return new NodeDef(node.name(), node.domain(), node.op(), node.overload(), inputs, node.outputs(), new LinkedHashMap<>(node.attributes()));
    }

    private List<OnnxPort> outputs(long before, int classes) {
        List<OnnxPort> ports = new ArrayList<>(graph.outputs());
        if (ports.getFirst().type() instanceof OnnxType.OfTensor(var element, var sizes) && sizes.isPresent()) {
            List<OnnxType.Dimension> changed = new ArrayList<>(sizes.get());
            if (!changed.isEmpty() && changed.getLast().size() == before) changed.set(changed.size() - 1, OnnxType.Dimension.of(classes));
            ports.set(0, new OnnxPort(ports.getFirst().name(), new OnnxType.OfTensor(element, Optional.of(List.copyOf(changed)))));
        }
        return ports;
    }

    /** Without what led to the old weights alone. */
    private static GraphDef pruned(GraphDef graph) {
        Set<String> wanted = new HashSet<>(graph.outputs().stream().map(OnnxPort::name).toList());
        List<NodeDef> kept = new ArrayList<>();
        for (NodeDef node : graph.nodes().reversed()) {
            if (node.outputs().stream().noneMatch(wanted::contains)) continue;
            want(node, wanted);
            kept.addFirst(node);
        }
        Set<String> initialized = new HashSet<>(graph.initializers().stream().map(TensorDef::name).toList());
        return new GraphDef(graph.name(), kept, graph.initializers().stream().filter(t -> wanted.contains(t.name())).toList(), graph.sparse(),
                graph.inputs().stream().filter(p -> wanted.contains(p.name()) || !initialized.contains(p.name())).toList(), graph.outputs(), graph.values());
    }

    /** What a node uses, be it in a graph inside it. */
    private static void want(NodeDef node, Set<String> wanted) {
        wanted.addAll(node.inputs());
        for (AttributeDef attribute : node.attributes().values()) {
            if (!(attribute instanceof AttributeDef.OfGraph(_, var inner))) continue;
            for (NodeDef inside : inner.nodes()) want(inside, wanted);
            for (OnnxPort output : inner.outputs()) wanted.add(output.name());
        }
    }

    private String unique(String name) {
        String free = name;
        for (int i = 2; makers.containsKey(free) || isTaken(free); i++) free = name + i;
        return free;
    }

    private boolean isTaken(String name) {
        return graph.initializers().stream().anyMatch(t -> t.name().equals(name)) || graph.inputs().stream().anyMatch(p -> p.name().equals(name));
    }

    private ModelDef with(GraphDef other) {
        // Before version 4 every initializer had to be an input too; the new ones are none.
        return new ModelDef(Math.max(4, model.irVersion()), model.producer(), model.producerVersion(), model.domain(), model.version(), model.description(),
                model.metadata(), model.opsets(), model.functions(), other);
    }
}
