package org.ventral.tools.cli.summary;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.nn.Module;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.onnx.OnnxType;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.OnnxWriter;
import org.ventral.tensor.Device;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.GraphInput;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.onnx.LayerTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral summary}: the layers of a model. */
@Command(name = "summary", mixinStandardHelpOptions = true, sortOptions = false, description = "Shows the layers of a model in a table: output shapes, parameters, floating-point operations and memory.",
        footer = {"", "A multiplication and an addition count as two operations. Bytes are those of each layer's output.",
                "resnet18 is the network for images of 224×224; the one that ventral train resnet18 trains is resnet18-small.", "", "Examples: ventral summary resnet18 --batch-size 32", "          ventral summary mnist.onnx --json"})
public final class SummaryCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;
    private static final int FLOAT = 4;

    @Parameters(paramLabel = "RECIPE|MODEL.onnx", description = "A model as ventral plugins lists them, or an ONNX file.")
    private String subject;

    @Option(names = "--batch-size", paramLabel = "N", description = "Samples at once; 1 by default.")
    private int batch = 1;

    @Option(names = "--classes", paramLabel = "N", description = "Classes that the model of a recipe tells apart; 10 by default.")
    private int classes = 10;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the model of a recipe, such as activation=relu.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Mixin private DeviceOptions device;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public SummaryCommand() {}

    private record Summary(LayerTable table, long parameters, List<String> inputs) {}

    @Override public Integer call() throws IOException {
        device.apply();
        if (batch < 1) throw new UsageException("--batch-size must be at least 1, got " + batch);
        if (classes < 1) throw new UsageException("--classes must be at least 1, got " + classes);
        Summary summary = isFile() ? ofFile(Path.of(subject)) : ofRecipe();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.line(fields(summary)));
        else print(out, summary);
        out.flush();
        return 0;
    }

    private boolean isFile() {
        return subject.endsWith(".onnx") || subject.contains("/") || Files.exists(Path.of(subject)) && Models.providers().named(subject).isEmpty();
    }

    private Summary ofFile(Path file) throws IOException {
        if (Files.isDirectory(file)) throw new IOException(file + " is a folder; the model of a run is in model.onnx there");
        OnnxModel model = OnnxModels.load(file);
        return run(model, parameters(model));
    }

    /** By way of the bytes that it would be exported as: the same table, and the same counts, as for files of others. */
    private Summary ofRecipe() {
        ModelProvider provider = Choices.require("model", Models.providers(), subject);
        Module model;
        try {
            model = provider.create(new ModelOptions(classes, settings), Rng.of(1));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        model.eval();
        long[] sample = provider.inputShape().toArray(), shape = new long[sample.length + 1];
        shape[0] = batch;
        System.arraycopy(sample, 0, shape, 1, sample.length);
        Graph graph = Graph.tracer().parameters(model.parameters()).trace(given -> List.of(model.forward(given.getFirst())), List.of(GraphInput.of("input", shape)));
        return run(OnnxModels.read(OnnxWriter.bytes(graph, OnnxExportOptions.defaults())), model.parameterCount());
    }

    private Summary run(OnnxModel model, long parameters) {
        List<OnnxValue> inputs = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (var port : model.inputs()) {
            if (!(port.type() instanceof OnnxType.OfTensor(var element, var axes)) || axes.isEmpty() || !element.isFloating())
                throw new UsageException("input " + port + " is no tensor of numbers with a known shape; ventral onnx info shows models of such inputs");
            long[] shape = new long[axes.get().size()];
            for (int i = 0; i < shape.length; i++) {
                OnnxType.Dimension axis = axes.get().get(i);
                if (axis.size() <= 0 && i > 0) throw new UsageException("input " + port + " leaves more open than the batch; ventral onnx info --size says how large the others are to be");
                shape[i] = axis.size() > 0 ? axis.size() : batch;
            }
            if (shape.length > 0 && shape[0] != batch && batch != 1) throw new UsageException("input " + port + " takes " + shape[0] + " samples at once, not " + batch);
            inputs.add(OnnxValue.of(element, Tensor.zeros(shape).cast(element.holder())));
            texts.add(port.name() + " " + java.util.Arrays.toString(shape));
        }
        return new Summary(LayerTable.run(model, inputs, Device.preferred()), parameters, texts);
    }

    private static long parameters(OnnxModel model) {
        return model.parameters().values().stream().mapToLong(parameter -> parameter.type().shape().elements()).sum();
    }

    private void print(PrintWriter out, Summary summary) {
        out.println(subject + ", " + String.join(", ", summary.inputs));
        out.println();
        summary.table.print(out);
        out.println();
        out.printf("%-12s %s, %s%n", "parameters", Text.count(summary.parameters), mebibytes(FLOAT * summary.parameters));
        out.printf("%-12s %s%n", "flops", Text.count(summary.table.flops()));
        out.printf("%-12s %s for all outputs%n", "memory", mebibytes(summary.table.bytes()));
    }

    private static String mebibytes(long bytes) {
        return Text.format("%.2f MiB", bytes / MEBIBYTE);
    }

    private Map<String, Object> fields(Summary summary) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "summary");
        fields.put("model", subject);
        fields.put("inputs", summary.inputs);
        fields.put("parameters", summary.parameters);
        fields.put("parameter_bytes", FLOAT * summary.parameters);
        fields.put("flops", summary.table.flops());
        fields.put("activation_bytes", summary.table.bytes());
        fields.put("layers", summary.table.rows().stream().map(LayerTable.Row::fields).toList());
        return fields;
    }
}
