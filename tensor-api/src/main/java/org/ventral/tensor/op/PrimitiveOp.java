package org.ventral.tensor.op;

/**
 * The operations that cannot be taken apart. The family is closed: its gradients are one exhaustive table, and a backend that runs
 * these runs everything.
 */
public sealed interface PrimitiveOp extends Op
        permits Unary, Binary, Compare, Where, Cast, Copy, Reduce, ArgReduce, Scan, MatMul,
                IndexSelect, IndexAdd, Gather, ScatterAdd, Scatter, Sort, Concat, Pad, Fold, ViewOp, LinearAlgebraOp {}
