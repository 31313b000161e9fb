package org.ventral.nn.train;

import java.util.Optional;

/**
 * What became of one epoch.
 *
 * @param epoch            its number, from 1
 * @param step             steps done at its end, in all
 * @param rate             the last learning rate
 * @param train            over its training batches, each as it was before its step
 * @param test             over the test set at its end; empty if there is none
 * @param seconds          how long its steps took, evaluation not included; after a resume, the steps since
 * @param samplesPerSecond training samples a second
 */
public record EpochRecord(int epoch, long step, double rate, Metrics train, Optional<Metrics> test, double seconds, double samplesPerSecond) {
    /** Without confusion matrices, as a history keeps it. */
    EpochRecord summary() {
        return new EpochRecord(epoch, step, rate, train.summary(), test.map(Metrics::summary), seconds, samplesPerSecond);
    }
}
