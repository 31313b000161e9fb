package org.ventral.tools.cli.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tools.cli.UsageException;

/** Inputs written as JSON: a number, a truth value, a text, or arrays of these in arrays. */
final class JsonValues {
    private final OnnxPort port;
    private final List<Long> shape = new ArrayList<>();
    private final List<JsonNode> leaves = new ArrayList<>();

    private JsonValues(OnnxPort port) {
        this.port = port;
    }

    /**
     * A value for an input.
     *
     * @throws UsageException if the arrays are not of equal length, or hold what the input does not take
     */
    static OnnxValue of(JsonNode json, OnnxPort port) {
        JsonValues values = new JsonValues(port);
        for (JsonNode inner = json; inner.isArray(); inner = inner.get(0)) {
            values.shape.add((long) inner.size());
            if (inner.isEmpty()) break;
        }
        values.collect(json, 0);
        return values.value();
    }

    private void collect(JsonNode json, int depth) {
        if (json.isArray() != depth < shape.size() || json.isArray() && json.size() != shape.get(depth))
            throw new UsageException("input %s: arrays of one depth must have one length, and do not at depth %d".formatted(port.name(), depth));
        if (!json.isArray()) leaves.add(json);
        else for (JsonNode inner : json) collect(inner, depth + 1);
    }

    private OnnxValue value() {
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        boolean texts = !leaves.isEmpty() && leaves.stream().allMatch(JsonNode::isTextual);
        ElementType type = Values.element(port.type(), texts ? ElementType.STRING : ElementType.FLOAT);
        if (type == ElementType.STRING) {
            if (!texts && !leaves.isEmpty()) throw new UsageException("input " + port + " takes texts in quotes");
            return OnnxValue.strings(leaves.stream().map(JsonNode::textValue).toList(), sizes);
        }
        for (JsonNode leaf : leaves)
            if (!leaf.isNumber() && !leaf.isBoolean()) throw new UsageException("input %s takes numbers, got %s".formatted(port, leaf));
        try {
            if (!type.isFloating()) return Values.of(type, leaves.stream().mapToLong(JsonValues::whole).toArray(), sizes);
            return Values.of(type, leaves.stream().mapToDouble(leaf -> leaf.isBoolean() ? leaf.booleanValue() ? 1 : 0 : leaf.doubleValue()).toArray(), sizes);
        } catch (UsageException e) {
            throw new UsageException("input " + port + ": " + e.getMessage() + " in " + Arrays.toString(sizes));
        }
    }

    private static long whole(JsonNode leaf) {
        if (leaf.isBoolean()) return leaf.booleanValue() ? 1 : 0;
        if (!leaf.canConvertToLong() || leaf.doubleValue() != Math.rint(leaf.doubleValue())) throw new UsageException(leaf + " is no whole number");
        return leaf.longValue();
    }
}
