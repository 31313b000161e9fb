/**
 * Dense linear algebra on plain {@code double[]} matrices, not exported: the kernels behind the tensor operations that decompose a matrix.
 *
 * <p>A matrix {@code [m, n]} is row-major and dense from an offset on: element (i, j) is {@code a[offset + i * n + j]}. The loops run
 * along rows, which are contiguous; where an algorithm is told in columns, the code works on the transpose. Everything runs on the
 * calling thread in a fixed order, so results are the same bits everywhere. Sources: Golub and Van Loan, "Matrix Computations", 4th
 * edition; Parlett, "The Symmetric Eigenvalue Problem"; Demmel and Veselić, "Jacobi's method is more accurate than QR", 1992.
 *
 * <p>What cannot be computed (a matrix that is singular or not positive definite, an iteration that does not converge, an entry that is
 * not finite) throws {@link java.lang.ArithmeticException} with the sizes.
 */
package org.ventral.tensor.linalg;
