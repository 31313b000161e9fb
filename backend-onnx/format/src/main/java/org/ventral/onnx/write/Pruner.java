package org.ventral.onnx.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leaves out what no output needs. */
final class Pruner {
    private Pruner() {}

    static Draft prune(Draft draft) {
        Set<String> needed = new HashSet<>();
        draft.outputs().forEach(port -> needed.add(port.name()));
        Deque<NodeDraft> kept = new ArrayDeque<>();
        for (int i = draft.nodes().size() - 1; i >= 0; i--) {
            NodeDraft node = draft.nodes().get(i);
            if (node.outputs().stream().noneMatch(needed::contains)) continue;
            kept.addFirst(node.op().equals("MaxPool") ? withoutUnusedPlaces(node, needed) : node);
            uses(node, needed);
        }
        Map<String, Data> constants = new LinkedHashMap<>(draft.constants());
        constants.keySet().retainAll(needed);
        return new Draft(draft.name(), draft.inputs(), draft.outputs(), List.copyOf(kept), constants, draft.shapes());
    }

    /** Finding the places of the largest elements costs time. */
    private static NodeDraft withoutUnusedPlaces(NodeDraft node, Set<String> needed) {
        List<String> outputs = new ArrayList<>(node.outputs());
        if (outputs.size() == 2 && !needed.contains(outputs.get(1))) outputs.removeLast();
        return new NodeDraft(node.op(), node.inputs(), outputs, node.attributes(), node.source());
    }

    /** Adds the names that a node reads, in its bodies, too. */
    static void uses(NodeDraft node, Set<String> names) {
        names.addAll(node.inputs());
        for (Attribute attribute : node.attributes().values())
            if (attribute instanceof Attribute.Body(Draft body)) {
                body.nodes().forEach(inner -> uses(inner, names));
                body.outputs().forEach(port -> names.add(port.name()));
            }
    }
}
