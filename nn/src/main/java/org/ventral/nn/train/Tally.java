package org.ventral.nn.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** Sums up losses and predictions batch by batch, in order, so that equal batches give equal bits. */
final class Tally {
    private final Task task;
    private final long[][] confusion;
    private double lossSum, errorSum;
    private long samples;

    /** An empty one. */
    Tally(Task task) {
        this(task, new TrainingState.Running(0, 0, 0, ConfusionMatrix.of(new long[task.counted()][task.counted()])));
    }

    /** One that goes on from saved sums. */
    Tally(Task task, TrainingState.Running saved) {
        this.task = task;
        lossSum = saved.lossSum();
        errorSum = saved.errorSum();
        samples = saved.samples();
        confusion = saved.confusion().toArray();
    }

    TrainingState.Running running() {
        return new TrainingState.Running(lossSum, errorSum, samples, ConfusionMatrix.of(confusion));
    }

    /**
     * Adds a batch.
     *
     * @param output {@code [N, …]}
     * @param target {@code [N, …]}
     * @param loss   the batch's mean
     */
    void add(Tensor output, Tensor target, double loss) {
        int n = (int) output.size(0);
        lossSum += loss * n;
        samples += n;
        switch (task) {
            case Task.Unscored _ -> { }
            case Task.Classification(int classes) -> count(output, target, classes);
            case Task.Regression(double unit) -> errorSum += n * unit * meanDistance(output, target);
        }
    }

    /** The class of the largest score counts as predicted, the first of equal ones. */
    private void count(Tensor scores, Tensor truth, int classes) {
        boolean fits = scores.rank() >= 2 && scores.size(1) == classes && truth.rank() == scores.rank() - 1 && truth.size(0) == scores.size(0)
                && scores.shape().elements() == truth.shape().elements() * classes;
        if (!fits)
            throw new ShapeException("Trainer: to count %d classes, scores must be [N, %d, d…] and targets [N, d…], got %s and %s", classes, classes, scores.shape(), truth.shape());
        float[] values = scores.toFloats();
        int[] labels = truth.toInts();
        int places = labels.length / (int) scores.size(0);                     // of a sample
        for (int i = 0; i < labels.length; i++) confusion[labels[i]][largest(values, i / places * classes * places + i % places, places)]++;
    }

    private int largest(float[] values, int from, int stride) {
        int best = 0;
        for (int k = 1; k < confusion.length; k++) if (values[from + k * stride] > values[from + best * stride]) best = k;
        return best;
    }

    private static double meanDistance(Tensor output, Tensor target) {
        if (!output.shape().equals(target.shape()))
            throw new ShapeException("Trainer: to measure errors, outputs and targets must have one shape, got %s and %s", output.shape(), target.shape());
        double[] said = output.toDoubles(), right = target.toDoubles();
        double sum = 0;
        for (int i = 0; i < said.length; i++) sum += Math.abs(said[i] - right[i]);
        return sum / said.length;
    }

    Metrics metrics() {
        double loss = lossSum / samples;
        return switch (task) {
            case Task.Unscored _ -> new Metrics(loss, OptionalDouble.empty(), OptionalDouble.empty(), samples, Optional.empty());
            case Task.Classification _ -> {
                ConfusionMatrix matrix = ConfusionMatrix.of(confusion);
                yield new Metrics(loss, OptionalDouble.of(matrix.accuracy()), OptionalDouble.empty(), samples, Optional.of(matrix));
            }
            case Task.Regression _ -> new Metrics(loss, OptionalDouble.empty(), OptionalDouble.of(errorSum / samples), samples, Optional.empty());
        };
    }
}
