package org.ventral.tools.cli.train;

import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.Metrics;
import org.ventral.tools.cli.Text;

/** An epoch as one line for people. */
final class EpochText {
    private EpochText() {}

    static String line(EpochRecord record, int epochs, String samples) {
        String test = record.test().map(metrics -> "   test " + metrics(metrics)).orElse("");
        return Text.format("%s  train %s%s   %s %s/s   %s", label(record.epoch(), epochs), metrics(record.train()), test,
                Text.count(Math.round(record.samplesPerSecond())), samples, Text.seconds(record.seconds()));
    }

    /** {@code epoch  3/20}, of the same width for each epoch. */
    static String label(int epoch, int epochs) {
        String all = Integer.toString(epochs);
        return Text.format("epoch %" + all.length() + "d/%s", epoch, all);
    }

    /** A mean absolute error with four digits that count, and as many more as there are before the point. */
    static String error(double value) {
        return Text.format(value < 10 ? "%.4f" : "%.1f", value);
    }

    static String metrics(Metrics metrics) {
        String loss = Text.format("loss %.4f", metrics.loss());
        if (metrics.accuracy().isPresent()) return loss + Text.format(" acc %6.2f %%", 100 * metrics.accuracy().getAsDouble());
        return metrics.absoluteError().isPresent() ? loss + " error " + error(metrics.absoluteError().getAsDouble()) : loss;
    }
}
