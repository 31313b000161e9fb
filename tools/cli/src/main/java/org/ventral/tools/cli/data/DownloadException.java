package org.ventral.tools.cli.data;

import java.io.IOException;

/** A file that no mirror gave as it should be. The message says what each of them did. */
public final class DownloadException extends IOException {
    private static final long serialVersionUID = 1L;

    DownloadException(String message) {
        super(message);
    }
}
