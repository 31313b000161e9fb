package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.ventral.nn.Module;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.ImageDataset;
import org.ventral.nn.data.ImageSources;
import org.ventral.nn.data.ImageSplit;
import org.ventral.nn.data.RandomShift;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.spi.ModelOptions;
import org.ventral.nn.spi.ModelProvider;
import org.ventral.nn.spi.Models;
import org.ventral.tensor.Rng;
import org.ventral.tools.cli.Choices;
import org.ventral.tools.cli.UsageException;

/**
 * A model and the data that it is for, made from settings: the same from the same.
 *
 * @param settings what they were made from
 * @param data     images to learn from and to be tested with
 * @param model    with its first weights
 */
record Experiment(RunSettings settings, ImageSplit data, Module model) {
    /** Images of a batch of an evaluation. {@code train} and {@code eval} share it, so that they add up in the same order and agree to the last bit. */
    private static final int EVALUATION_BATCH = 250;

    /**
     * Reads the data and makes the model.
     *
     * @throws IOException    if the data is not there, or damaged
     * @throws UsageException if there is no such model, or it does not know a setting, or the images are not for it
     */
    static Experiment open(RunSettings settings) throws IOException {
        ModelProvider provider = provider(settings.model());
        ImageSplit data = ImageSources.open(settings.data());
        if (!provider.inputShape().equals(data.train().sampleShape()))
            throw new UsageException("%s takes images of shape %s, those of %s have %s".formatted(settings.model(), provider.inputShape(), data.name(), data.train().sampleShape()));
        try {
            return new Experiment(settings, data, provider.create(new ModelOptions(data.classes(), settings.modelSettings()), Rng.of(settings.seed()).split("model")));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    static ModelProvider provider(String recipe) {
        return Choices.require("recipe", Models.providers(), recipe);
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

    DataLoader trainLoader() {
        var loader = DataLoader.builder(data.train()).batchSize(settings.batchSize()).shuffle(settings.seed());
        if (settings.shift() > 0) loader.augment(new RandomShift(settings.shift(), data.standardize().apply(0)), settings.seed());
        return loader.build();
    }

    DataLoader testLoader() {
        return DataLoader.builder(data.test()).batchSize(EVALUATION_BATCH).build();
    }

    /** The test images as a model expects them that learned from images standardized in this way. */
    DataLoader testLoader(Standardize learned) {
        ImageDataset own = data.test();
        int border = (int) (own.sampleShape().size(1) - own.images().height()) / 2;
        return DataLoader.builder(ImageDataset.of(own.images(), border, learned)).batchSize(EVALUATION_BATCH).build();
    }
}
