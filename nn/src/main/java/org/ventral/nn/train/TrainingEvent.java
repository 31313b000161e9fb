package org.ventral.nn.train;

import java.nio.file.Path;

/** What happens while a model is trained. */
public sealed interface TrainingEvent {
    /**
     * Training begins, or goes on.
     *
     * @param model      what is trained, its class's name
     * @param parameters how many numbers are trained
     * @param epochs     how many epochs there will be
     * @param batches    steps of an epoch
     * @param step       steps done before, 0 unless resumed
     * @param epoch      epochs done before, 0 unless resumed
     */
    record Started(String model, long parameters, int epochs, int batches, long step, int epoch) implements TrainingEvent {}

    /**
     * A step is done.
     *
     * @param step             its number, from 1
     * @param epoch            its epoch, from 1
     * @param batch            its batch in the epoch, from 1
     * @param batches          steps of an epoch
     * @param samples          samples of the batch
     * @param loss             mean loss of the batch, before the step
     * @param rate             learning rate of the step
     * @param samplesPerSecond lately
     * @param soFar            the epoch up to here
     */
    record StepFinished(long step, int epoch, int batch, int batches, int samples, double loss, double rate, double samplesPerSecond, Metrics soFar)
            implements TrainingEvent {}

    /**
     * The test set was gone through.
     *
     * @param epoch the epoch that is at its end, from 1
     * @param step  steps done
     */
    record Evaluated(int epoch, long step, Metrics metrics) implements TrainingEvent {}

    /** An epoch is over, and evaluated. */
    record EpochFinished(EpochRecord record) implements TrainingEvent {}

    /** A checkpoint is safely on disk. */
    record CheckpointWritten(Path folder, long step) implements TrainingEvent {}

    /**
     * Training ended. Always the last event, unless it ended with an exception.
     *
     * @param detail one sentence for people
     * @param step   steps done
     * @param epoch  epochs done
     */
    record Stopped(StopReason reason, String detail, long step, int epoch) implements TrainingEvent {}
}
