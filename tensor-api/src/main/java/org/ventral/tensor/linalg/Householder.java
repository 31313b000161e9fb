package org.ventral.tensor.linalg;

/**
 * Householder reflections {@code H = I − τ v vᵀ} with {@code v₀ = 1} (Golub and Van Loan, algorithm 5.1.1). The 1 is implied: its
 * place in the array is free for something else.
 */
final class Householder {
    private Householder() {}

    /**
     * Finds the reflection that turns x, the n ≥ 1 elements from {@code x[i]} on, into {@code (α, 0, …, 0)}. Writes α to {@code x[i]}
     * and the rest of v behind it; returns τ. α has the sign opposite to x₀, so nothing cancels; τ = 0 where x has that form already.
     */
    static double reflect(double[] x, int i, int n) {
        double scale = Rows.largest(x, i + 1, n - 1);
        if (scale == 0) return 0;
        scale = Math.max(scale, Math.abs(x[i]));
        double squares = 0;
        for (int k = 0; k < n; k++) {
            double part = x[i + k] / scale;
            squares += part * part;
        }
        double alpha = -Math.copySign(scale * Math.sqrt(squares), x[i]);
        double lead = x[i] - alpha;
        for (int k = 1; k < n; k++) x[i + k] /= lead;
        x[i] = alpha;
        return -lead / alpha;
    }

    /** {@code x ← H x} for the n elements from {@code x[j]} on. */
    static void apply(double[] v, int i, double tau, double[] x, int j, int n) {
        if (tau == 0) return;
        double factor = tau * (x[j] + Rows.dot(v, i + 1, x, j + 1, n - 1));
        x[j] -= factor;
        Rows.add(-factor, v, i + 1, x, j + 1, n - 1);
    }
}
