package org.ventral.tools.cli.train;

import java.io.PrintWriter;
import org.ventral.nn.train.TrainingEvent;
import org.ventral.nn.train.TrainingListener;
import org.ventral.tools.cli.Json;

/** One JSON line an epoch, for programs. */
final class JsonLines implements TrainingListener {
    private final PrintWriter out;
    private final String samples;

    /** @param samples what a sample is called, in the plural */
    JsonLines(PrintWriter out, String samples) {
        this.out = out;
        this.samples = samples;
    }

    @Override public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.EpochFinished(var record)) out.println(Json.line(EpochFields.of(record, samples)));
    }
}
