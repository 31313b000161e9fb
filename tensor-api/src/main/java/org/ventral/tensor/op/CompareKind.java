package org.ventral.tensor.op;

/** The elementwise comparisons; the result is bool. Every comparison with NaN is false but {@link #NE}. */
public enum CompareKind { EQ, NE, LT, LE, GT, GE }
