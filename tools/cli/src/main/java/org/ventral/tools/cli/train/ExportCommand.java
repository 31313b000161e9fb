package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ventral.nn.train.Checkpoint;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.onnx.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx export}: the model of a run as an ONNX file. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false, description = "Writes the model of a run as ONNX, and verifies it with ONNX Runtime if that is here.")
public final class ExportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN_DIR", description = "Run folder of ventral train, or one of its checkpoints.")
    private Path run;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Option(names = "--opset", paramLabel = "N", description = "Version of the standard's operators, 13 to 23; 21 by default.")
    private Integer opset;

    @Option(names = "--decomposed", description = "Write composite operators as what they are made of, for run times that lack the standard's.")
    private boolean decomposed;

    @Option(names = "--external-above", paramLabel = "BYTES", description = "Keep larger parameters in a file beside the model, FILE.HASH.data.")
    private Long externalAbove;

    @Option(names = "--license", paramLabel = "SPDX", description = "The licence of the model, noted in the file.")
    private String license;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public ExportCommand() {}

    @Override public Integer call() throws IOException {
        OnnxExportOptions options = options();
        Path folder = RunFolder.checkpoint(run);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) throw new IOException("folder " + parent + " does not exist");
        Checkpoint checkpoint = Checkpoint.read(folder);
        Experiment experiment = Experiment.open(RunSettings.fromConfig(checkpoint.state().config(), folder.toString()));
        experiment.model().load(checkpoint.model());
        ModelFile.write(experiment, file, options.provenance(ModelFile.provenance(experiment, checkpoint.state().config(), results(checkpoint))));
        report(experiment, options, ModelFile.verify(experiment, file));
        return 0;
    }

    private OnnxExportOptions options() {
        try {
            OnnxExportOptions options = OnnxExportOptions.defaults().decomposed(decomposed);
            if (opset != null) options = options.opset(opset);
            if (externalAbove != null) options = options.externalAbove(externalAbove);
            return license == null ? options : options.license(license);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static Map<String, String> results(Checkpoint checkpoint) {
        var history = checkpoint.state().history();
        boolean current = !history.isEmpty() && history.getLast().step() == checkpoint.state().step();
        return ModelFile.results(checkpoint.state().step(), current ? history.getLast().test() : Optional.empty());
    }

    private void report(Experiment experiment, OnnxExportOptions options, Verification verification) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "export");
            fields.put("file", file.toString());
            fields.put("bytes", Files.size(file));
            fields.put("opset", options.opset());
            fields.put("parameters", experiment.model().parameterCount());
            fields.putAll(verification.fields());
            out.println(Json.line(fields));
        } else {
            out.printf("%s: %s, opset %d, %s, %s bytes%n", file, experiment.settings().model(), options.opset(), Text.count(experiment.model().parameterCount(), "parameter"), Text.count(Files.size(file)));
            out.println(verification);
        }
        out.flush();
    }
}
