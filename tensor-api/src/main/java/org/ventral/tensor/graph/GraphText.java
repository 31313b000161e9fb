package org.ventral.tensor.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph.Value;

/**
 * Lists graphs:
 * {@snippet lang=text :
 * graph(x: float32[2, 3]) {
 *     parameter weight: float32[4, 3]
 *     constant constant_3: float32[] = 2.0
 *     linear_2: float32[2, 4] = Linear(x, weight)
 *     mul_4: float32[2, 4] = Binary[kind=MUL](linear_2, constant_3)
 *     return mul_4
 * }
 * }
 */
final class GraphText {
    /** Constants of at most so many elements are shown. */
    private static final int SHOWN = 8;

    private final StringBuilder text = new StringBuilder("graph");
    /** Names for sizes; null if there are none. */
    private final SizeAnalysis sizes;

    private GraphText(SizeAnalysis sizes) {
        this.sizes = sizes;
    }

    static String format(Graph graph) {
        return format(graph, null);
    }

    static String format(Graph graph, SizeAnalysis sizes) {
        GraphText printer = new GraphText(sizes);
        printer.append(graph, "");
        return printer.text.toString();
    }

    private void append(Graph graph, String indent) {
        text.append('(').append(declared(graph.inputs())).append(") {\n");
        String inner = indent + "    ";
        for (Graph.Constant constant : graph.constants()) {
            text.append(inner).append(constant.parameter() ? "parameter " : "constant ").append(declared(constant.value()));
            if (!constant.parameter()) text.append(values(constant));
            text.append('\n');
        }
        for (Graph.Node node : graph.nodes()) {
            text.append(inner).append(declared(node.outputs())).append(" = ").append(header(node)).append(options(node)).append('(').append(names(node.inputs())).append(')');
            List<Graph> parts = Graphs.parts(node);
            for (int i = 0; i < parts.size(); i++) {
                text.append(node instanceof Graph.IfNode ? i == 0 ? " then " : " else " : " ");
                append(parts.get(i), inner);
            }
            text.append('\n');
        }
        if (!graph.results().isEmpty()) text.append(inner).append("return ").append(names(graph.results())).append('\n');
        for (Graph.Update update : graph.updates()) text.append(inner).append("update ").append(update.target().name()).append(" = ").append(update.updated().name()).append('\n');
        text.append(indent).append('}');
    }

    /** The op and its options, as in {@code Softmax[axis=1]}. */
    static String header(Graph.Node node) {
        return switch (node) {
            case Graph.OpNode(var op, _, _) when op instanceof Record && op.getClass().getRecordComponents().length > 0 -> op.toString();
            case Graph.ScanNode n -> "Scan[axis=" + n.axis() + ']';
            default -> node.name();
        };
    }

    private String declared(List<Value> values) {
        return values.stream().map(this::declared).collect(Collectors.joining(", "));
    }

    private String declared(Value value) {
        return sizes == null ? value.toString() : value.name() + ": " + value.type().dtype() + sizes.shape(value);
    }

    /** What depends on sizes in an op, after the op as it is in the template. */
    private String options(Graph.Node node) {
        if (sizes == null || !(node instanceof Graph.OpNode op) || sizes.options(op).isEmpty()) return "";
        return " with " + sizes.options(op) + " ";
    }

    private static String names(List<Value> values) {
        return values.stream().map(Value::name).collect(Collectors.joining(", "));
    }

    private String values(Graph.Constant constant) {
        if (sizes != null && sizes.constants().containsKey(constant.value())) return " = " + sizes.constants().get(constant.value());
        Tensor tensor = constant.tensor();
        if (tensor.elements() > SHOWN) return "";
        double[] values = tensor.toDoubles();
        boolean whole = !tensor.dtype().isFloating();
        String all = Arrays.stream(values).mapToObj(v -> whole ? Long.toString((long) v) : Double.toString(v)).collect(Collectors.joining(", "));
        return " = " + (tensor.rank() == 0 ? all : "[" + all + "]");
    }
}
