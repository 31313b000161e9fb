package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ventral.nn.Module;
import org.ventral.nn.data.Augmentation;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.ImageDataset;
import org.ventral.nn.data.ImageSources;
import org.ventral.nn.data.ImageSplit;
import org.ventral.nn.data.RandomFlip;
import org.ventral.nn.data.RandomShift;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.loss.CrossEntropy;
import org.ventral.nn.loss.Loss;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;
import org.ventral.nn.train.Task;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Rng;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.Text;
import org.ventral.tools.cli.UsageException;

/**
 * A model of a plugin that tells images apart.
 *
 * @param settings what it was made from
 * @param data     images to learn from and to be tested with
 * @param model    with its first weights
 */
record ImageExperiment(RunSettings settings, ImageSplit data, Module model) implements Experiment {
    private static final int EVALUATION_BATCH = 250;

    static ImageExperiment open(RunSettings settings) throws IOException {
        ModelProvider provider = provider(settings.model());
        ImageSplit data = ImageSources.open(settings.data());
        if (!provider.accepts(data.train().sampleShape()))
            throw new UsageException("%s takes images of shape %s, those of %s have %s".formatted(settings.model(), provider.inputShape(), data.name(), data.train().sampleShape()));
        try {
            return new ImageExperiment(settings, data, provider.create(new ModelOptions(data.classes(), settings.modelSettings()), Rng.of(settings.seed()).split("model")));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** The plugin that makes the model of a recipe. */
    static ModelProvider provider(String recipe) {
        return Choices.require("recipe", Models.providers(), Recipe.model(recipe));
    }

    /** A data set as settings hold it: a folder in full, so that the run can go on from elsewhere. */
    static String dataName(String written) {
        if (ImageSources.NAMES.contains(written)) return written;
        try {
            return Path.of(written).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException _) {
            return written;                                        // opening it gives the right message
        }
    }

    @Override public Task task() {
        return Task.classification(data.classes());
    }

    @Override public Loss loss() {
        return new CrossEntropy();
    }

    @Override public UnaryOperator<Gradients> clipping() {
        return UnaryOperator.identity();
    }

    @Override public String samples() {
        return "images";
    }

    @Override public List<String> classNames() {
        return data.classNames();
    }

    @Override public DataLoader trainLoader() {
        var loader = DataLoader.builder(data.train()).batchSize(settings.batchSize()).shuffle(settings.seed());
        augmentation().ifPresent(change -> loader.augment(change, settings.seed()));
        return loader.build();
    }

    private Optional<Augmentation> augmentation() {
        Optional<Augmentation> shift = settings.shift() == 0 ? Optional.empty() : Optional.of(new RandomShift(settings.shift(), data.standardize().apply(0)));
        if (!settings.flip()) return shift;
        Augmentation flip = new RandomFlip();
        return Optional.of(shift.map(first -> first.then(flip)).orElse(flip));
    }

    @Override public DataLoader testLoader() {
        return DataLoader.builder(data.test()).batchSize(EVALUATION_BATCH).build();
    }

    @Override public DataLoader testLoader(Map<String, String> config, String where) throws IOException {
        Standardize learned = ImageFit.learned(config, where, data.standardize());
        ImageDataset own = data.test();
        int border = (int) (own.sampleShape().size(1) - own.images().height()) / 2;
        return DataLoader.builder(ImageDataset.of(own.images(), border, learned)).batchSize(EVALUATION_BATCH).build();
    }

    @Override public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("mean", Double.toString(data.standardize().mean()));
        facts.put("deviation", Double.toString(data.standardize().deviation()));
        return facts;
    }

    @Override public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (settings.shift() > 0) notes.add("training images are moved at random by up to " + Text.count(settings.shift(), "pixel"));
        if (settings.flip()) notes.add("half of the training images, chosen at random, are mirrored");
        return notes;
    }

    @Override public Optional<Baseline> baseline() {
        return Optional.empty();
    }

    @Override public String input() {
        return "image";
    }

    @Override public boolean namedData() {
        return ImageSources.NAMES.contains(settings.data());
    }
}
