package org.ventral.onnx.reader;

import java.util.Map;

/** The messages of the format, as far as their structure goes: which of their fields are messages themselves, of which kind. */
enum WireKind {
    MODEL, ENTRY, OPSET, FUNCTION, GRAPH, NODE, ATTRIBUTE, TENSOR, SPARSE_TENSOR, SEGMENT, VALUE_INFO, TYPE, TENSOR_TYPE, ELEMENT_TYPE, MAP_TYPE,
    SHAPE, DIMENSION, SEQUENCE, OPTIONAL;

    private static final int MOST_FIELDS = 32;

    private final WireKind[] inside = new WireKind[MOST_FIELDS];

    static {
        MODEL.has(Map.of(7, GRAPH, 8, OPSET, 14, ENTRY, 25, FUNCTION));
        FUNCTION.has(Map.of(7, NODE, 9, OPSET, 11, ATTRIBUTE, 12, VALUE_INFO, 14, ENTRY));
        GRAPH.has(Map.of(1, NODE, 5, TENSOR, 11, VALUE_INFO, 12, VALUE_INFO, 13, VALUE_INFO, 15, SPARSE_TENSOR, 16, ENTRY));
        NODE.has(Map.of(5, ATTRIBUTE, 9, ENTRY));
        ATTRIBUTE.has(Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 14, TYPE, 15, TYPE, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR));
        TENSOR.has(Map.of(3, SEGMENT, 13, ENTRY, 16, ENTRY));
        SPARSE_TENSOR.has(Map.of(1, TENSOR, 2, TENSOR));
        VALUE_INFO.has(Map.of(2, TYPE, 4, ENTRY));
        TYPE.has(Map.of(1, TENSOR_TYPE, 4, ELEMENT_TYPE, 5, MAP_TYPE, 8, TENSOR_TYPE, 9, ELEMENT_TYPE));
        TENSOR_TYPE.has(Map.of(2, SHAPE));
        ELEMENT_TYPE.has(Map.of(1, TYPE));
        MAP_TYPE.has(Map.of(2, TYPE));
        SHAPE.has(Map.of(1, DIMENSION));
        SEQUENCE.has(Map.of(3, TENSOR, 4, SPARSE_TENSOR, 5, SEQUENCE, 7, OPTIONAL));
        OPTIONAL.has(Map.of(3, TENSOR, 4, SPARSE_TENSOR, 5, SEQUENCE, 7, OPTIONAL));
    }

    private void has(Map<Integer, WireKind> fields) {
        fields.forEach((number, kind) -> inside[number] = kind);
    }

    /** The kind of the message in a field; null if it holds something else. */
    WireKind inside(int field) {
        return field < MOST_FIELDS ? inside[field] : null;
    }

    /** As errors call it. */
    @Override public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
