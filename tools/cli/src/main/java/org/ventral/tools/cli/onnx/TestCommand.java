package org.ventral.tools.cli.onnx;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ventral.backend.onnx.OnnxRuntimeException;
import org.ventral.onnx.OnnxCase;
import org.ventral.onnx.OnnxCase.Outcome;
import org.ventral.onnx.OnnxCase.Status;
import org.ventral.onnx.OnnxUnsupportedException;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx test}: cases in ONNX's own test format. */
@Command(name = "test", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs conformance cases; prints DIR, PASS, FAIL, ERROR, SKIP or UNSUPPORTED, and why, separated by tabs.",
        footer = {"", "A case is a folder with model.onnx and folders test_data_set_N of input_K.pb and output_K.pb. A file \"tolerance\" in it holds the relative and the absolute one;",
            "without, these are 1e-3 and 1e-7, and for floating types of 16 bits and fewer 1e-2 and 1e-3."})
public final class TestCommand implements Callable<Integer> {
    private static final String MODEL = "model.onnx", DATA = "test_data_set_";
    /** What ONNX Runtime says of operators and element types that it does not have. */
    private static final List<String> LACKS = List.of("NOT_IMPLEMENTED", "is not a registered function/op");

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of cases, or folders that hold such, however deep.")
    private List<Path> folders;

    @Mixin private EngineOptions engine;

    @Option(names = "--json", description = "Print one JSON line for each case.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public TestCommand() {}

    @Override public Integer call() throws IOException {
        String backend = engine.backend();
        int threads = engine.threads();
        PrintWriter out = spec.commandLine().getOut();
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) throw new IOException("folder " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
            List<Path> cases = new ArrayList<>();
            collect(folder, cases);
            if (cases.isEmpty()) cases.add(folder);
            for (Path one : cases) {
                Outcome outcome = run(one, backend, threads);
                counts.merge(outcome.status(), 1, Integer::sum);
                print(out, one, outcome);
            }
        }
        out.flush();
        summarize(counts);
        return counts.containsKey(Status.FAIL) || counts.containsKey(Status.ERROR) ? 1 : 0;
    }

    /** A folder is a case if it has a model or data of one; else those inside are looked at. */
    private static void collect(Path folder, List<Path> cases) throws IOException {
        List<Path> inside;
        try (Stream<Path> entries = Files.list(folder)) {
            inside = entries.filter(Files::isDirectory).sorted().toList();
        }
        if (Files.isRegularFile(folder.resolve(MODEL)) || inside.stream().anyMatch(entry -> entry.getFileName().toString().startsWith(DATA))) cases.add(folder);
        else for (Path one : inside) collect(one, cases);
    }

    /** A case that takes all memory or the whole stack must not keep the others from being run. */
    private static Outcome run(Path folder, String backend, int threads) {
        try {
            return backend.equals(Engine.ONNX_RUNTIME) ? onnxRuntime(folder, threads) : OnnxCase.run(folder, Device.named(backend));
        } catch (OutOfMemoryError | StackOverflowError e) {
            return new Outcome(Status.ERROR, "the machine's memory does not suffice: " + e);
        }
    }

    private static Outcome onnxRuntime(Path folder, int threads) {
        return OnnxCase.run(folder, (model, inputs) -> {
            try (Engine runtime = Engine.onnxRuntime(model, threads)) {
                return runtime.run(inputs);
            } catch (OnnxRuntimeException e) {
                throw LACKS.stream().anyMatch(e.getMessage()::contains) ? new OnnxUnsupportedException(e.getMessage()) : e;
            }
        });
    }

    private void print(PrintWriter out, Path folder, Outcome outcome) {
        String detail = outcome.detail().replaceAll("[\\t\\r\\n]+", " ");
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "case");
            fields.put("case", folder.toString());
            fields.put("status", outcome.status().name());
            fields.put("detail", detail);
            out.println(Json.line(fields));
        } else {
            out.println(folder + "\t" + outcome.status() + "\t" + detail);
        }
        out.flush();
    }

    private void summarize(Map<Status, Integer> counts) {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        List<String> parts = new ArrayList<>();
        counts.forEach((status, count) -> parts.add(Text.count(count) + " " + status));
        spec.commandLine().getErr().println(Text.count(all, "case") + ": " + String.join(", ", parts));
    }
}
