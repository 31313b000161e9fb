package org.ventral.tools.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a run end in good order when the process is told to end, by Ctrl-C or a SIGTERM: asks it to stop, and holds the process until this is
 * closed. The exit status is then the one of the signal, 130 or 143.
 */
final class Interruption implements AutoCloseable {
    /** More than a step and a checkpoint take; less than the time after which service managers kill. */
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean requested;

    /** Watches for signals; {@code stop} is then called on another thread. */
    Interruption(Runnable stop) {
        hook = new Thread(() -> {
            requested = true;
            stop.run();
            awaitEnd();
        }, "ventral-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitEnd() {
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process was told to end. */
    boolean requested() {
        return requested;
    }

    @Override public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            requested = true;                                      // the process is ending; the hook has done its work
        }
    }
}
