package org.ventral.nn.train;

/** Why training ended. */
public enum StopReason {
    /** All epochs are done. */
    FINISHED,
    /** Someone called {@link Trainer#stop}. */
    REQUESTED,
    /** What {@link EarlyStopping} watches got no better. */
    EARLY,
    /** The loss is no longer a finite number. */
    DIVERGED
}
