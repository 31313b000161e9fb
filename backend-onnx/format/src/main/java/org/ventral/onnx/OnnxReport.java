package org.ventral.onnx;

import java.util.List;
import java.util.Map;

/**
 * What a model is, and all of it that is not supported.
 *
 * @param irVersion   version of the format
 * @param producer    program that wrote it, and its version
 * @param opsets      version of each domain of operators that it uses; the empty name is ONNX's own
 * @param inputs      what must be given
 * @param outputs     what comes out
 * @param operators   how many nodes each operator has, in the outermost graph and those inside, without what functions expand to
 * @param unsupported operators that are not supported
 * @param tensors     constants that cannot be held, each with the reason, such as its element type
 * @param settings    nodes of operators that are supported, but not as the node wants it, with what that is
 */
public record OnnxReport(long irVersion, String producer, Map<String, Integer> opsets, List<OnnxPort> inputs, List<OnnxPort> outputs,
                         Map<String, Integer> operators, List<Unsupported> unsupported, List<String> tensors, List<String> settings) {
    /**
     * An operator that is not supported.
     *
     * @param domain its domain; empty for ONNX's own
     * @param op     its name
     * @param opset  version of the domain
     * @param nodes  names of all nodes that ask for it
     */
    public record Unsupported(String domain, String op, int opset, List<String> nodes) {
        /** As in {@code com.microsoft.QAttention, opset 1, at a, b}. */
        @Override public String toString() {
            return "%s%s, opset %d, at %s".formatted(domain.isEmpty() ? "" : domain + ".", op, opset, String.join(", ", nodes));
        }
    }

    /** Whether the model can run. */
    public boolean isSupported() {
        return unsupported.isEmpty() && tensors.isEmpty() && settings.isEmpty();
    }

    /** All that is not supported, a line each; empty if there is nothing. */
    @Override public String toString() {
        StringBuilder text = new StringBuilder();
        for (Unsupported one : unsupported) text.append(text.isEmpty() ? "" : "\n").append(one);
        for (String one : tensors) text.append(text.isEmpty() ? "" : "\n").append(one);
        for (String one : settings) text.append(text.isEmpty() ? "" : "\n").append(one);
        return text.toString();
    }
}
