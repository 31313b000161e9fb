package org.ventral.nn.train;

import java.io.IOException;

/**
 * A checkpoint that is damaged, or does not belong to the run that was to go on from it. The message names the file.
 */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message) {
        super(message);
    }

    CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
