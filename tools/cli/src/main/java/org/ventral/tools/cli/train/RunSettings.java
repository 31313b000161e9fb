package org.ventral.tools.cli.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.ventral.tools.cli.UsageException;

/**
 * All that the result of a run depends on, apart from the backend. Saved in every checkpoint under the names of the command line's options.
 *
 * @param model           name of the model's plugin
 * @param modelSettings   its settings
 * @param data            name of a data set, or an absolute folder
 * @param shift           pixels by which training images are moved at random at most, 0 for not at all
 * @param flip            whether half of the training images, chosen at random, are mirrored
 * @param epochs          how often all training data is seen
 * @param batchSize       images of a step
 * @param optimizer       the optimizer
 * @param rate            its learning rate; empty for the optimizer's own default
 * @param decay           how the rate falls
 * @param warmUp          steps in which it rises first
 * @param seed            of the first weights and of the order of the data
 * @param checkpointEvery steps between checkpoints within an epoch, 0 for none
 * @param patience        epochs without a better test loss after which to stop; empty to go on to the end
 */
record RunSettings(String model, Map<String, String> modelSettings, String data, int shift, boolean flip, int epochs, int batchSize, OptimizerChoice optimizer, OptionalDouble rate,
                   Decay decay, int warmUp, long seed, int checkpointEvery, OptionalInt patience) {
    private static final String MODEL_SETTING = "set.";

    RunSettings {
        modelSettings = Map.copyOf(modelSettings);
        atLeast("--shift", shift, 0);
        atLeast("--epochs", epochs, 1);
        atLeast("--batch-size", batchSize, 1);
        atLeast("--warmup-steps", warmUp, 0);
        atLeast("--checkpoint-every", checkpointEvery, 0);
        if (patience.isPresent()) atLeast("--patience", patience.getAsInt(), 1);
        if (rate.isPresent() && !(rate.getAsDouble() > 0 && Double.isFinite(rate.getAsDouble()))) throw new UsageException("--lr must be positive, got " + rate.getAsDouble());
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) throw new UsageException(option + " must be at least " + least + ", got " + value);
    }

    RunSettings withRate(double exact) {
        return new RunSettings(model, modelSettings, data, shift, flip, epochs, batchSize, optimizer, OptionalDouble.of(exact), decay, warmUp, seed, checkpointEvery, patience);
    }

    RunSettings withEpochs(int count) {
        return new RunSettings(model, modelSettings, data, shift, flip, count, batchSize, optimizer, rate, decay, warmUp, seed, checkpointEvery, patience);
    }

    RunSettings withData(String other) {
        return new RunSettings(model, modelSettings, other, shift, flip, epochs, batchSize, optimizer, rate, decay, warmUp, seed, checkpointEvery, patience);
    }

    RunSettings withModel(String other, Map<String, String> itsSettings) {
        return new RunSettings(other, itsSettings, data, shift, flip, epochs, batchSize, optimizer, rate, decay, warmUp, seed, checkpointEvery, patience);
    }

    /** As text by name, from which {@link #fromConfig} makes the same. */
    Map<String, String> toConfig() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("recipe", model);
        new TreeMap<>(modelSettings).forEach((name, value) -> config.put(MODEL_SETTING + name, value));
        config.put("data", data);
        config.put("shift", Integer.toString(shift));
        config.put("flip", Boolean.toString(flip));
        config.put("epochs", Integer.toString(epochs));
        config.put("batch-size", Integer.toString(batchSize));
        config.put("optimizer", optimizer.toString());
        rate.ifPresent(value -> config.put("lr", Double.toString(value)));
        config.put("schedule", decay.toString());
        config.put("warmup-steps", Integer.toString(warmUp));
        config.put("seed", Long.toString(seed));
        config.put("checkpoint-every", Integer.toString(checkpointEvery));
        patience.ifPresent(value -> config.put("patience", Integer.toString(value)));
        return config;
    }

    /**
     * The settings that a run was started with.
     *
     * @param where the file they come from, for errors
     * @throws IOException if one is missing or makes no sense
     */
    static RunSettings fromConfig(Map<String, String> config, String where) throws IOException {
        Map<String, String> modelSettings = new LinkedHashMap<>();
        config.forEach((name, value) -> {
            if (name.startsWith(MODEL_SETTING)) modelSettings.put(name.substring(MODEL_SETTING.length()), value);
        });
        try {
            return new RunSettings(text(config, "recipe"), modelSettings, text(config, "data"), number(config, "shift"), Boolean.parseBoolean(config.get("flip")), number(config, "epochs"), number(config, "batch-size"),
                    OptimizerChoice.parse(text(config, "optimizer")),
                    config.containsKey("lr") ? OptionalDouble.of(Double.parseDouble(config.get("lr"))) : OptionalDouble.empty(),
                    Decay.named(text(config, "schedule")), number(config, "warmup-steps"), Long.parseLong(text(config, "seed")),
                    number(config, "checkpoint-every"), config.containsKey("patience") ? OptionalInt.of(number(config, "patience")) : OptionalInt.empty());
        } catch (IllegalArgumentException e) {
            throw new IOException(where + " was not written by ventral train, or is damaged: " + e.getMessage(), e);
        }
    }

    private static int number(Map<String, String> config, String name) {
        return Integer.parseInt(text(config, name));
    }

    private static String text(Map<String, String> config, String name) {
        String value = config.get(name);
        if (value == null) throw new IllegalArgumentException("it does not say " + name);
        return value;
    }
}
