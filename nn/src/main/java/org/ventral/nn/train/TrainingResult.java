package org.ventral.nn.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What became of a training.
 *
 * @param reason     why it ended
 * @param detail     the same for people, one sentence
 * @param step       steps done, in all
 * @param history    all epochs that were finished, also those before a resume; only the last has confusion matrices
 * @param checkpoint the last one written, if there is a folder for them
 */
public record TrainingResult(StopReason reason, String detail, long step, List<EpochRecord> history, Optional<Path> checkpoint) {
    /** Copies the list. */
    public TrainingResult {
        history = List.copyOf(history);
    }

    /** The test set at the end of the last finished epoch. */
    public Optional<Metrics> finalTest() {
        return history.isEmpty() ? Optional.empty() : history.getLast().test();
    }
}
