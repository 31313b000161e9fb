package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ventral.nn.spi.Models;
import org.ventral.nn.train.Checkpoint;
import org.ventral.tensor.Device;
import org.ventral.tensor.spi.Provider;
import org.ventral.tools.cli.DeviceOptions;
import org.ventral.tools.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ventral train}: trains a model by a recipe, or goes on with a run. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false, description = "Trains a model; ends with a folder of checkpoints, metrics and plots.",
        footer = {"", "Ctrl-C ends a run with a checkpoint; --resume goes on from there, bit for bit.", "", "Example: ventral train lenet5 --data fashion-mnist --epochs 5 --seed 7"})
public final class TrainCommand implements Callable<Integer> {
    private static final int DEFAULT_SEED = 1;

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "What to train: lenet5, resnet20, resnet18, another model of a plugin (see ventral plugins), or a recipe with data of its own: lstm-births, adding-problem, copy-task, depth.")
    private String recipe;

    @Option(names = "--data", paramLabel = "D", description = "Data set: digits (embedded), fashion-mnist, or a folder of IDX files. By default the recipe's.")
    private String data;

    @Option(names = "--shift", paramLabel = "PIXELS", description = "Move training images at random by up to so many pixels either way; 0 for not.")
    private Integer shift;

    @Option(names = "--flip", negatable = true, description = "Mirror half of the training images, left for right; for things that have no side.")
    private Boolean flip;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the training data.")
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "B", description = "Samples of a step.")
    private Integer batchSize;

    @Option(names = "--optimizer", paramLabel = "O", description = "sgd, momentum, nesterov, adam, adamw, or one of a plugin; with settings as in adam:beta1=0.8,beta2=0.99.")
    private String optimizer;

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate.")
    private Double rate;

    @Option(names = "--schedule", paramLabel = "S", description = "How the learning rate falls: constant, linear (to 1 %%), cosine (to 0).")
    private String schedule;

    @Option(names = "--warmup-steps", paramLabel = "N", description = "Steps in which the learning rate rises first.")
    private Integer warmUp;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the model, as in --set activation=relu, or of the recipe, as in --set length=200; may be repeated.")
    private Map<String, String> modelSettings = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of first weights and of the order of the data; 1 by default. The same seed gives the same weights, bit for bit.")
    private Long seed;

    @Option(names = "--patience", paramLabel = "N", description = "Stop early when the test loss has not got better for N epochs.")
    private Integer patience;

    @Option(names = "--checkpoint-every", paramLabel = "STEPS", description = "Write checkpoints within epochs too.")
    private Integer checkpointEvery;

    @Option(names = "--out", paramLabel = "DIR", description = "Run folder; by default runs/RECIPE-DATE-TIME.")
    private Path out;

    @Option(names = "--resume", paramLabel = "DIR", description = "Go on with the run in this folder. Of its settings only --epochs, --threads and --backend can be changed.")
    private Path resume;

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON line for each epoch, and one with the result.")
    private boolean json;

    @Spec private CommandSpec spec;

    /** For picocli. */
    public TrainCommand() {}

    @Override public Integer call() throws IOException {
        return resume == null ? start() : goOn();
    }

    private int start() throws IOException {
        if (recipe == null) throw new UsageException("which recipe? There is " + String.join(", ", recipes()) + " (see ventral train --help)");
        boolean images = SequenceRecipe.named(recipe).isEmpty();
        if (images && !recipe.equals(DepthStudy.NAME)) {
            if (Models.providers().named(Recipe.model(recipe)).isEmpty()) throw new UsageException("unknown recipe \"" + recipe + "\"; there are " + String.join(", ", recipes()));
            ImageExperiment.provider(recipe);                       // refuses a model that was found but cannot work here
        }
        Recipe defaults = Recipe.of(recipe, data == null || !images ? data : ImageExperiment.dataName(data));
        OptimizerChoice chosen = optimizer == null ? defaults.optimizer() : OptimizerChoice.parse(optimizer);
        var settings = new RunSettings(recipe, modelSettings, defaults.data(), or(shift, defaults.shift()), or(flip, defaults.flip()), or(epochs, defaults.epochs()), or(batchSize, defaults.batchSize()), chosen, rate(defaults, chosen),
                schedule == null ? defaults.decay() : Decay.named(schedule), or(warmUp, defaults.warmUp()), seed == null ? DEFAULT_SEED : seed, or(checkpointEvery, 0),
                patience == null ? OptionalInt.empty() : OptionalInt.of(patience));
        RunFolder folder = out == null ? RunFolder.unused(recipe) : new RunFolder(out);
        return run(settings, folder, Optional.empty(), false, device.apply());
    }

    /** The models that tell images apart, then the recipes that bring their own data. */
    private static List<String> recipes() {
        Stream<String> own = Stream.concat(SequenceRecipe.names().stream(), Stream.of(DepthStudy.NAME));
        return Stream.concat(Models.providers().all().stream().map(Provider::name).sorted(), own).toList();
    }

    /** The recipe's rate was found for its own optimizer; another one knows best itself. */
    private OptionalDouble rate(Recipe defaults, OptimizerChoice chosen) {
        if (rate != null) return OptionalDouble.of(rate);
        return chosen.name().equals(defaults.optimizer().name()) ? defaults.rate() : OptionalDouble.empty();
    }

    private int goOn() throws IOException {
        RunFolder folder = RunFolder.existing(resume);
        // The device comes first: reading a checkpoint makes tensors.
        Map<String, String> config = folder.startingConfig();
        Device chosen = device.apply(config.get("backend"));
        Optional<Checkpoint> checkpoint = folder.latest();
        if (checkpoint.isPresent()) config = checkpoint.get().state().config();
        RunSettings saved = RunSettings.fromConfig(config, checkpoint.isPresent() ? "the checkpoint in " + folder : folder.settings().toString());
        refuseChanges(config);
        int done = checkpoint.map(c -> c.state().epoch()).orElse(0);
        if (epochs != null && epochs < done) throw new UsageException("--epochs " + epochs + ": this run has done " + done + " already");
        return run(epochs == null ? saved : saved.withEpochs(epochs), folder, checkpoint, true, chosen);
    }

    private int run(RunSettings settings, RunFolder folder, Optional<Checkpoint> checkpoint, boolean resumed, Device chosen) throws IOException {
        var command = spec.commandLine();
        if (settings.model().equals(DepthStudy.NAME)) return new DepthStudy(settings, folder, resumed, chosen, device.threads(), json, command.getOut(), command.getErr()).run();
        return new TrainingRun(settings, folder, checkpoint, resumed, chosen, device.threads(), json, command.getOut(), command.getErr()).run();
    }

    private void refuseChanges(Map<String, String> saved) {
        refuse("--data", data, saved.get("data"));
        refuse("--shift", shift, saved.get("shift"));
        refuse("--flip", flip, saved.get("flip"));
        refuse("--batch-size", batchSize, saved.get("batch-size"));
        refuse("--optimizer", optimizer, saved.get("optimizer"));
        refuse("--lr", rate, saved.get("lr"));
        refuse("--schedule", schedule, saved.get("schedule"));
        refuse("--warmup-steps", warmUp, saved.get("warmup-steps"));
        refuse("--seed", seed, saved.get("seed"));
        refuse("--patience", patience, saved.get("patience"));
        refuse("--checkpoint-every", checkpointEvery, saved.get("checkpoint-every"));
        refuse("--out", out, resume.toString());
        modelSettings.forEach((name, value) -> refuse("--set " + name, value, saved.get("set." + name)));
        if (recipe != null && !recipe.equals(saved.get("recipe"))) throw new UsageException("this run trains " + saved.get("recipe") + ", not " + recipe);
    }

    private static void refuse(String option, Object given, String saved) {
        if (given != null)
            throw new UsageException(option + " cannot be changed when a run is resumed: " + (saved == null ? "this run was started without it" : "this run has " + saved));
    }

    private static <T> T or(T given, T byDefault) {
        return given == null ? byDefault : given;
    }
}
