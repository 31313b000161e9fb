package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ventral.nn.Module;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.DataSplit;
import org.ventral.nn.loss.Loss;
import org.ventral.nn.train.Task;
import org.ventral.tensor.Gradients;
import org.ventral.tensor.Shape;
import org.ventral.tools.cli.UsageException;
import org.ventral.tools.cli.plot.RunPlots;

/** A model, the data that it is for, and what counts, made from settings: the same from the same. */
sealed interface Experiment permits ImageExperiment, SequenceExperiment {
    /**
     * Reads or makes the data, and makes the model.
     *
     * @throws IOException    if the data is not there, or damaged
     * @throws UsageException if there is no such recipe, or it does not know a setting, or the data is not for its model
     */
    static Experiment open(RunSettings settings) throws IOException {
        Optional<SequenceRecipe> sequence = SequenceRecipe.named(settings.model());
        return sequence.isPresent() ? sequence.get().open(settings) : ImageExperiment.open(settings);
    }

    /** What it was made from. */
    RunSettings settings();

    /** Samples to learn from and to be tested with. */
    DataSplit data();

    /** With its first weights. */
    Module model();

    /** What is counted. */
    Task task();

    /** What is made small. */
    Loss loss();

    /** What is done to the gradients of each step. */
    UnaryOperator<Gradients> clipping();

    /** What a sample is called, in the plural. */
    String samples();

    /** What the classes are called; none for a regression. */
    List<String> classNames();

    /** The training samples in batches. */
    DataLoader trainLoader();

    /** The test samples in batches. {@code train} and {@code eval} share their size, so that they add up in the same order and agree to the last bit. */
    DataLoader testLoader();

    /**
     * The test samples as a model expects them that learned from samples treated in its own way.
     *
     * @param config the settings of the run that it learned in
     * @param where  what they come from, for errors
     */
    DataLoader testLoader(Map<String, String> config, String where) throws IOException;

    /** What a checkpoint is to say of the data beside the settings. */
    Map<String, String> facts();

    /** What there is to say of the data, a line each. */
    List<String> notes();

    /** What the model has to beat, if that is known. */
    Optional<Baseline> baseline();

    /** The name of the model's input in an ONNX file. */
    String input();

    /** Whether the data is known by its name alone, so that the name can be told to others. */
    boolean namedData();

    /** Pictures of its own, made when the model has learned; answers a sentence for each that was left out. */
    default List<String> draw(RunPlots plots, Path folder) {
        return List.of();
    }

    /** The shape of a sample, without the batch axis. */
    default Shape sampleShape() {
        long[] batch = data().train().get(0).inputs().shape().toArray();
        return Shape.of(java.util.Arrays.copyOfRange(batch, 1, batch.length));
    }
}
