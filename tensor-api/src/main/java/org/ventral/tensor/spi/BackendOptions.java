package org.ventral.tensor.spi;

import java.util.Map;

/**
 * How a backend is to work.
 *
 * @param threads how many threads it may use, from 1 to {@value #MOST_THREADS}; results do not depend on it
 * @param settings further settings by name, as the backend documents them
 */
public record BackendOptions(int threads, Map<String, String> settings) {
    /** More threads than this are taken for a mistake: starting tens of thousands brings a machine to its knees. */
    public static final int MOST_THREADS = 1024;

    public BackendOptions {
        if (threads < 1) throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        if (threads > MOST_THREADS) throw new IllegalArgumentException("threads must be at most %d, got %d".formatted(MOST_THREADS, threads));
        settings = Map.copyOf(settings);
    }

    /** System property {@code ventral.threads}, else as many threads as there are processors. */
    public static BackendOptions defaults() {
        return threads(Integer.getInteger("ventral.threads", Runtime.getRuntime().availableProcessors()));
    }

    /** This many threads. */
    public static BackendOptions threads(int threads) {
        return new BackendOptions(threads, Map.of());
    }
}
