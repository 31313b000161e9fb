package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.ventral.backend.onnx.OnnxRuntimeException;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.Dataset;
import org.ventral.nn.data.ImageDataset;
import org.ventral.nn.data.ImageSources;
import org.ventral.nn.data.ImageSplit;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.train.Metrics;
import org.ventral.nn.train.Trainer;
import org.ventral.nn.train.TrainingResult;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxExportOptions;
import org.ventral.onnx.OnnxModel;
import org.ventral.optim.Optimizer;
import org.ventral.tensor.Device;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.Json;
import org.ventral.tools.cli.Terminal;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.onnx.Classifier;
import org.ventral.tools.cli.onnx.Verification;

/** An imported model that learns more, from the data to the file that is written. */
final class Finetuning {
    private static final int FAILED = 1, INTERRUPTED = 130, EVALUATION_BATCH = 250;

    private final OnnxModel model;
    private final Settings settings;
    private final boolean json;
    private final PrintWriter out, err;

    /**
     * What is asked for.
     *
     * @param data      the data set
     * @param epochs    how often all of it is seen
     * @param batchSize images of a step
     * @param limit     images to learn from at most
     * @param optimizer the optimizer
     * @param rate      its learning rate; empty for its own
     * @param decay     how the rate falls
     * @param seed      of the order of the data
     * @param mean      what is taken away from images first; null for what the model or the data says
     * @param deviation what they are divided by then, or null
     * @param target    the file to write
     * @param license   what it is to say of its licence; empty to leave that as it was read
     */
    record Settings(String data, int epochs, int batchSize, int limit, OptimizerChoice optimizer, OptionalDouble rate, Decay decay, long seed, Double mean, Double deviation, Path target, String license) {}

    /** With a model that is frozen in parts already, as it may be. */
    Finetuning(OnnxModel model, Settings settings, boolean json, PrintWriter out, PrintWriter err) {
        this.model = model;
        this.settings = settings;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    /** Trains and writes; answers the exit status. */
    int run() throws IOException {
        Path folder = settings.target.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) throw new IOException("folder " + folder + " does not exist");
        ImageSplit data = ImageSources.open(settings.data);
        Standardize standardize = ImageFit.chosen(settings.mean, settings.deviation, ImageFit.learned(ModelFile.provenance(model.metadata()), "the model", data.standardize()));
        Classifier classifier = Classifier.of(model.inputs(), data.classes(), model::forward);
        ImageDataset learning = ImageFit.fit(data.train(), classifier.layout(), standardize), tests = ImageFit.fit(data.test(), classifier.layout(), standardize);
        Tensor.noGrad(() -> classifier.forward(tests.get(0).inputs()));     // what does not fit is told before anything is announced
        Dataset limited = settings.limit < learning.size() ? learning.subset(IntStream.range(0, settings.limit).toArray()) : learning;
        DataLoader train = DataLoader.builder(limited).batchSize(settings.batchSize).shuffle(settings.seed).build();
        DataLoader test = DataLoader.builder(tests).batchSize(EVALUATION_BATCH).build();
        Optimizer optimizer = settings.optimizer.create(trainable(), settings.rate);
        announce(data, limited.size(), standardize, optimizer);
        return train(trainer(classifier, optimizer, train, test, data.classes()), origin(data, standardize, optimizer));
    }

    private Map<String, Parameter> trainable() {
        Map<String, Parameter> chosen = new LinkedHashMap<>();
        model.parameters().forEach((name, parameter) -> {
            if (parameter.isTrainable()) chosen.put(name, parameter);
        });
        return chosen;
    }

    private Trainer.Builder trainer(Classifier classifier, Optimizer optimizer, DataLoader train, DataLoader test, int classes) {
        return Trainer.builder(classifier, optimizer, train)
                .classes(classes)
                .evaluateOn(test)
                .schedule(settings.decay.schedule(optimizer.rate(), (long) settings.epochs * train.batches(), 0))
                .epochs(settings.epochs);
    }

    private int train(Trainer.Builder builder, Map<String, String> origin) throws IOException {
        try (ProgressBars bars = new ProgressBars(err, "images")) {
            builder.listener(Terminal.showsErrors() ? bars : new ProgressLines(err, "images"));
            if (json) builder.listener(new JsonLines(out, "images"));
            Trainer trainer = builder.build();
            try (Interruption _ = new Interruption(() -> trainer.stop("interrupted"))) {
                long began = System.nanoTime();
                TrainingResult result = trainer.run();
                double seconds = (System.nanoTime() - began) * 1e-9;
                return switch (result.reason()) {
                    case REQUESTED -> ended("interrupted at step " + Text.count(result.step()) + "; nothing was written", INTERRUPTED);
                    case DIVERGED -> ended(result.detail(), FAILED);
                    case FINISHED, EARLY -> {
                        origin.putAll(ModelFile.results(result.step(), result.finalTest()));
                        model.save(settings.target, OnnxExportOptions.defaults().license(settings.license).provenance(origin));
                        report(result, seconds, verify());
                        yield 0;
                    }
                };
            }
        }
    }

    /** What the file is to say of this training, in the words of {@link ModelFile}: how images must be standardized is among it. It names no folder of this machine. */
    private Map<String, String> origin(ImageSplit data, Standardize standardize, Optimizer optimizer) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data", data.name());
        facts.put("classes", String.join(",", data.classNames()));
        facts.put("mean", Double.toString(standardize.mean()));
        facts.put("deviation", Double.toString(standardize.deviation()));
        facts.put("epochs", Integer.toString(settings.epochs));
        facts.put("batch-size", Integer.toString(settings.batchSize));
        facts.put("optimizer", settings.optimizer.toString());
        facts.put("lr", Double.toString(optimizer.rate()));
        facts.put("schedule", settings.decay.toString());
        facts.put("seed", Long.toString(settings.seed));
        return facts;
    }

    private int ended(String message, int status) {
        err.println("ventral: " + message);
        err.flush();
        return status;
    }

    /** Of the file, on made-up images. */
    private Verification verify() throws IOException {
        try {
            return Verification.ofFile(settings.target, Device.preferred());
        } catch (OnnxRuntimeException | OnnxException e) {
            return new Verification.Skipped(e.getMessage());
        }
    }

    private void announce(ImageSplit data, int images, Standardize standardize, Optimizer optimizer) {
        long all = count(model.parameters()), learning = count(trainable());
        err.printf("model      %s, %s of them trained%n", Text.count(all, "parameter"), Text.count(learning));
        err.printf("data       %s: %s training and %s test images, %s classes (%s)%n", data.name(), Text.count(images), Text.count(data.test().size()), data.classes(), data.origin());
        err.println(Text.format("           standardized by mean %.6g, deviation %.6g", standardize.mean(), standardize.deviation()));
        err.printf("optimizer  %s, rate %s %s, batches of %s, %s%n", settings.optimizer, optimizer.rate(), settings.decay, settings.batchSize, Text.count(settings.epochs, "epoch"));
        err.flush();
    }

    private static long count(Map<String, Parameter> parameters) {
        return parameters.values().stream().mapToLong(parameter -> parameter.type().shape().elements()).sum();
    }

    private void report(TrainingResult result, double seconds, Verification verification) {
        Metrics test = result.finalTest().orElseThrow();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", "result");
            fields.put("test_accuracy", EpochFields.accuracy(test));
            fields.put("test_loss", Json.number(test.loss()));
            fields.put("epochs", result.history().size());
            fields.put("steps", result.step());
            fields.put("seconds", EpochFields.rounded(seconds, 1e3));
            Map<String, Object> onnx = new LinkedHashMap<>();
            onnx.put("file", settings.target.toString());
            onnx.putAll(verification.fields());
            fields.put("onnx", onnx);
            out.println(Json.line(fields));
        } else {
            out.printf("test accuracy   %s of %s%n", Text.percent(test.accuracy().orElse(Double.NaN)), Text.count(test.samples()));
            out.println(Text.format("test loss       %.4f", test.loss()));
            out.printf("time            %s%n", Text.seconds(seconds));
            out.printf("model           %s, %s%n", settings.target, verification);
        }
        out.flush();
    }
}
