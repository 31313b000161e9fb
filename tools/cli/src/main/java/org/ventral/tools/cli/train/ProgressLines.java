package org.ventral.tools.cli.train;

import java.io.PrintWriter;
import org.ventral.nn.train.TrainingEvent;
import org.ventral.nn.train.TrainingListener;

/** One line an epoch, for files and pipes. */
final class ProgressLines implements TrainingListener {
    private final PrintWriter err;
    private final String samples;
    private int epochs;

    /** @param samples what a sample is called, in the plural */
    ProgressLines(PrintWriter err, String samples) {
        this.err = err;
        this.samples = samples;
    }

    @Override public void on(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.Started started -> epochs = started.epochs();
            case TrainingEvent.EpochFinished(var record) -> err.println(EpochText.line(record, epochs, samples));
            default -> { }
        }
    }
}
