package org.ventral.tools.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Puts a bar on the last line of a terminal, over and over. */
public final class LineConsumer implements ProgressBarConsumer {
    private static final int MARGIN = 1, USUAL_WIDTH = 80;

    /** Asked once: it may start another program. */
    private static final class Width {
        static final int COLUMNS = columns();

        private static int columns() {
            int found = new ConsoleProgressBarConsumer(System.err).getMaxRenderedLength();
            return found < 20 ? USUAL_WIDTH : found;
        }
    }

    private final PrintWriter err;
    private int shown;

    /** Writes to the terminal's stream. */
    public LineConsumer(PrintWriter err) {
        this.err = err;
    }

    @Override public int getMaxRenderedLength() {
        return Width.COLUMNS - MARGIN;
    }

    @Override public void accept(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        err.flush();
        shown = line.length();
    }

    @Override public void clear() {
        err.print("\r" + " ".repeat(shown) + "\r");
        err.flush();
        shown = 0;
    }

    /** Leaves the line to whatever is printed next; {@code ProgressBarBuilder.clearDisplayOnFinish} empties it first. */
    @Override public void close() {
        if (shown > 0) err.println();
        err.flush();
        shown = 0;
    }
}
