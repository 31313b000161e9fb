package org.ventral.tools.cli;

import org.ventral.tensor.spi.BackendOptions;

/** How many threads this process computes with. */
public final class Threads {
    private static final String PROPERTY = "ventral.threads";

    private Threads() {}

    /** The number that was set, or one for each processor. */
    public static int count() {
        return Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Sets the number. To be called before the first tensor is made.
     *
     * @param asked what the user asked for; null to leave it as it is
     * @return {@link #count()}
     * @throws UsageException if it is not from 1 to {@link BackendOptions#MOST_THREADS}
     */
    public static int use(Integer asked) {
        if (asked == null) return count();
        if (asked < 1) throw new UsageException("--threads must be at least 1, got " + asked);
        if (asked > BackendOptions.MOST_THREADS) throw new UsageException("--threads must be at most %d, got %d".formatted(BackendOptions.MOST_THREADS, asked));
        System.setProperty(PROPERTY, asked.toString());
        return asked;
    }
}
