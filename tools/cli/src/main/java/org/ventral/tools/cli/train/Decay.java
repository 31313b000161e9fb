package org.ventral.tools.cli.train;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ventral.optim.Schedule;
import org.ventral.optim.Schedules;
import org.ventral.tools.cli.UsageException;

/** How the learning rate falls in the course of a run. */
enum Decay {
    /** Not at all. */
    CONSTANT,
    /** In equal steps, to 1 % of the first rate at the last step (eq. 7.60, with the book's advice for the end). */
    LINEAR,
    /** Along half a cosine, to nothing. */
    COSINE;

    private static final double LINEAR_END = 0.01;

    /**
     * The one of this name.
     *
     * @throws UsageException if there is none
     */
    static Decay named(String name) {
        return Stream.of(values()).filter(decay -> decay.toString().equals(name)).findFirst().orElseThrow(() -> new UsageException("unknown schedule \"" + name + "\"; there are "
                + Stream.of(values()).map(Decay::toString).collect(Collectors.joining(", "))));
    }

    /**
     * The rate of each step.
     *
     * @param steps  of the whole run
     * @param warmUp steps of them in which the rate rises first
     */
    Schedule schedule(double rate, long steps, long warmUp) {
        long falling = Math.max(1, steps - warmUp);
        Schedule fall = switch (this) {
            case CONSTANT -> Schedules.constant(rate);
            case LINEAR -> Schedules.linear(rate, rate * LINEAR_END, falling);
            case COSINE -> Schedules.cosine(rate, 0, falling);
        };
        return fall.warmUp(warmUp);
    }

    /** As users write it. */
    @Override public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
