package org.ventral.tensor.op;

/** The elementwise functions of one argument. Those marked floating refuse integers, as a rounded result would mislead. */
public enum UnaryKind {
    NEG(false), ABS(false), SIGN(false), SQUARE(false),
    EXP(true), EXPM1(true), LOG(true), LOG1P(true), LOG2(true), SQRT(true), RSQRT(true), RECIPROCAL(true),
    SIN(true), COS(true), TAN(true), ASIN(true), ACOS(true), ATAN(true),
    SINH(true), COSH(true), ASINH(true), ACOSH(true), ATANH(true),
    TANH(true), SIGMOID(true), ERF(true),
    /** Round towards minus infinity, plus infinity, the nearest even integer, and zero. */
    FLOOR(true), CEIL(true), ROUND(true), TRUNC(true),
    /** Logical negation; bool only. */
    NOT(false);

    private final boolean floating;

    UnaryKind(boolean floating) {
        this.floating = floating;
    }

    /** Whether the function is defined on float32 and float64 only. */
    public boolean floating() {
        return floating;
    }
}
