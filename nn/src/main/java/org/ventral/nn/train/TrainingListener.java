package org.ventral.nn.train;

/** Gets to know what happens while a model is trained: a progress bar, a log, a plot. */
@FunctionalInterface
public interface TrainingListener {
    /** Called on the thread that trains, which waits; an exception ends the training. */
    void on(TrainingEvent event);
}
