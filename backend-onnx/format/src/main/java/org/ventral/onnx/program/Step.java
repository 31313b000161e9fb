package org.ventral.onnx.program;

import java.util.List;
import java.util.Map;
import org.ventral.onnx.model.NodeDef;
import org.ventral.onnx.op.Operator;

/**
 * One node, ready to run.
 *
 * @param node     what it was made from
 * @param opset    version of its domain
 * @param operator what it computes, or null where {@code function} is given or there is none
 * @param function the body of a function of the model, or null
 * @param inputs   slots of its inputs, -1 for one that is left out
 * @param outputs  slots of its outputs, -1 for one that nobody wants
 * @param graphs   its inner graphs by attribute name
 * @param releases slots that are not used after it
 */
record Step(NodeDef node, int opset, Operator operator, Program function, int[] inputs, int[] outputs, Map<String, Inner> graphs, List<Integer> releases) {
    /** The same with slots to release. */
    Step releasing(List<Integer> after) {
        return new Step(node, opset, operator, function, inputs, outputs, graphs, List.copyOf(after));
    }

    /**
     * A graph inside a node.
     *
     * @param program the graph
     * @param outer   slots of the values around it that it uses, in the order of the program's {@linkplain Program#captured captured slots}
     */
    record Inner(Program program, int[] outer) {}
}
