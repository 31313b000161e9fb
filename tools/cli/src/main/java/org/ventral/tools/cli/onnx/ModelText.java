package org.ventral.tools.cli.onnx;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxReport;

/** What a model says of itself. */
final class ModelText {
    /** The name of ONNX's own domain, which files leave empty. */
    private static final String STANDARD = "ai.onnx";

    private ModelText() {}

    /** As in {@code pytorch 2.0.1, IR 8, opset 16}. */
    static String origin(OnnxReport report) {
        String opsets = new TreeMap<>(report.opsets()).entrySet().stream().map(e -> (e.getKey().isEmpty() ? "opset " : e.getKey() + " ") + e.getValue()).collect(Collectors.joining(", "));
        return (report.producer().isEmpty() ? "no producer" : report.producer()) + ", IR " + report.irVersion() + ", " + opsets;
    }

    static Map<String, Object> fields(Path file, OnnxReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "model");
        fields.put("file", file.toString());
        fields.put("producer", report.producer());
        fields.put("ir", report.irVersion());
        Map<String, Integer> opsets = new TreeMap<>();
        report.opsets().forEach((domain, version) -> opsets.put(domain.isEmpty() ? STANDARD : domain, version));
        fields.put("opsets", opsets);
        fields.put("inputs", ports(report.inputs()));
        fields.put("outputs", ports(report.outputs()));
        return fields;
    }

    private static List<Map<String, String>> ports(List<OnnxPort> ports) {
        return ports.stream().map(port -> {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("name", port.name());
            fields.put("type", port.type().toString());
            return fields;
        }).toList();
    }
}
