package org.ventral.nn.train;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well a model does on some samples.
 *
 * @param loss          mean loss of a sample; NaN if there is none
 * @param accuracy      share predicted right; empty where classes are not counted
 * @param absoluteError mean absolute error, in units of the data; empty where numbers are not compared
 * @param samples       how many samples
 * @param confusion     which class was taken for which; empty where classes are not counted or not kept
 */
public record Metrics(double loss, OptionalDouble accuracy, OptionalDouble absoluteError, long samples, Optional<ConfusionMatrix> confusion) {
    /** Without the confusion matrix, as a history keeps it. */
    Metrics summary() {
        return new Metrics(loss, accuracy, absoluteError, samples, Optional.empty());
    }
}
