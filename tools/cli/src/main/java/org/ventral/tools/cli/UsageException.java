package org.ventral.tools.cli;

/** Arguments that make no sense together: the command ends with status 2. */
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what to write instead. */
    public UsageException(String message) {
        super(message);
    }
}
