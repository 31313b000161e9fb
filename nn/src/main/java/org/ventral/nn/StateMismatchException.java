package org.ventral.nn;

/** A saved state does not belong to the module that was to load it. */
public final class StateMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient LoadReport report;

    StateMismatchException(String module, LoadReport report) {
        super(module + ": the state does not fit this module; nothing was loaded\n" + report);
        this.report = report;
    }

    /** All names that do not fit; null after serialization. */
    public LoadReport report() {
        return report;
    }
}
