package org.ventral.nn.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/** Sums up losses and predictions batch by batch, in order, so that equal batches give equal bits. */
final class Tally {
    private final long[][] confusion;
    private double lossSum;
    private long samples;

    /** An empty one; with 0 classes only losses are summed. */
    Tally(int classes) {
        confusion = new long[classes][classes];
    }

    /** One that goes on from saved sums. */
    Tally(double lossSum, long samples, long[][] confusion) {
        this.lossSum = lossSum;
        this.samples = samples;
        this.confusion = confusion;
    }

    double lossSum() {
        return lossSum;
    }

    long samples() {
        return samples;
    }

    long[][] confusion() {
        return confusion;
    }

    /**
     * Adds a batch.
     *
     * @param scores  {@code [N, K]}; the class of the largest counts as predicted, the first of equal ones
     * @param classes {@code [N]}
     * @param loss    the batch's mean
     */
    void add(Tensor scores, Tensor classes, double loss) {
        int n = (int) scores.size(0);
        lossSum += loss * n;
        samples += n;
        if (confusion.length == 0) return;
        if (scores.rank() != 2 || scores.size(1) != confusion.length || classes.rank() != 1)
            throw new ShapeException("Trainer: to count %d classes, scores must be [N, %d] and targets [N], got %s and %s",
                    confusion.length, confusion.length, scores.shape(), classes.shape());
        float[] values = scores.toFloats();
        int[] truth = classes.toInts();
        for (int i = 0; i < n; i++) confusion[truth[i]][largest(values, i * confusion.length)]++;
    }

    private int largest(float[] values, int from) {
        int best = 0;
        for (int k = 1; k < confusion.length; k++) if (values[from + k] > values[from + best]) best = k;
        return best;
    }

    Metrics metrics() {
        if (confusion.length == 0) return new Metrics(lossSum / samples, OptionalDouble.empty(), samples, Optional.empty());
        ConfusionMatrix matrix = ConfusionMatrix.of(confusion);
        return new Metrics(lossSum / samples, OptionalDouble.of(matrix.accuracy()), samples, Optional.of(matrix));
    }
}
