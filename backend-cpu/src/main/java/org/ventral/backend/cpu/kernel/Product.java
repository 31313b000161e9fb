package org.ventral.backend.cpu.kernel;

import java.util.Objects;

/**
 * One matrix product {@code C[m, n] = A[m, k] · B[k, n] (+ bias) (+ C)}, described without its arrays.
 *
 * @param accumulate adds to what C holds instead of overwriting it
 * @param bias       whether a vector is added to every column or every row of the result
 * @param biasOffset index of the vector's first element in its array
 */
public record Product(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate, Bias bias, int biasOffset) {
    /** The direction of a fused bias. */
    public enum Bias {
        /** No bias; its array may be null. */
        NONE,
        /** One value for each of the m rows of C. */
        PER_ROW,
        /** One value for each of the n columns of C. */
        PER_COLUMN;

        Bias transposed() {
            return switch (this) {
                case NONE -> NONE;
                case PER_ROW -> PER_COLUMN;
                case PER_COLUMN -> PER_ROW;
            };
        }
    }

    public Product {
        if (m < 0 || n < 0 || k < 0) throw new IllegalArgumentException("Gemm: sizes must not be negative, got m " + m + ", n " + n + ", k " + k);
        Objects.requireNonNull(bias);
    }

    /** The product that overwrites C and has no bias. */
    public static Product of(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
        return new Product(m, n, k, a, b, c, false, Bias.NONE, 0);
    }

    /** This product, added to what C holds. */
    public Product accumulating() {
        return new Product(m, n, k, a, b, c, true, bias, biasOffset);
    }

    /** This product with a vector added to each column ({@code PER_ROW}) or row ({@code PER_COLUMN}) of the result. */
    public Product biased(Bias direction, int offset) {
        return new Product(m, n, k, a, b, c, accumulate, direction, offset);
    }

    /** The same result computed as {@code Cᵀ = Bᵀ · Aᵀ}. */
    Product transposed() {
        return new Product(n, m, k, b.transposed(), a.transposed(), c.transposed(), accumulate, bias.transposed(), biasOffset);
    }

    /** The same product on matrices further on in their arrays. */
    public Product shifted(int aDistance, int bDistance, int cDistance) {
        return new Product(m, n, k, a.shifted(aDistance), b.shifted(bDistance), c.shifted(cDistance), accumulate, bias, biasOffset);
    }

    /** Multiply-adds. */
    long work() {
        return (long) m * n * k;
    }
}
