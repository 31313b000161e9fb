package org.ventral.tools.cli.train;

import java.io.PrintWriter;
import org.ventral.nn.train.TrainingEvent;
import org.ventral.nn.train.TrainingListener;
import org.ventral.tools.cli.Json;

/** One JSON line an epoch, for programs. */
final class JsonLines implements TrainingListener {
    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    @Override public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.EpochFinished(var record)) out.println(Json.line(EpochFields.of(record)));
    }
}
