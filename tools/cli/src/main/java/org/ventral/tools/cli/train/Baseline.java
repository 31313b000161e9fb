package org.ventral.tools.cli.train;

import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.Text;

/**
 * What a simple rule reaches on the test samples.
 *
 * @param rule  what does it, as in {@code AR(28)}
 * @param kind  what is measured
 * @param value the result
 */
record Baseline(String rule, Kind kind, double value) {
    /** What can be compared. */
    enum Kind {
        /** The mean loss. */
        LOSS,
        /** The mean absolute error. */
        MAE
    }

    /** The field of a JSON line. */
    String field() {
        return kind == Kind.LOSS ? "baseline_loss" : "baseline_mae";
    }

    /** The same of a model. */
    double of(Metrics metrics) {
        return kind == Kind.LOSS ? metrics.loss() : metrics.absoluteError().orElse(Double.NaN);
    }

    /** {@code AR(28): error 386.2988}. */
    @Override public String toString() {
        return Text.format("%s: %s %.4f", rule, kind == Kind.LOSS ? "loss" : "error", value);
    }
}
