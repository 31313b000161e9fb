package org.ventral.tensor;

import java.util.Optional;

/**
 * A file that is not a proper Safetensors file, or holds something that is not supported.
 *
 * <p>The message names the file, the byte at which the fault was found and the tensor concerned, as in
 * {@code model.safetensors, byte 8, tensor "conv1.weight": float32[6, 1, 5, 5] takes 600 bytes, data_offsets [0, 604] span 604}.
 * A file that is missing or cannot be read is an ordinary {@link java.io.IOException}.
 */
public final class SafetensorsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String tensor;
    private final long offset;

    SafetensorsException(String file, String tensor, long offset, String fault) {
        super(file + ", byte " + offset + (tensor == null ? "" : ", tensor \"" + printable(tensor) + "\"") + ": " + fault);
        this.file = file;
        this.tensor = tensor;
        this.offset = offset;
    }

    /** The file, as it was named when it was opened. */
    public String file() {
        return file;
    }

    /** The tensor concerned; empty if the fault is not one tensor's. */
    public Optional<String> tensor() {
        return Optional.ofNullable(tensor);
    }

    /** The byte of the file at which the fault was found. */
    public long offset() {
        return offset;
    }

    /** Names in a damaged file may be long and contain anything: a message stays one readable line. */
    static String printable(String text) {
        var shown = new StringBuilder();
        text.codePoints().limit(80).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return text.codePointCount(0, text.length()) > 80 ? shown.append('…').toString() : shown.toString();
    }
}
