package org.ventral.tensor.op;

/** The reductions over axes. On bool, {@link #MAX} is "any" and {@link #MIN} is "all". */
public enum ReduceKind {
    /** Sum; over nothing 0. */
    SUM,
    /** Product; over nothing 1. */
    PROD,
    /** Maximum, NaN if any is NaN; refuses an empty axis. */
    MAX,
    /** Minimum, NaN if any is NaN; refuses an empty axis. */
    MIN
}
