package org.ventral.onnx.write;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node of an ONNX graph.
 *
 * @param op the standard's name
 * @param inputs names of values; the empty name stands for an optional input that is left out
 * @param outputs names of values
 * @param attributes by name, in alphabetical order so that the same graph gives the same bytes
 * @param source the op of ours that it came from
 */
record NodeDraft(String op, List<String> inputs, List<String> outputs, SortedMap<String, Attribute> attributes, String source) {
    NodeDraft {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    NodeDraft withInputs(List<String> others) {
        return new NodeDraft(op, others, outputs, attributes, source);
    }

    /** With other names for values, in its bodies, too. */
    NodeDraft renamed(Map<String, String> names) {
        SortedMap<String, Attribute> changed = new TreeMap<>(attributes);
        changed.replaceAll((_, value) -> value instanceof Attribute.Body(Draft body) ? new Attribute.Body(body.renamed(names)) : value);
        return new NodeDraft(op, renamed(inputs, names), renamed(outputs, names), changed, source);
    }

    private static List<String> renamed(List<String> own, Map<String, String> names) {
        return own.stream().map(name -> names.getOrDefault(name, name)).toList();
    }
}
