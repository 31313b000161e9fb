package org.ventral.tools.cli.onnx;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxNode;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tensor.Parameter;
import org.ventral.tools.cli.Text;

/**
 * The nodes of a model with what they answer, weigh and cost.
 *
 * @param rows  one for each node, in order
 * @param shown whether the shapes are known: the model was run
 */
public record LayerTable(List<Row> rows, boolean shown) {
    private static final int WIDEST = 44;
    private static final Set<String> VIEWS = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Constant");

    /**
     * A node.
     *
     * @param output     type and shape of what it answers; empty if that is not known
     * @param parameters numbers among its inputs that training would change, each counted where it is used first
     * @param flops      floating-point operations
     * @param bytes      memory of what it answers; 0 for a view of its input, or if that is not known
     */
    public record Row(String name, String op, String output, long parameters, long flops, long bytes) {
        /** For machines. */
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("op", op);
            fields.put("output", output);
            fields.put("parameters", parameters);
            fields.put("flops", flops);
            fields.put("bytes", bytes);
            return fields;
        }
    }

    /** What only changes the shape takes no memory here. */
    private static long bytes(OnnxNode node, List<OnnxValue> outputs) {
        if (VIEWS.contains(node.op())) return 0;
        return outputs.stream().mapToLong(value -> value instanceof OnnxValue.OfTensor(_, var tensor) ? tensor.elements() * tensor.dtype().bytes() : 0).sum();
    }

    /** Collects rows while a model runs. */
    private static final class Collector {
        private final Map<String, Parameter> parameters;
        private final Set<String> counted = new HashSet<>();
        private final List<Row> rows = new ArrayList<>();

        Collector(OnnxModel model) {
            parameters = model.parameters();
        }

        void add(OnnxNode node, List<OnnxValue> inputs, List<OnnxValue> outputs) {
            String shape = outputs.stream().filter(OnnxValue::isPresent).limit(1).map(OnnxValue::toString).collect(Collectors.joining());
            long weights = 0;
            // A constant node holds what another one uses.
            if (!node.op().equals("Constant"))
                for (String input : node.inputs()) if (parameters.containsKey(input) && counted.add(input)) weights += parameters.get(input).type().shape().elements();
            rows.add(new Row(node.name(), node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op(), shape, weights, Flops.of(node, inputs, outputs), bytes(node, outputs)));
        }
    }

    /** What a run on some inputs shows. */
    public static LayerTable run(OnnxModel model, List<OnnxValue> inputs, Device device) {
        Collector collector = new Collector(model);
        model.run(inputs, device, collector::add);
        return new LayerTable(List.copyOf(collector.rows), true);
    }

    /** What is known without running it. */
    static LayerTable still(OnnxModel model) {
        Collector collector = new Collector(model);
        for (OnnxNode node : model.nodes()) collector.add(node, List.of(), List.of());
        return new LayerTable(List.copyOf(collector.rows), false);
    }

    /** Floating-point operations of all. */
    public long flops() {
        return rows.stream().mapToLong(Row::flops).sum();
    }

    /** Memory of what all answer, in bytes: what training keeps, at most. */
    public long bytes() {
        return rows.stream().mapToLong(Row::bytes).sum();
    }

    /** The table for people. */
    public void print(PrintWriter out) {
        int name = width("node", rows.stream().map(Row::name).toList()), op = width("operator", rows.stream().map(Row::op).toList()), output = width("output", rows.stream().map(Row::output).toList());
        String pattern = "%4s  %-" + name + "s  %-" + op + "s  %-" + output + "s  %12s  %16s  %12s";
        out.println(Text.format(pattern, "", "node", "operator", "output", "parameters", "flops", "bytes"));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            out.println(Text.format(pattern, i, shortened(row.name), shortened(row.op), shortened(row.output), count(row.parameters), shown ? count(row.flops) : "", shown ? count(row.bytes) : "").stripTrailing());
        }
    }

    private static int width(String head, List<String> texts) {
        return Math.max(head.length(), texts.stream().mapToInt(text -> Math.min(WIDEST, text.length())).max().orElse(0));
    }

    /** The end of a name tells more than its beginning. */
    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : "…" + text.substring(text.length() - WIDEST + 1);
    }

    private static String count(long number) {
        return number == 0 ? "." : Text.count(number);
    }
}
