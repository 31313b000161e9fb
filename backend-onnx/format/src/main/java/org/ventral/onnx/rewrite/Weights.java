package org.ventral.onnx.rewrite;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.FunctionDef;
import org.ventral.onnx.model.GraphDef;
import org.ventral.onnx.model.ModelDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.TensorDef;

/**
 * Tells which constants of a model are weights, that is, what training would change: those that reach a place where an operator takes
 * weights, be it through operators that only move them. Sizes, factors such as 1/√d, bounds, running averages and the scales of quantization
 * are none.
 */
public final class Weights {
    private static final Map<String, List<Integer>> PLACES = Map.ofEntries(
            Map.entry("Conv", List.of(1, 2)), Map.entry("ConvTranspose", List.of(1, 2)), Map.entry("DeformConv", List.of(1, 3)),
            Map.entry("Gemm", List.of(0, 1, 2)), Map.entry("MatMul", List.of(0, 1)), Map.entry("Einsum", List.of(0, 1, 2, 3)),
            Map.entry("LSTM", List.of(1, 2, 3, 7)), Map.entry("GRU", List.of(1, 2, 3)), Map.entry("RNN", List.of(1, 2, 3)),
            Map.entry("BatchNormalization", List.of(1, 2)), Map.entry("InstanceNormalization", List.of(1, 2)),
            Map.entry("LayerNormalization", List.of(1, 2)), Map.entry("GroupNormalization", List.of(1, 2)), Map.entry("RMSNormalization", List.of(1)),
            Map.entry("SimplifiedLayerNormalization", List.of(1)), Map.entry("SkipLayerNormalization", List.of(2, 3, 4)),
            Map.entry("PRelu", List.of(1)), Map.entry("Gather", List.of(0)),
            Map.entry("Add", List.of(0, 1)), Map.entry("Sub", List.of(0, 1)), Map.entry("Mul", List.of(0, 1)), Map.entry("Sum", List.of(0, 1, 2, 3)));

    /** Where a single number is a factor or an offset, not a weight. */
    private static final Set<String> ARITHMETIC = Set.of("Add", "Sub", "Mul", "Sum");

    private static final Set<String> MOVES = Set.of("Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Slice", "Split", "Expand", "Dropout");

    private final Set<String> functions = new HashSet<>();
    private final Set<String> weights = new HashSet<>();
    private final Set<String> summands = new HashSet<>();

    private Weights() {}

    /** Names of the weights among the floating initializers and Constant nodes of a model's graph, in their order. */
    public static Set<String> of(ModelDef model) {
        Weights found = new Weights();
        for (FunctionDef function : model.functions()) found.functions.add(function.domain() + "." + function.name());
        found.visit(model.graph());
        Set<String> names = new LinkedHashSet<>();
        for (TensorDef tensor : model.graph().initializers()) if (found.isWeight(tensor.name(), tensor)) names.add(tensor.name());
        for (NodeDef node : model.graph().nodes()) {
            if (node.op().equals("Constant") && node.domain().isEmpty() && node.attributes().get("value") instanceof AttributeDef.OfTensor(_, var tensor)
                    && found.isWeight(node.outputs().getFirst(), tensor)) names.add(node.outputs().getFirst());
        }
        return names;
    }

    private boolean isWeight(String name, TensorDef tensor) {
        return tensor.type().isFloating() && (weights.contains(name) || summands.contains(name) && tensor.shape().elements() > 1);
    }

    /** Backwards, so that what only moves a value is met after what takes it. */
    private void visit(GraphDef graph) {
        for (NodeDef node : graph.nodes().reversed()) {
            for (AttributeDef attribute : node.attributes().values()) if (attribute instanceof AttributeDef.OfGraph(_, var inner)) visit(inner);
            if (functions.contains(node.domain() + "." + node.op())) {
                weights.addAll(node.inputs());
            } else if (PLACES.containsKey(node.op())) {
                Set<String> place = ARITHMETIC.contains(node.op()) ? summands : weights;
                for (int i : PLACES.get(node.op())) if (i < node.inputs().size()) place.add(node.inputs().get(i));
            } else if (MOVES.contains(node.op()) && !node.inputs().isEmpty()) {
                move(node, List.of(node.inputs().getFirst()));
            } else if (node.op().equals("Concat")) {
                move(node, node.inputs());
            }
        }
    }

    private void move(NodeDef node, List<String> inputs) {
        for (String output : node.outputs()) {
            if (weights.contains(output)) weights.addAll(inputs);
            if (summands.contains(output)) summands.addAll(inputs);
        }
    }
}
