package org.ventral.tools.cli.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.DataSplit;
import org.ventral.nn.loss.Loss;
import org.ventral.nn.sequence.SequenceReader;
import org.ventral.nn.train.Task;
import org.ventral.optim.Clipping;
import org.ventral.tensor.Gradients;
import org.ventral.tools.cli.plot.RunPlots;

/**
 * A recurrent network that reads sequences and answers at their end.
 *
 * @param settings what it was made from
 * @param data     sequences to learn from and to be tested with
 * @param model    with its first weights
 * @param task     what is counted
 * @param loss     what is made small
 * @param samples  what a sample is called, in the plural
 * @param notes    what there is to say of the data
 * @param known    what a simple rule reaches
 * @param forecast what is to be drawn at the end, if the sequences are parts of a series
 */
record SequenceExperiment(RunSettings settings, DataSplit data, SequenceReader model, Task task, Loss loss, String samples, List<String> notes, Baseline known,
                          Optional<Forecast> forecast) implements Experiment {
    private static final int EVALUATION_BATCH = 250;
    private static final double GREATEST_NORM = 1;

    /** A product of Jacobians may explode as well as vanish (section 7.4.2): a step is never led by one steep place. */
    @Override public UnaryOperator<Gradients> clipping() {
        return gradients -> Clipping.byNorm(gradients, GREATEST_NORM).gradients();
    }

    @Override public List<String> classNames() {
        int classes = task instanceof Task.Classification(int count) ? count : 0;
        return java.util.stream.IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    }

    @Override public DataLoader trainLoader() {
        return DataLoader.builder(data.train()).batchSize(settings.batchSize()).shuffle(settings.seed()).build();
    }

    @Override public DataLoader testLoader() {
        return DataLoader.builder(data.test()).batchSize(EVALUATION_BATCH).build();
    }

    @Override public DataLoader testLoader(Map<String, String> config, String where) {
        return testLoader();
    }

    @Override public Map<String, String> facts() {
        return Map.of();
    }

    @Override public Optional<Baseline> baseline() {
        return Optional.of(known);
    }

    @Override public String input() {
        return "sequence";
    }

    @Override public boolean namedData() {
        return true;
    }

    @Override public List<String> draw(RunPlots plots, Path folder) {
        return forecast.map(series -> plots.draw(series.picture(model, testLoader(), known.rule()), folder.resolve("forecast.png"))).orElse(List.of());
    }
}
