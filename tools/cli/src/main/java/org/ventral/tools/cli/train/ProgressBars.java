package org.ventral.tools.cli.train;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ventral.nn.train.TrainingEvent;
import org.ventral.nn.train.TrainingListener;
import org.ventral.tools.cli.BarRenderer;
import org.ventral.tools.cli.LineConsumer;
import org.ventral.tools.cli.Text;

/** A bar for the epoch that is under way, for terminals; a finished epoch leaves one line. */
final class ProgressBars implements TrainingListener, AutoCloseable {
    private static final int REDRAWN_EVERY_MILLIS = 100;

    private final PrintWriter err;
    private final String samples;
    private int epochs;
    private long firstStep, began;
    private ProgressBar bar;

    /** @param samples what a sample is called, in the plural */
    ProgressBars(PrintWriter err, String samples) {
        this.err = err;
        this.samples = samples;
    }

    @Override public void on(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.Started started -> {
                epochs = started.epochs();
                firstStep = started.step();
                began = System.nanoTime();
            }
            case TrainingEvent.StepFinished step -> advance(step);
            case TrainingEvent.EpochFinished(var record) -> {
                close();
                err.println(EpochText.line(record, epochs, samples));
            }
            case TrainingEvent.Evaluated _, TrainingEvent.CheckpointWritten _ -> { }
            case TrainingEvent.Stopped _ -> close();
        }
    }

    private void advance(TrainingEvent.StepFinished step) {
        if (bar == null) bar = new ProgressBarBuilder()
                .setTaskName(EpochText.label(step.epoch(), epochs))
                .setInitialMax(step.batches())
                .setUpdateIntervalMillis(REDRAWN_EVERY_MILLIS)
                .setRenderer(new BarRenderer())
                .setConsumer(new LineConsumer(err))
                .clearDisplayOnFinish()
                .build();
        bar.setExtraMessage(Text.format("%s  %s %s/s  %s left", EpochText.metrics(step.soFar()), Text.count(Math.round(step.samplesPerSecond())), samples, Text.clock(secondsLeft(step))));
        bar.stepTo(step.batch());
    }

    /** Until the end of the run, evaluations and checkpoints so far included. */
    private double secondsLeft(TrainingEvent.StepFinished step) {
        long left = (long) epochs * step.batches() - step.step();
        return (System.nanoTime() - began) * 1e-9 / (step.step() - firstStep) * left;
    }

    @Override public void close() {
        if (bar != null) bar.close();
        bar = null;
    }
}
