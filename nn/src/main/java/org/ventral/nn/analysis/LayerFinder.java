package org.ventral.nn.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.BatchNorm;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.LayerNorm;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.op.MatMul;
import org.ventral.tensor.op.MaxPool;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.RmsNorm;
import org.ventral.tensor.op.Softmax;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.UnaryKind;

/** Tells which nodes of a graph are what people call its layers. */
final class LayerFinder {
    private static final String WEIGHT = ".weight";
    private static final Set<String> WEIGHTED = Set.of("conv", "deconv", "linear");

    /** Values that depend on the inputs. */
    private final Set<Value> flowing;
    /** The parameter that a value was made of. */
    private final Map<Value, String> origins = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<Layer> layers = new ArrayList<>();

    private LayerFinder(Graph graph) {
        flowing = new HashSet<>(graph.inputs());
        for (Graph.Constant constant : graph.constants()) if (constant.parameter()) origins.put(constant.value(), constant.value().name());
    }

    static List<Layer> layers(Graph graph) {
        LayerFinder finder = new LayerFinder(graph);
        for (Graph.Node node : graph.nodes()) finder.visit(node);
        return List.copyOf(finder.layers);
    }

    private void visit(Graph.Node node) {
        if (node.inputs().stream().noneMatch(flowing::contains)) {
            node.inputs().stream().map(origins::get).filter(java.util.Objects::nonNull).findFirst().ifPresent(origin -> node.outputs().forEach(made -> origins.put(made, origin)));
            return;
        }
        flowing.addAll(node.outputs());
        if (!(node instanceof Graph.OpNode(var op, var inputs, var outputs))) return;
        if (isBias(op, inputs)) {
            Layer last = layers.removeLast();
            layers.add(new Layer(last.name(), last.kind(), last.op(), last.inputs(), outputs.getFirst()));
            return;
        }
        String kind = kind(op, inputs);
        if (kind != null) layers.add(new Layer(name(kind, inputs), kind, op, inputs, outputs.getFirst()));
    }

    /** Many programs write a convolution or a product and its bias as two nodes. */
    private boolean isBias(Op op, List<Value> inputs) {
        if (!(op instanceof Binary(BinaryKind binary)) || binary != BinaryKind.ADD || layers.isEmpty()) return false;
        Layer last = layers.getLast();
        return WEIGHTED.contains(last.kind()) && inputs.contains(last.output()) && inputs.stream().filter(flowing::contains).count() == 1;
    }

    /** The word for a layer; null for what is none. */
    private String kind(Op op, List<Value> inputs) {
        return switch (op) {
            case Conv _ -> "conv";
            case ConvTranspose _ -> "deconv";
            case Linear _ -> "linear";
            case MatMul _ when inputs.stream().filter(flowing::contains).count() == 1 -> "linear";
            case Activation activation -> activation.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Unary(UnaryKind unary) when unary == UnaryKind.TANH || unary == UnaryKind.SIGMOID -> unary.name().toLowerCase(Locale.ROOT);
            case MaxPool _ -> "maxpool";
            case AveragePool _ -> "avgpool";
            case BatchNorm _, BatchNormInference _ -> "batchnorm";
            case LayerNorm _, RmsNorm _ -> "layernorm";
            case Softmax _ -> "softmax";
            case Binary(BinaryKind binary) when binary == BinaryKind.ADD && inputs.stream().allMatch(flowing::contains) -> "add";
            default -> null;
        };
    }

    private String name(String kind, List<Value> inputs) {
        int number = numbers.merge(kind, 1, Integer::sum);
        for (Value input : inputs) {
            String origin = flowing.contains(input) ? null : origins.get(input);
            if (origin == null || !origin.endsWith(WEIGHT)) continue;
            String module = origin.substring(0, origin.length() - WEIGHT.length());
            if (names.add(module)) return module;
        }
        String name = kind + number;
        while (!names.add(name)) name += "'";
        return name;
    }
}
