package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxReport;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx info}: what is in a model. */
@Command(name = "info", mixinStandardHelpOptions = true, sortOptions = false, description = "Shows a model: who made it, its inputs and outputs, and a table of its nodes with shapes, parameters and floating-point operations.",
        footer = {"", "Shapes and operations are those of a run on made-up inputs. A multiplication and an addition count as two operations."})
public final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The model.")
    private Path file;

    @Mixin private SampleOptions samples;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** What a run on made-up inputs needs, or why there is none. */
    private record Sampled(List<OnnxValue> inputs, LayerTable table, Optional<String> problem) {}

    /** For picocli. */
    public InfoCommand() {}

    @Override public Integer call() throws IOException {
        EngineOptions.requireFile(file);
        OnnxReport report = OnnxModels.check(file);
        PrintWriter out = spec.commandLine().getOut();
        if (!report.isSupported()) {
            if (json) out.println(Json.line(ModelText.fields(file, report)));
            else printHead(out, report);
            out.flush();
            throw new IOException("there is no table of its nodes, because not all of them are supported (see ventral onnx check " + file + ")");
        }
        OnnxModel model = OnnxModels.load(file);
        Sampled sampled = sample(model);
        if (json) out.println(Json.line(fields(report, model, sampled)));
        else print(out, report, model, sampled);
        out.flush();
        return 0;
    }

    private Sampled sample(OnnxModel model) {
        try {
            List<OnnxValue> inputs = samples.values(model.inputs(), 1);
            return new Sampled(inputs, LayerTable.run(model, inputs, Device.preferred()), Optional.empty());
        } catch (OnnxException | UsageException e) {
            return new Sampled(List.of(), LayerTable.still(model), Optional.of(e.getMessage()));
        }
    }

    private static long parameters(OnnxModel model) {
        return model.parameters().values().stream().mapToLong(parameter -> parameter.type().shape().elements()).sum();
    }

    private void printHead(PrintWriter out, OnnxReport report) {
        out.printf("%-12s %s%n", "file", file);
        out.printf("%-12s %s%n", "made by", ModelText.origin(report));
        for (OnnxPort port : report.inputs()) out.printf("%-12s %s%n", "input", port);
        for (OnnxPort port : report.outputs()) out.printf("%-12s %s%n", "output", port);
    }

    private void print(PrintWriter out, OnnxReport report, OnnxModel model, Sampled sampled) {
        printHead(out, report);
        for (OnnxPort port : model.optionalInputs()) out.printf("%-12s %s%n", "optional", port);
        if (!model.description().isBlank()) out.printf("%-12s %s%n", "description", model.description().strip());
        new TreeMap<>(model.metadata()).forEach((name, value) -> out.printf("%-12s %s = %s%n", "metadata", name, value));
        out.println();
        sampled.table.print(out);
        out.println();
        out.printf("%-12s %s%n", "parameters", Text.count(parameters(model)));
        if (sampled.problem.isEmpty()) out.printf("%-12s %s, for %s%n", "flops", Text.count(sampled.table.flops()), shapes(model, sampled.inputs));
        else out.printf("%-12s not known: %s%n", "shapes", sampled.problem.get().replaceAll("\\s*\n\\s*", " "));
    }

    private static String shapes(OnnxModel model, List<OnnxValue> inputs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < inputs.size(); i++) text.append(i == 0 ? "" : ", ").append(model.inputs().get(i).name()).append(' ').append(inputs.get(i).shape());
        return inputs.isEmpty() ? "no inputs" : text.toString();
    }

    private Map<String, Object> fields(OnnxReport report, OnnxModel model, Sampled sampled) {
        Map<String, Object> fields = ModelText.fields(file, report);
        fields.put("description", model.description());
        fields.put("metadata", new TreeMap<>(model.metadata()));
        fields.put("parameters", parameters(model));
        fields.put("flops", sampled.problem.isEmpty() ? sampled.table.flops() : null);
        fields.put("layers", sampled.table.rows().stream().map(LayerTable.Row::fields).toList());
        sampled.problem.ifPresent(problem -> fields.put("problem", problem));
        return fields;
    }
}
