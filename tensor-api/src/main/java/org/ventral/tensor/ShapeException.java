package org.ventral.tensor;

import java.util.Locale;

/** Shapes or dtypes that an operation cannot work with; the message names the operation, the operands and the sizes. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** An exception whose message is formatted as by {@link String#format}. */
    public ShapeException(String format, Object... arguments) {
        super(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    }
}
