package org.ventral.onnx.model;

import java.util.List;
import java.util.Map;

/**
 * One call of an operator or function.
 *
 * @param name       the name that the file gives, or one made of the operator and its number where that is empty
 * @param domain     domain of the operator; empty for ONNX's own
 * @param op         name of the operator
 * @param overload   which of several functions of that name; mostly empty
 * @param inputs     names of the values that go in; an empty name is an optional input left out
 * @param outputs    names of the values that come out; an empty name is an output that nobody wants
 * @param attributes settings by name
 */
public record NodeDef(String name, String domain, String op, String overload, List<String> inputs, List<String> outputs,
                      Map<String, AttributeDef> attributes) {
    /** The operator with its domain, as in {@code com.microsoft.FusedMatMul}. */
    public String qualified() {
        return domain.isEmpty() ? op : domain + "." + op;
    }

    /** For errors: {@code node "conv1" (Conv)}. */
    @Override public String toString() {
        return "node \"%s\" (%s)".formatted(name, qualified());
    }
}
