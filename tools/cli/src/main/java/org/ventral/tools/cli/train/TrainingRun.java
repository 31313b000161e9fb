package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ventral.nn.train.Checkpoint;
import org.ventral.nn.train.ConfusionMatrix;
import org.ventral.nn.train.EarlyStopping;
import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.Metrics;
import org.ventral.nn.train.StopReason;
import org.ventral.nn.train.Trainer;
import org.ventral.nn.train.TrainingEvent;
import org.ventral.nn.train.TrainingListener;
import org.ventral.nn.train.TrainingResult;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.Device;
import org.ventral.tools.cli.Failures;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Terminal;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.onnx.Verification;
import org.ventral.tools.cli.plot.RunPlots;

/** One run of training, from its settings to the files in its folder. */
final class TrainingRun {
    private static final int INTERRUPTED = 130, FAILED = 1;

    private final RunSettings asked;
    private final RunFolder folder;
    private final Optional<Checkpoint> start;
    private final boolean resumed;
    private final Device device;
    private final int threads;
    private final boolean json;
    private final PrintWriter out, err;

    /**
     * A run that has not begun.
     *
     * @param start   where to go on; empty to begin at the beginning
     * @param resumed whether the folder is the run's already
     * @param json    whether results are for programs
     */
    TrainingRun(RunSettings asked, RunFolder folder, Optional<Checkpoint> start, boolean resumed, Device device, int threads, boolean json, PrintWriter out, PrintWriter err) {
        this.asked = asked;
        this.folder = folder;
        this.start = start;
        this.resumed = resumed;
        this.device = device;
        this.threads = threads;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    /** Trains; answers the exit status. */
    int run() throws IOException {
        Experiment experiment = Experiment.open(asked);
        Optimizer optimizer = asked.optimizer().create(experiment.model().parameters(), asked.rate());
        RunSettings settings = asked.withRate(optimizer.rate());
        long steps = (long) settings.epochs() * experiment.trainLoader().batches();
        Map<String, String> config = config(settings, experiment);
        if (!resumed) folder.create(config);
        announce(settings, experiment, steps);

        List<EpochRecord> history = start.map(checkpoint -> checkpoint.state().history()).orElse(List.of());
        LastConfusion confusion = new LastConfusion();
        try (ProgressBars bars = new ProgressBars(err, experiment.samples())) {
            Trainer.Builder builder = Trainer.builder(experiment.model(), optimizer, experiment.trainLoader())
                    .task(experiment.task())
                    .loss(experiment.loss())
                    .clipping(experiment.clipping())
                    .evaluateOn(experiment.testLoader())
                    .schedule(settings.decay().schedule(optimizer.rate(), steps, settings.warmUp()))
                    .epochs(settings.epochs())
                    .checkpoints(folder.checkpoints())
                    .checkpointEverySteps(settings.checkpointEvery())
                    .config(config)
                    .provenance(provenance(experiment))
                    .listener(new MetricsLog(folder.metrics(), history, experiment.samples()))
                    .listener(confusion)
                    .listener(Terminal.showsErrors() ? bars : new ProgressLines(err, experiment.samples()));
            if (json) builder.listener(new JsonLines(out, experiment.samples()));
            settings.patience().ifPresent(epochs -> builder.earlyStopping(EarlyStopping.onLoss(epochs)));
            Trainer trainer = builder.build();
            if (start.isPresent()) trainer.resume(start.get());
            return train(trainer, settings, experiment, confusion);
        }
    }

    private int train(Trainer trainer, RunSettings settings, Experiment experiment, LastConfusion confusion) throws IOException {
        try (Interruption interruption = new Interruption(() -> trainer.stop("interrupted"))) {
            try {
                long began = System.nanoTime();
                TrainingResult result = trainer.run();
                double seconds = (System.nanoTime() - began) * 1e-9;
                draw(experiment, result, confusion.matrix);
                return report(experiment, result, seconds, finished(result) ? Optional.of(export(settings, experiment, result)) : Optional.empty());
            } catch (IOException | UncheckedIOException e) {
                IOException failure = new IOException("training stopped: " + where(Failures.message(e)) + rescue(), e);
                if (!interruption.requested()) throw failure;
                err.println("ventral: " + failure.getMessage());   // said here, for the process ends as soon as the interruption is over
                err.flush();
                return FAILED;
            }
        }
    }

    private void draw(Experiment experiment, TrainingResult result, Optional<ConfusionMatrix> confusion) {
        RunPlots plots = new RunPlots(asked.model() + " on " + experiment.data().name());
        List<String> left = new ArrayList<>(plots.draw(result.history(), folder.curves(), confusion, experiment.classNames(), folder.confusion()));
        if (finished(result)) left.addAll(experiment.draw(plots, folder.path()));
        left.forEach(err::println);
    }

    // ------------------------------------------------------------------------------------------------ the model as a file

    /** A model that was written, and what ONNX Runtime says of it; or why it was not written. */
    private record Written(Optional<Path> file, Verification verification) {}

    private static boolean finished(TrainingResult result) {
        return result.reason() == StopReason.FINISHED || result.reason() == StopReason.EARLY;
    }

    /** A model of a plugin may do what ONNX cannot say; that must not spoil its training. */
    private Written export(RunSettings settings, Experiment experiment, TrainingResult result) throws IOException {
        Map<String, String> results = ModelFile.results(result.step(), result.finalTest());
        try {
            ModelFile.write(experiment, folder.model(), OnnxExportOptions.defaults().provenance(ModelFile.provenance(experiment, config(settings, experiment), results)));
            Written written = new Written(Optional.of(folder.model()), ModelFile.verify(experiment, folder.model()));
            err.printf("model      %s, %s%n", folder.model(), written.verification);
            return written;
        } catch (OnnxException | IllegalStateException e) {
            Verification reason = new Verification.Skipped(Failures.message(e));
            err.printf("model      no %s: %s%n", folder.model().getFileName(), Failures.message(e));
            return new Written(Optional.empty(), reason);
        }
    }

    // ------------------------------------------------------------------------------------------------ what is saved with the run

    private Map<String, String> config(RunSettings settings, Experiment experiment) {
        Map<String, String> config = settings.toConfig();
        config.put("backend", device.name());
        config.putAll(experiment.facts());
        return config;
    }

    private Map<String, String> provenance(Experiment experiment) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("ventral", Device.class.getModule().isNamed() ? Device.class.getModule().getDescriptor().rawVersion().orElse("development") : "development");
        facts.put("java", Runtime.version().toString());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("device", device.name());
        facts.put("threads", Integer.toString(threads));
        facts.put("data", experiment.data().origin());
        return facts;
    }

    // ------------------------------------------------------------------------------------------------ what is said

    private void announce(RunSettings settings, Experiment experiment, long steps) {
        var data = experiment.data();
        err.printf("model      %s, %s%n", settings.model(), Text.count(experiment.model().parameterCount(), "parameter"));
        int classes = experiment.classNames().size();
        err.printf("data       %s: %s training and %s test %s%s (%s)%n", data.name(), Text.count(data.train().size()), Text.count(data.test().size()), experiment.samples(),
                classes == 0 ? "" : ", " + classes + " classes", data.origin());
        experiment.notes().forEach(note -> err.println("           " + note));
        experiment.baseline().ifPresent(known -> err.println("baseline   " + known));
        err.printf("device     %s, %s%n", device.name(), Text.count(threads, "thread"));
        err.printf("optimizer  %s, rate %s %s, batches of %s, %s (%s)%n", settings.optimizer(), settings.rate().getAsDouble(), settings.decay(), settings.batchSize(),
                Text.count(settings.epochs(), "epoch"), Text.count(steps, "step"));
        err.printf("run        %s%s%n", folder, start.map(checkpoint -> ", from step " + Text.count(checkpoint.state().step())).orElse(resumed ? ", from its beginning" : ""));
        err.flush();
    }

    private int report(Experiment experiment, TrainingResult result, double seconds, Optional<Written> model) {
        return switch (result.reason()) {
            case REQUESTED -> {
                err.printf("ventral: interrupted at step %s; its checkpoint is saved. To go on: ventral train --resume %s%n", Text.count(result.step()), folder);
                err.flush();
                yield INTERRUPTED;
            }
            case DIVERGED -> {
                err.printf("ventral: %s%n", result.detail());
                err.flush();
                yield FAILED;
            }
            case FINISHED, EARLY -> {
                if (json) out.println(Json.line(fields(experiment, result, seconds, model.orElseThrow())));
                else summarize(experiment, result, seconds);
                out.flush();
                yield 0;
            }
        };
    }

    private Map<String, Object> fields(Experiment experiment, TrainingResult result, double seconds, Written model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "result");
        fields.put(result.finalTest().map(test -> EpochFields.measure("test", test)).orElse("test_accuracy"), result.finalTest().map(EpochFields::value).orElse(null));
        fields.put("test_loss", result.finalTest().map(test -> Json.number(test.loss())).orElse(null));
        experiment.baseline().ifPresent(known -> fields.put(known.field(), Json.number(known.value())));
        fields.put("epochs", result.history().size());
        fields.put("steps", result.step());
        fields.put("seconds", EpochFields.rounded(seconds, 1e3));
        fields.put("run", folder.toString());
        Map<String, Object> onnx = new LinkedHashMap<>();
        onnx.put("file", model.file.map(Path::toString).orElse(null));
        onnx.putAll(model.verification.fields());
        fields.put("onnx", onnx);
        return fields;
    }

    private void summarize(Experiment experiment, TrainingResult result, double seconds) {
        Metrics test = result.finalTest().orElseThrow();
        if (result.reason() == StopReason.EARLY) out.printf("stopped early   %s%n", result.detail());
        test.confusion().ifPresentOrElse(counts -> out.printf("test accuracy   %s (%s of %s)%n", Text.percent(counts.accuracy()), Text.count(counts.correct()), Text.count(counts.total())),
                () -> test.accuracy().ifPresent(accuracy -> out.printf("test accuracy   %s (%s of %s)%n", Text.percent(accuracy), Text.count(Math.round(accuracy * test.samples())), Text.count(test.samples()))));
        test.absoluteError().ifPresent(error -> out.printf("test error      %s, the mean distance from the truth%n", EpochText.error(error)));
        out.println(Text.format("test loss       %.4f", test.loss()));
        experiment.baseline().ifPresent(known -> out.printf("baseline        %s%n", known));
        out.printf("time            %s, %s in all%n", Text.seconds(seconds), Text.count(result.history().size(), "epoch"));
        out.printf("files           %s%n", folder);
        out.printf("to evaluate it  ventral eval %s%n", folder);
    }

    /** A full disk does not say of itself where it is. */
    private String where(String message) {
        return message.contains(folder.toString()) ? message : folder + ": " + message;
    }

    /** What is left of a run whose disk is full, say. */
    private String rescue() {
        try {
            return folder.checkpoints().latest()
                    .map(last -> "; the last good checkpoint is " + last + ". When that is mended: ventral train --resume " + folder)
                    .orElse("; there is no checkpoint yet");
        } catch (IOException _) {
            return "";
        }
    }

    /** The confusion matrix of the last evaluation in this process; a history keeps none. */
    private static final class LastConfusion implements TrainingListener {
        private Optional<ConfusionMatrix> matrix = Optional.empty();

        @Override public void on(TrainingEvent event) {
            if (event instanceof TrainingEvent.Evaluated evaluated) matrix = evaluated.metrics().confusion();
        }
    }
}
