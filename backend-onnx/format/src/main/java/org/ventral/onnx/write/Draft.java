package org.ventral.onnx.write;

import java.util.List;
import java.util.Map;
import org.ventral.tensor.Shape;

/**
 * An ONNX graph before it is encoded.
 *
 * @param name of the graph
 * @param inputs fed by the caller
 * @param outputs answered to the caller
 * @param nodes in an order in which each finds its inputs ready
 * @param constants values that the file holds, by name
 * @param shapes of the values that nodes make, by name, at the sizes of the trace
 */
record Draft(String name, List<Port> inputs, List<Port> outputs, List<NodeDraft> nodes, Map<String, Data> constants, Map<String, Shape> shapes) {
    Draft {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        constants = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(constants));
    }

    /** With other names for values that nodes make. */
    Draft renamed(Map<String, String> names) {
        if (names.isEmpty()) return this;
        List<NodeDraft> changed = nodes.stream().map(node -> node.renamed(names)).toList();
        return new Draft(name, inputs, outputs.stream().map(port -> new Port(names.getOrDefault(port.name(), port.name()), port.dtype(), port.sizes())).toList(), changed, constants, shapes);
    }

    /**
     * An input or output.
     *
     * @param sizes of the axes: a number, or a name where the size is open
     */
    record Port(String name, org.ventral.tensor.DType dtype, List<String> sizes) {
        Port {
            sizes = List.copyOf(sizes);
        }

        static Port of(Ref value) {
            return named(value.name(), value.type());
        }

        static Port named(String name, org.ventral.tensor.TensorType type) {
            return new Port(name, type.dtype(), java.util.Arrays.stream(type.shape().toArray()).mapToObj(Long::toString).toList());
        }
    }
}
