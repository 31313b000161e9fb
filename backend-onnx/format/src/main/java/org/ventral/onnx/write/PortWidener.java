package org.ventral.onnx.write;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxFormatException;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.ModelProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.TypeProto;
import org.ventral.onnx.proto.ValueInfoProto;

/** Puts casts behind inputs and before outputs of narrow types, so that callers deal with wider ones. */
public final class PortWidener {
    private final Predicate<ElementType> narrow;
    private final Map<String, String> inside = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();

    private PortWidener(Predicate<ElementType> narrow) {
        this.narrow = narrow;
    }

    /** A model that was changed, and what those of its inputs and outputs that are wider now are really of, by name. */
    public record Result(byte[] model, Map<String, ElementType> types) {}

    /** The model with inputs and outputs of the types concerned turned into those of their holders; names stay. */
    public static Result widen(byte[] model, Predicate<ElementType> narrow) {
        try {
            ModelProto.Builder changed = ModelProto.parseFrom(model).toBuilder();
            PortWidener widener = new PortWidener(narrow);
            changed.setGraph(widener.graph(changed.getGraph()));
            return new Result(changed.build().toByteArray(), widener.types);
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxFormatException("this is no ONNX model: " + e.getMessage(), e);
        }
    }

    private GraphProto graph(GraphProto graph) {
        Set<String> held = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> held.add(tensor.getName()));
        List<NodeProto> before = new ArrayList<>(), after = new ArrayList<>();
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        for (int i = 0; i < graph.getInputCount(); i++) {
            ValueInfoProto port = graph.getInput(i);
            if (!concerns(port) || held.contains(port.getName())) continue;
            before.add(cast(port.getName(), rename(port), element(port).code()));
            changed.setInput(i, widened(port));
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            ValueInfoProto port = graph.getOutput(i);
            if (!concerns(port) || inside.containsKey(port.getName()) || held.contains(port.getName())) continue;
            after.add(cast(rename(port), port.getName(), ElementType.of(element(port).holder()).code()));
            changed.setOutput(i, widened(port));
        }
        changed.addAllNode(before);
        for (NodeProto node : graph.getNodeList()) changed.addNode(renamed(node));
        return changed.addAllNode(after).build();
    }

    private static ElementType element(ValueInfoProto port) {
        return ElementType.of(port.getType().getTensorType().getElemType());
    }

    private boolean concerns(ValueInfoProto port) {
        return port.getType().hasTensorType() && element(port).isHeld() && narrow.test(element(port));
    }

    private String rename(ValueInfoProto port) {
        String name = port.getName() + "/narrow";
        inside.put(port.getName(), name);
        types.put(port.getName(), element(port));
        return name;
    }

    private static ValueInfoProto widened(ValueInfoProto port) {
        TypeProto.Tensor type = port.getType().getTensorType().toBuilder().setElemType(ElementType.of(element(port).holder()).code()).build();
        return port.toBuilder().setType(port.getType().toBuilder().setTensorType(type)).build();
    }

    private static NodeProto cast(String from, String to, int code) {
        return NodeProto.newBuilder().setOpType("Cast").setName("widen/" + to).addInput(from).addOutput(to)
                .addAttribute(AttributeProto.newBuilder().setName("to").setType(AttributeProto.AttributeType.INT).setI(code)).build();
    }

    private NodeProto renamed(NodeProto node) {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) changed.setInput(i, inside.getOrDefault(node.getInput(i), node.getInput(i)));
        for (int i = 0; i < node.getOutputCount(); i++) changed.setOutput(i, inside.getOrDefault(node.getOutput(i), node.getOutput(i)));
        for (int i = 0; i < node.getAttributeCount(); i++) {
            AttributeProto attribute = node.getAttribute(i);
            if (!attribute.hasG()) continue;
            GraphProto.Builder body = attribute.getG().toBuilder().clearNode();
            for (NodeProto inner : attribute.getG().getNodeList()) body.addNode(renamed(inner));
            for (int k = 0; k < body.getOutputCount(); k++) {
                String name = body.getOutput(k).getName();
                if (inside.containsKey(name)) body.setOutput(k, body.getOutput(k).toBuilder().setName(inside.get(name)));
            }
            changed.setAttribute(i, attribute.toBuilder().setG(body));
        }
        return changed.build();
    }
}
