package org.ventral.tools.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.ventral.onnx.OnnxException;
import org.ventral.onnx.OnnxModel;
import org.ventral.onnx.OnnxModels;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.onnx.ImageLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral onnx finetune}: an imported classifier learns more. */
@Command(name = "finetune", mixinStandardHelpOptions = true, sortOptions = false, description = "Trains an ONNX model that takes images, and writes it as ONNX again.",
        footer = {"", "What is frozen is frozen before the head is replaced: --freeze '*' --replace-head 10 trains a new head alone.",
            "", "Example: ventral onnx finetune mnist.onnx --data fashion-mnist --replace-head 10 --epochs 3 --out clothes.onnx"})
public final class FinetuneCommand implements Callable<Integer> {
    /** How far answers to the same images may be apart that are computed one by one or together. */
    private static final double ROUNDING = 1e-3;

    @Parameters(paramLabel = "FILE", description = "The model.")
    private Path file;

    @Option(names = "--data", paramLabel = "D", required = true, description = "Data set: digits (embedded), fashion-mnist, or a folder of IDX files.")
    private String data;

    @Option(names = "--freeze", paramLabel = "PATTERN", description = "Leave the parameters that this names as they are; * stands for anything. May be repeated.")
    private List<String> frozen = new ArrayList<>();

    @Option(names = "--replace-head", paramLabel = "CLASSES", description = "Put a fresh last layer for so many classes in place of the model's own.")
    private Integer classes;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the training data; 3 by default.")
    private int epochs = 3;

    @Option(names = "--batch-size", paramLabel = "B", description = "Images of a step; 32 by default.")
    private int batchSize = 32;

    @Option(names = "--limit", paramLabel = "N", description = "Learn from the first N images of the data set only.")
    private Integer limit;

    @Option(names = "--optimizer", paramLabel = "O", description = "sgd, momentum, nesterov, adam, adamw, or one of a plugin; adam by default.")
    private String optimizer = "adam";

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate; the optimizer's own by default.")
    private Double rate;

    @Option(names = "--schedule", paramLabel = "S", description = "How the learning rate falls: constant, linear (to 1 %%), cosine (to 0). Constant by default.")
    private String schedule = Decay.CONSTANT.toString();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the new head and of the order of the data; 1 by default.")
    private long seed = 1;

    @Option(names = "--mean", paramLabel = "M", description = "Taken away from images first, where white is 1. By default what the model or the data says.")
    private Double mean;

    @Option(names = "--std", paramLabel = "S", description = "What images are divided by then.")
    private Double deviation;

    @Option(names = "--out", paramLabel = "FILE", description = "The file to write; by default NAME-tuned.onnx beside the model.")
    private Path out;

    @Option(names = "--license", paramLabel = "SPDX", description = "The licence of the tuned model, noted in the file; by default what the model's own file says.")
    private String license;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON line for each epoch, and one with the result.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public FinetuneCommand() {}

    @Override public Integer call() throws IOException {
        if (epochs < 1) throw new UsageException("--epochs must be at least 1, got " + epochs);
        if (batchSize < 1) throw new UsageException("--batch-size must be at least 1, got " + batchSize);
        if (limit != null && limit < 1) throw new UsageException("--limit must be at least 1, got " + limit);
        if (classes != null && classes < 1) throw new UsageException("--replace-head must be at least 1, got " + classes);
        if (rate != null && !(rate > 0 && Double.isFinite(rate))) throw new UsageException("--lr must be positive, got " + rate);
        Decay decay = Decay.named(schedule);
        if (!Files.isRegularFile(file)) throw Files.exists(file) ? new IOException(file + " is not an ONNX file") : new NoSuchFileException(file.toString());
        device.apply();
        PrintWriter err = spec.commandLine().getErr();
        OnnxModel model = prepared();
        Finetuning.Settings settings = new Finetuning.Settings(ImageExperiment.dataName(data), epochs, batchSize, limit == null ? Integer.MAX_VALUE : limit, OptimizerChoice.parse(optimizer),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate), decay, seed, mean, deviation, target(), license == null ? "" : license);
        return new Finetuning(model, settings, json, spec.commandLine().getOut(), err).run();
    }

    private OnnxModel prepared() throws IOException {
        OnnxModel model = OnnxModels.load(file);
        for (String pattern : frozen)
            if (model.freeze(pattern) == 0) throw new UsageException("--freeze %s names no parameter; there are %s".formatted(pattern, String.join(", ", model.parameters().keySet())));
        OnnxModel changed = classes == null ? model : model.replaceHead(classes, Rng.of(seed).split("head"));
        if (changed.parameters().values().stream().noneMatch(parameter -> parameter.isTrainable())) throw new UsageException("nothing is left to train: all parameters are frozen, or there are none");
        return opened(changed);
    }

    /** A model that was written for one image at a time, for many at once; itself, where a node insists on its size. */
    private static OnnxModel opened(OnnxModel model) {
        if (model.inputs().size() != 1 || ImageLayout.of(model.inputs().getFirst()).batch() != 1) return model;
        OnnxModel open = model.openBatch();
        try {
            ImageLayout layout = ImageLayout.of(open.inputs().getFirst());
            Tensor two = Tensor.randn(Rng.of(1), layout.shape(2, Math.max(1, layout.channels()), Math.max(1, layout.height()), Math.max(1, layout.width())));
            Tensor apart = Tensor.concat(0, model.run(two.slice(0, 0, 1)), model.run(two.slice(0, 1, 2)));
            return close(open.run(two), apart) ? open : model;
        } catch (OnnxException | IllegalArgumentException _) {
            return model;
        }
    }

    private static boolean close(Tensor a, Tensor b) {
        if (!a.shape().equals(b.shape())) return false;
        double[] x = a.toDoubles(), y = b.toDoubles();
        for (int i = 0; i < x.length; i++) if (Math.abs(x[i] - y[i]) > ROUNDING * Math.max(1, Math.abs(y[i]))) return false;
        return true;
    }

    private Path target() {
        if (out != null) return out;
        String name = file.getFileName().toString();
        return file.resolveSibling((name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name) + "-tuned.onnx");
    }
}
