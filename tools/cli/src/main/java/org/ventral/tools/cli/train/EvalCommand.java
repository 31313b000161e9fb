package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.train.Checkpoint;
import org.ventral.nn.train.ConfusionMatrix;
import org.ventral.nn.train.Evaluation;
import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral eval}: how well the model of a run does on test images. */
@Command(name = "eval", mixinStandardHelpOptions = true, sortOptions = false, description = "Evaluates the last checkpoint of a run on the test images of its data set.")
public final class EvalCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_DIR", description = "Run folder of ventral train, or one of its checkpoints.")
    private Path run;

    @Option(names = "--data", paramLabel = "D", description = "Another data set of the same form: digits, fashion-mnist, or a folder of IDX files.")
    private String data;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON line.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public EvalCommand() {}

    @Override public Integer call() throws IOException {
        device.apply();
        Path folder = checkpointFolder();
        Checkpoint checkpoint = Checkpoint.read(folder);
        Map<String, String> config = checkpoint.state().config();
        RunSettings settings = RunSettings.fromConfig(config, folder.toString());
        Experiment experiment = Experiment.open(data == null ? settings : settings.withData(Experiment.dataName(data)));
        experiment.model().load(checkpoint.model());
        Metrics metrics = Evaluation.run(experiment.model(), experiment.testLoader(learned(config, experiment)), new CrossEntropy(), experiment.data().classes());
        print(experiment, checkpoint, metrics);
        return 0;
    }

    private Path checkpointFolder() throws IOException {
        if (Files.isRegularFile(run.resolve("state.json"))) return run;
        return RunFolder.existing(run).checkpoints().latest().orElseThrow(() -> new IOException(run + " holds no checkpoint yet; ventral train --resume " + run + " goes on with that run"));
    }

    /** How the images were standardized that the model learned from; other images must be treated in the same way. */
    private static Standardize learned(Map<String, String> config, Experiment experiment) throws IOException {
        if (!config.containsKey("mean") || !config.containsKey("deviation")) return experiment.data().standardize();
        try {
            return new Standardize(Double.parseDouble(config.get("mean")), Double.parseDouble(config.get("deviation")));
        } catch (IllegalArgumentException e) {
            throw new IOException("the checkpoint does not say properly how its images were standardized: " + e.getMessage(), e);
        }
    }

    private void print(Experiment experiment, Checkpoint checkpoint, Metrics metrics) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(fields(experiment, checkpoint, metrics)));
        } else {
            out.printf("%s of %s, step %s, on %s (%s)%n%n", experiment.settings().model(), run, checkpoint.state().step(), experiment.data().name(), experiment.data().origin());
            new EvaluationReport(metrics, experiment.data().classNames()).print(out);
        }
        out.flush();
    }

    private Map<String, Object> fields(Experiment experiment, Checkpoint checkpoint, Metrics metrics) {
        ConfusionMatrix confusion = metrics.confusion().orElseThrow();
        Map<String, Map<String, Double>> classes = new LinkedHashMap<>();
        for (int c = 0; c < confusion.classes(); c++) {
            Map<String, Double> shares = new LinkedHashMap<>();
            shares.put("precision", Json.number(confusion.precision(c)));
            shares.put("recall", Json.number(confusion.recall(c)));
            classes.put(experiment.data().classNames().get(c), shares);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "result");
        fields.put("test_accuracy", EpochFields.accuracy(metrics));
        fields.put("test_loss", Json.number(metrics.loss()));
        fields.put("samples", metrics.samples());
        fields.put("data", experiment.data().name());
        fields.put("step", checkpoint.state().step());
        fields.put("run", run.toString());
        fields.put("classes", classes);
        fields.put("confusion", confusion.toArray());
        return fields;
    }
}
