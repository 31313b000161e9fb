package org.ventral.tools.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ventral.nn.Module;
import org.ventral.nn.train.Checkpoint;
import org.ventral.tensor.Shape;

/**
 * The model of a run, for commands that look at it.
 *
 * @param recipe     what was trained
 * @param model      with the weights of the last checkpoint, in evaluation mode
 * @param sample     the shape of what it takes, without the batch axis
 * @param classNames what the classes are called; none for a regression
 * @param facts      settings of the run and facts of its data by name; {@code mean} and {@code deviation} say how images were standardized
 */
public record TrainedModel(String recipe, Module model, Shape sample, List<String> classNames, Map<String, String> facts) {
    /**
     * The model of a run folder, or of one of its checkpoints.
     *
     * @throws IOException if it is none, or is damaged, or its data is not there
     */
    public static TrainedModel open(Path run) throws IOException {
        Path folder = RunFolder.checkpoint(run);
        Checkpoint checkpoint = Checkpoint.read(folder);
        Experiment experiment = Experiment.open(RunSettings.fromConfig(checkpoint.state().config(), folder.toString()));
        experiment.model().load(checkpoint.model());
        experiment.model().eval();
        Map<String, String> facts = new TreeMap<>(experiment.facts());
        facts.putAll(checkpoint.state().config());
        return new TrainedModel(experiment.settings().model(), experiment.model(), experiment.sampleShape(), experiment.classNames(), facts);
    }
}
