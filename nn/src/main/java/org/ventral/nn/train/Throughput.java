package org.ventral.nn.train;

/** Samples a second, lately: an average in which a second counts about two thirds. */
final class Throughput {
    private static final double WINDOW_SECONDS = 1;

    private long last = System.nanoTime();
    private double rate;

    /** Time that is not to count is over. */
    void restart() {
        last = System.nanoTime();
    }

    /** Some samples are done. */
    double add(int samples) {
        long now = System.nanoTime();
        double seconds = Math.max(now - last, 1) * 1e-9;
        last = now;
        double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / WINDOW_SECONDS);
        rate += weight * (samples / seconds - rate);
        return rate;
    }
}
