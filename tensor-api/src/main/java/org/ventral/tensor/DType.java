package org.ventral.tensor;

/**
 * Element types of a {@link Tensor}.
 *
 * <p>Arithmetic runs in {@link #FLOAT32}, {@link #FLOAT64}, {@link #INT32}, {@link #INT64} and {@link #BOOL}. The others are
 * storage types: they are read from and written to files, viewed and cast, and are cast before anything is computed with them.
 */
public enum DType {
    /** IEEE 754 single precision, held in a {@code float[]}. */
    FLOAT32(4, Kind.FLOATING),
    /** IEEE 754 double precision, held in a {@code double[]}. */
    FLOAT64(8, Kind.FLOATING),
    /** Signed 32-bit integer, held in an {@code int[]}. */
    INT32(4, Kind.INTEGER),
    /** Signed 64-bit integer, held in a {@code long[]}. */
    INT64(8, Kind.INTEGER),
    /** Truth value, one byte each, 0 or 1, held in a {@code byte[]}. */
    BOOL(1, Kind.LOGICAL),
    /** IEEE 754 half precision, bits held in a {@code short[]}; storage only. */
    FLOAT16(2, Kind.FLOATING),
    /** The upper half of a float32, bits held in a {@code short[]}; storage only. */
    BFLOAT16(2, Kind.FLOATING),
    /** Signed 8-bit integer, held in a {@code byte[]}; storage only. */
    INT8(1, Kind.INTEGER),
    /** Unsigned 8-bit integer, held in a {@code byte[]}; storage only. */
    UINT8(1, Kind.INTEGER);

    private enum Kind { FLOATING, INTEGER, LOGICAL }

    private final int bytes;
    private final Kind kind;

    DType(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    /** Bytes that one element occupies. */
    public int bytes() {
        return bytes;
    }

    /** Whether the values are real numbers. */
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /** Whether the values are integers (bool is not). */
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /** Whether ops compute in this type; the others must be cast first. */
    public boolean isArithmetic() {
        return switch (this) {
            case FLOAT32, FLOAT64, INT32, INT64, BOOL -> true;
            case FLOAT16, BFLOAT16, INT8, UINT8 -> false;
        };
    }

    /** The lower-case name, as in {@code float32}. */
    @Override public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
