package org.ventral.onnx.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ventral.onnx.model.AttributeDef;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.model.SparseTensorDef;
import org.ventral.onnx.model.TensorCodec;
import org.ventral.onnx.model.TensorDef;
import org.ventral.onnx.op.Choices;

/**
 * What a model asks for that is not supported, collected while its program is made: so nodes are seen as they would run, those of functions with the
 * attributes of each call, and nothing that never runs is held against a model.
 */
public final class Refusals {
    private final Map<Missing, List<String>> operators = new LinkedHashMap<>();
    private final Set<String> tensors = new LinkedHashSet<>();
    private final Set<String> settings = new LinkedHashSet<>();

    /**
     * An operator that is not supported.
     *
     * @param domain its domain
     * @param op     its name
     * @param opset  the version of the domain that the model asks for
     */
    public record Missing(String domain, String op, int opset) {}

    Refusals() {}

    void missing(NodeDef node, int opset) {
        operators.computeIfAbsent(new Missing(node.domain(), node.op(), opset), _ -> new ArrayList<>()).add(node.name());
    }

    void initializer(TensorDef tensor) {
        add("initializer \"" + tensor.name() + "\"", TensorCodec.refused(tensor));
    }

    void initializer(SparseTensorDef tensor) {
        add("initializer \"" + tensor.values().name() + "\"", TensorCodec.refused(tensor));
    }

    /** The settings of a node of an operator that is supported. */
    void node(NodeDef node, int opset) {
        for (String refused : Choices.refused(node, opset)) settings.add(node + " with " + refused);
        node.attributes().forEach((name, attribute) -> {
            String where = node + ", attribute " + name;
            if (attribute instanceof AttributeDef.OfTensor(_, var tensor)) add(where, TensorCodec.refused(tensor));
            if (attribute instanceof AttributeDef.OfSparse(_, var tensor)) add(where, TensorCodec.refused(tensor));
        });
    }

    private void add(String where, Optional<String> refused) {
        refused.ifPresent(why -> tensors.add(where + " " + why));
    }

    /** Operators that are not supported, with the names of the nodes that ask for them. */
    public Map<Missing, List<String>> operators() {
        return Collections.unmodifiableMap(operators);
    }

    /** Constants that cannot be held, each with the reason. */
    public List<String> tensors() {
        return List.copyOf(tensors);
    }

    /** Nodes of operators that are supported, but not as the node wants it, each with what that is. */
    public List<String> settings() {
        return List.copyOf(settings);
    }
}
