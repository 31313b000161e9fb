package org.ventral.nn.data;

import java.io.IOException;

/**
 * A data file that is not what it claims to be: a wrong magic number, a length that does not fit its header, a value out of range.
 *
 * <p>The message names the file, the byte offset in its (uncompressed) content, what was expected there and what was found:
 * {@code train-labels-idx1-ubyte.gz, byte 8: expected 60000 bytes of data, found 512}. A missing or unreadable file is an ordinary
 * {@link IOException}, never this.
 */
public final class DataFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * A fault at one place of a file.
     *
     * @param file     the name of the file, or of the resource
     * @param offset   the byte at which the fault begins, counted in the uncompressed content
     * @param expected what a right file has there
     * @param found    what this file has there
     */
    public DataFileException(String file, long offset, String expected, String found) {
        super(file + ", byte " + offset + ": expected " + expected + ", found " + found);
        this.file = file;
        this.offset = offset;
    }

    /** {@return the name of the file, or of the resource} */
    public String file() {
        return file;
    }

    /** {@return the byte at which the fault begins, counted in the uncompressed content} */
    public long offset() {
        return offset;
    }
}
