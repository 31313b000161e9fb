package org.ventral.tools.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether someone is watching: a bar that redraws itself is for terminals, files get lines. */
public final class Terminal {
    private Terminal() {}

    /** Whether the standard error stream is a terminal that can redraw a line. */
    public static boolean showsErrors() {
        if ("dumb".equals(System.getenv("TERM"))) return false;
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));   // Java itself only knows of input and output
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty") || target.equals(Path.of("/dev/console"));
        } catch (IOException | UnsupportedOperationException _) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    /** Whether it shows more than ASCII. */
    public static boolean showsUnicode() {
        String encoding = System.getProperty("stderr.encoding", System.getProperty("native.encoding", ""));
        return encoding.equalsIgnoreCase("UTF-8");
    }
}
