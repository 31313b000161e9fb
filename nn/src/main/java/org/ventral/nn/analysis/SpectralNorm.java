package org.ventral.nn.analysis;

import org.ventral.tensor.DType;
import org.ventral.tensor.Rng;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * The spectral norm of a matrix, its largest singular value: how much it stretches a vector at most. It bounds how gradients grow or die in a recurrent
 * network (eq. 7.36).
 *
 * <p>Found by power iteration on {@code AᵀA}, in double precision. The estimate rises towards the norm and never passes it; it rises slowly where the two
 * largest singular values are nearly equal, but is then close to both.
 *
 * @param value      the norm
 * @param iterations steps that were taken
 * @param converged  whether the last step changed the estimate by less than was asked for
 */
public record SpectralNorm(double value, int iterations, boolean converged) {
    private static final int MOST = 1000;
    private static final double TOLERANCE = 1e-9;

    /** The norm of {@code [M, N]}, to nine digits within a thousand iterations. */
    public static SpectralNorm of(Tensor matrix) {
        return of(matrix, MOST, TOLERANCE);
    }

    /**
     * The norm of {@code [M, N]}.
     *
     * @param most      iterations at most, at least 1
     * @param tolerance the relative change of the estimate at which it is taken
     * @throws ShapeException if it is not a matrix
     */
    public static SpectralNorm of(Tensor matrix, int most, double tolerance) {
        if (matrix.rank() != 2) throw new ShapeException("SpectralNorm: a matrix [M, N] is needed, got %s", matrix.shape());
        if (most < 1) throw new IllegalArgumentException("SpectralNorm: at least one iteration is needed, got " + most);
        return Tensor.noGrad(() -> iterate(matrix.cast(DType.FLOAT64), most, tolerance));
    }

    /** Each step scales the vector, so that neither large nor small matrices leave the range of a double. */
    private static SpectralNorm iterate(Tensor a, int most, double tolerance) {
        if (a.elements() == 0) return new SpectralNorm(0, 0, true);
        double scale = a.abs().max().item();
        if (scale == 0 || !Double.isFinite(scale)) return new SpectralNorm(scale, 0, true);
        Tensor unit = a.div(scale), v = Tensor.randn(Rng.of(0), a.size(1), 1).to(a.device()).cast(DType.FLOAT64);
        v = v.div(length(v));
        double estimate = 0;
        for (int i = 1; i <= most; i++) {
            Tensor image = unit.matmul(v), next = unit.t().matmul(image);
            double before = estimate, along = length(next);
            estimate = length(image);
            if (along == 0) return new SpectralNorm(estimate * scale, i, true);
            if (Math.abs(estimate - before) <= tolerance * estimate) return new SpectralNorm(estimate * scale, i, true);
            v = next.div(along);
        }
        return new SpectralNorm(estimate * scale, most, false);
    }

    private static double length(Tensor x) {
        return Math.sqrt(x.square().sum().item());
    }
}
