package org.ventral.tensor.op;

/**
 * Decompositions of matrices in the last two axes, batched over the others. They run once, in double precision, in this module;
 * backends need not know them.
 */
public sealed interface LinearAlgebraOp extends PrimitiveOp permits Cholesky, TriangularSolve, Solve, Qr, Eigh, Svd {}
