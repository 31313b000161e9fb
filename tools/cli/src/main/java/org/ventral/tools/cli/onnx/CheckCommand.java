package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxReport;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx check}: whether a model can run here. */
@Command(name = "check", mixinStandardHelpOptions = true, sortOptions = false, description = "Tells whether Ventral can run a model, and all that is missing; the status is 1 if something is.")
public final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The model.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public CheckCommand() {}

    @Override public Integer call() throws IOException {
        EngineOptions.requireFile(file);
        OnnxReport report = OnnxModels.check(file);
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.line(fields(report)));
        else print(out, report);
        out.flush();
        return report.isSupported() ? 0 : 1;
    }

    private void print(PrintWriter out, OnnxReport report) {
        int nodes = report.operators().values().stream().mapToInt(Integer::intValue).sum();
        out.printf("%s: %s, %s%n", file, ModelText.origin(report), Text.count(nodes, "node"));
        report.operators().forEach((name, count) -> out.println(Text.format("  %6s  %s", Text.count(count), name)));
        if (report.isSupported()) {
            out.println("supported: all of it");
            return;
        }
        out.println("not supported:");
        for (OnnxReport.Unsupported one : report.unsupported()) out.println("  " + one);
        for (String tensor : report.tensors()) out.println("  " + tensor);
        for (String setting : report.settings()) out.println("  " + setting);
    }

    private Map<String, Object> fields(OnnxReport report) {
        Map<String, Object> fields = ModelText.fields(file, report);
        fields.put("operators", report.operators());
        fields.put("supported", report.isSupported());
        fields.put("unsupported", report.unsupported().stream().map(CheckCommand::fields).toList());
        fields.put("tensors", List.copyOf(report.tensors()));
        fields.put("settings", List.copyOf(report.settings()));
        return fields;
    }

    private static Map<String, Object> fields(OnnxReport.Unsupported one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", one.domain());
        fields.put("op", one.op());
        fields.put("opset", one.opset());
        fields.put("nodes", one.nodes());
        return fields;
    }
}
