package org.ventral.tensor.op;

/** The elementwise functions of two arguments, with broadcasting. */
public enum BinaryKind {
    ADD, SUB, MUL,
    /** Division; integers truncate towards zero as in Java, and division by zero throws. */
    DIV,
    POW,
    /** The larger; NaN if either is NaN. */
    MAX,
    /** The smaller; NaN if either is NaN. */
    MIN,
    /** Remainder with the sign of the divisor, as NumPy's {@code mod}. */
    MOD,
    /** Angle of the point (second, first), floating only. */
    ATAN2,
    /** Bool only. */
    AND, OR, XOR;

    /** Whether the operands must be bool. */
    public boolean logical() {
        return this == AND || this == OR || this == XOR;
    }
}
