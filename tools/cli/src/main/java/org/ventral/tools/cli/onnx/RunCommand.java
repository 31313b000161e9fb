package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.OnnxPort;
import org.ventral.onnx.OnnxValue;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx run}: what a model answers. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs a model on pictures, arrays or numbers.",
        footer = {"", "Example: ventral onnx run mnist.onnx --input three.png --mean 0.1307 --std 0.3081 --labels digits.txt"})
public final class RunCommand implements Callable<Integer> {
    private static final int DEFAULT_TOP = 5, SHOWN = 8;

    @Parameters(paramLabel = "FILE", description = "The model.")
    private Path file;

    @Mixin private InputOptions inputs;

    @Option(names = "--labels", paramLabel = "FILE", description = "What the classes are called, a line each; prints the likeliest ones.")
    private Path labels;

    @Option(names = "--top", paramLabel = "K", description = "How many of the likeliest classes to print; 5 by default.")
    private Integer top;

    @Mixin private EngineOptions engine;

    @Option(names = "--json", description = "Print one JSON line for each output, with all its values.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public RunCommand() {}

    @Override public Integer call() throws IOException {
        if (top != null && top < 1) throw new UsageException("--top must be at least 1, got " + top);
        List<String> names = labels == null ? List.of() : Files.readAllLines(labels).stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
        try (Engine model = engine.open(file)) {
            List<OnnxValue> given = inputs.values(model.inputs());
            long began = System.nanoTime();
            List<OnnxValue> results = model.run(given);
            double millis = (System.nanoTime() - began) * 1e-6;
            PrintWriter out = spec.commandLine().getOut();
            for (int i = 0; i < results.size(); i++) {
                boolean classes = i == 0 && (top != null || labels != null);
                if (json) out.println(Json.line(fields(model.outputs().get(i), results.get(i), classes, names)));
                else print(out, model.outputs().get(i), results.get(i), classes, names);
            }
            out.flush();
            spec.commandLine().getErr().println(Text.format("ran in %.1f ms", millis));
        }
        return 0;
    }

    // ------------------------------------------------------------------------------------------------ for people

    private void print(PrintWriter out, OnnxPort port, OnnxValue value, boolean classes, List<String> names) {
        out.printf("%s: %s%n", port.name(), value);
        if (!classes) {
            describe(out, value);
            return;
        }
        List<Scores> samples = samples(port, value, names);
        for (int i = 0; i < samples.size(); i++) {
            if (samples.size() > 1) out.printf("  sample %d%n", i);
            Scores scores = samples.get(i);
            for (int best : scores.best(count()))
                out.println(Text.format("  %9s  %5d  %s%s", Text.percent(scores.probabilities()[best]), best, name(names, best), scores.scores() == scores.probabilities() ? "" : Text.format("  (%.4f)", scores.scores()[best])));
        }
    }

    private static void describe(PrintWriter out, OnnxValue value) {
        switch (value) {
            case OnnxValue.OfTensor(var type, var tensor) when type.isFloating() -> {
                double[] values = tensor.toDoubles();
                out.println("  " + String.join(", ", Arrays.stream(values).limit(SHOWN).mapToObj(v -> Text.format("%.6g", v)).toList()) + (values.length > SHOWN ? ", …" : ""));
                if (values.length > SHOWN) {
                    var summary = Arrays.stream(values).summaryStatistics();
                    out.println(Text.format("  least %.6g, mean %.6g, greatest %.6g", summary.getMin(), summary.getAverage(), summary.getMax()));
                }
            }
            case OnnxValue.OfTensor(_, var tensor) -> {
                long[] values = tensor.toLongs();
                out.println("  " + String.join(", ", Arrays.stream(values).limit(SHOWN).mapToObj(Long::toString).toList()) + (values.length > SHOWN ? ", …" : ""));
            }
            case OnnxValue.OfStrings(_, var values) -> out.println("  " + String.join(", ", values.stream().limit(SHOWN).map(v -> '"' + v + '"').toList()) + (values.size() > SHOWN ? ", …" : ""));
            case OnnxValue.OfSequence(var values) -> values.forEach(inside -> describe(out, inside));
            case OnnxValue.OfOptional(var inside) -> describe(out, inside);
            case OnnxValue.Absent _ -> { }
        }
    }

    // ------------------------------------------------------------------------------------------------ for programs

    private Map<String, Object> fields(OnnxPort port, OnnxValue value, boolean classes, List<String> names) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "output");
        fields.put("name", port.name());
        fields.putAll(content(value));
        if (classes) fields.put("top", samples(port, value, names).stream().map(scores -> top(scores, names)).toList());
        return fields;
    }

    private static Map<String, Object> content(OnnxValue value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (value) {
            case OnnxValue.OfTensor(var type, var tensor) -> {
                fields.put("type", type.toString());
                fields.put("shape", tensor.shape().toArray());
                fields.put("values", type.isFloating() ? Arrays.stream(tensor.toDoubles()).mapToObj(Json::number).toList()
                        : type == ElementType.BOOL ? tensor.toBooleans() : tensor.toLongs());
            }
            case OnnxValue.OfStrings(var shape, var values) -> {
                fields.put("type", "string");
                fields.put("shape", shape.toArray());
                fields.put("values", values);
            }
            case OnnxValue.OfSequence(var values) -> {
                fields.put("type", "sequence");
                fields.put("values", values.stream().map(RunCommand::content).toList());
            }
            case OnnxValue.OfOptional(var inside) -> fields.putAll(content(inside));
            case OnnxValue.Absent _ -> fields.put("type", "absent");
        }
        return fields;
    }

    private List<Map<String, Object>> top(Scores scores, List<String> names) {
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int best : scores.best(count())) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("class", best);
            if (!names.isEmpty()) one.put("label", name(names, best));
            one.put("probability", Json.number(scores.probabilities()[best]));
            one.put("score", Json.number(scores.scores()[best]));
            classes.add(one);
        }
        return classes;
    }

    // ------------------------------------------------------------------------------------------------ classes

    private int count() {
        return top == null ? DEFAULT_TOP : top;
    }

    private static String name(List<String> names, int number) {
        return names.isEmpty() ? "" : names.get(number);
    }

    /** The scores of each sample: the rows of an output, whose last axis is that of the classes. */
    private List<Scores> samples(OnnxPort port, OnnxValue value, List<String> names) {
        if (!(value instanceof OnnxValue.OfTensor(var type, var tensor)) || !type.isFloating() || tensor.rank() == 0)
            throw new UsageException("output %s has no scores of classes: it is %s".formatted(port.name(), value));
        int classes = (int) tensor.size(-1);
        // Classifiers of images may keep axes of height and width, which are 1 then.
        if (classes == 1 && tensor.rank() > 2) classes = (int) tensor.size(1);
        if (!names.isEmpty() && names.size() != classes) throw new UsageException("%s has %d labels, output %s has %d classes".formatted(labels, names.size(), port.name(), classes));
        double[] values = tensor.toDoubles();
        List<Scores> samples = new ArrayList<>();
        for (int i = 0; i + classes <= values.length && classes > 0; i += classes) samples.add(Scores.of(Arrays.copyOfRange(values, i, i + classes)));
        return samples;
    }
}
