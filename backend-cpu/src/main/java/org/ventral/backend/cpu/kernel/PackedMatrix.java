package org.ventral.backend.cpu.kernel;

/**
 * The right-hand matrix of products, rearranged once for all of them by {@link Gemm#pack}.
 *
 * @param k rows
 * @param n columns
 * @param array what was packed, which products with few rows read where it lies
 * @param source where it lies there
 * @param panels what is packed
 * @param <T> the array type
 */
public record PackedMatrix<T>(int k, int n, T array, Matrix source, T panels) {}
