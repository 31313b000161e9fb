package org.ventral.tensor.spi;

import java.util.Objects;

/** Whether a provider can work on this machine. */
public sealed interface Availability {
    /** It can. */
    record Available() implements Availability {}

    /**
     * It cannot.
     *
     * @param reason what is missing and what to do about it, one sentence
     */
    record Unavailable(String reason) implements Availability {
        public Unavailable {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
