package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ventral.nn.data.DataSplit;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.train.Checkpoint;
import org.ventral.nn.train.ConfusionMatrix;
import org.ventral.nn.train.Evaluation;
import org.ventral.nn.train.Metrics;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.onnx.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral eval}: how well the model of a run, or of an ONNX file, does on test images. */
@Command(name = "eval", mixinStandardHelpOptions = true, sortOptions = false, description = "Evaluates the last checkpoint of a run, or an ONNX model, on the test images of its data set.")
public final class EvalCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_DIR|MODEL.onnx", description = "Run folder of ventral train, one of its checkpoints, or an ONNX model that takes images.")
    private Path run;

    @Option(names = "--data", paramLabel = "D", description = "Another data set of the same form: digits, fashion-mnist, or a folder of IDX files.")
    private String data;

    @Option(names = "--mean", paramLabel = "M", description = "For an ONNX model: taken away from images first, where white is 1. By default what the model or the data says.")
    private Double mean;

    @Option(names = "--std", paramLabel = "S", description = "For an ONNX model: what images are divided by then.")
    private Double deviation;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public EvalCommand() {}

    @Override public Integer call() throws IOException {
        if (Files.isRegularFile(run)) evaluateFile();
        else evaluateRun();
        return 0;
    }

    private void evaluateRun() throws IOException {
        if (mean != null || deviation != null) throw new UsageException("--mean and --std are for ONNX models; a run knows its own");
        device.apply();
        Path folder = RunFolder.checkpoint(run);
        Checkpoint checkpoint = Checkpoint.read(folder);
        Map<String, String> config = checkpoint.state().config();
        RunSettings settings = RunSettings.fromConfig(config, folder.toString());
        if (data != null && SequenceRecipe.named(settings.model()).isPresent()) throw new UsageException("--data: " + settings.model() + " has data of its own");
        Experiment experiment = Experiment.open(data == null ? settings : settings.withData(ImageExperiment.dataName(data)));
        experiment.model().load(checkpoint.model());
        Metrics metrics = Evaluation.run(experiment.model(), experiment.testLoader(config, "the checkpoint"), experiment.loss(), experiment.task());
        String title = "%s of %s, step %s".formatted(experiment.settings().model(), run, checkpoint.state().step());
        print(experiment.data(), new EvaluationReport(metrics, experiment.classNames(), experiment.samples(), experiment.baseline()), title, Map.of("step", checkpoint.state().step(), "run", run.toString()));
    }

    /** On ONNX Runtime the file runs as a whole; what is made of its answers is computed as always. */
    private void evaluateFile() throws IOException {
        boolean whole = device.backend().equals(Optional.of(Engine.ONNX_RUNTIME));
        String backend = whole ? Choices.require("backend", Device.providers(), Engine.ONNX_RUNTIME).name() : device.apply().name();
        ModelEvaluation evaluation = ModelEvaluation.run(run, backend, device.threads(), data, mean, deviation);
        Standardize standardize = evaluation.standardize();
        spec.commandLine().getErr().println(Text.format("images standardized by mean %.6g, deviation %.6g", standardize.mean(), standardize.deviation()));
        print(evaluation.data(), new EvaluationReport(evaluation.metrics(), evaluation.data().classNames(), "images", Optional.empty()), "%s on backend %s".formatted(run, backend), Map.of("model", run.toString(), "backend", backend));
    }

    private void print(DataSplit tested, EvaluationReport report, String title, Map<String, Object> more) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(fields(tested, report, more)));
        } else {
            out.printf("%s, on %s (%s)%n%n", title, tested.name(), tested.origin());
            report.print(out);
        }
        out.flush();
    }

    private static Map<String, Object> fields(DataSplit tested, EvaluationReport report, Map<String, Object> more) {
        Metrics metrics = report.metrics();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "result");
        fields.put(EpochFields.measure("test", metrics), EpochFields.value(metrics));
        fields.put("test_loss", Json.number(metrics.loss()));
        report.baseline().ifPresent(known -> fields.put(known.field(), Json.number(known.value())));
        fields.put("samples", metrics.samples());
        fields.put("data", tested.name());
        fields.putAll(new TreeMap<>(more));
        metrics.confusion().ifPresent(confusion -> {
            fields.put("classes", classes(confusion, report.classNames()));
            fields.put("confusion", confusion.toArray());
        });
        return fields;
    }

    private static Map<String, Map<String, Double>> classes(ConfusionMatrix confusion, List<String> names) {
        Map<String, Map<String, Double>> classes = new LinkedHashMap<>();
        for (int c = 0; c < confusion.classes(); c++) {
            Map<String, Double> shares = new LinkedHashMap<>();
            shares.put("precision", Json.number(confusion.precision(c)));
            shares.put("recall", Json.number(confusion.recall(c)));
            classes.put(names.get(c), shares);
        }
        return classes;
    }
}
