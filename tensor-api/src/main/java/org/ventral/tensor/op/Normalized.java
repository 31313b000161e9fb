package org.ventral.tensor.op;

import java.util.List;
import java.util.stream.IntStream;
import org.ventral.tensor.Axes;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What the normalizations share. */
final class Normalized {
    private Normalized() {}

    static int axes(String op, int axes) {
        if (axes < 1) throw new IllegalArgumentException(op + ": axes must be at least 1, got " + axes);
        return axes;
    }

    static double epsilon(String op, double epsilon) {
        if (!(epsilon >= 0 && Double.isFinite(epsilon))) throw new IllegalArgumentException(op + ": epsilon must be finite and not negative, got " + epsilon);
        return epsilon;
    }

    /** The last axes of a tensor of this rank. */
    static Axes trailing(int rank, int axes) {
        return Axes.of(IntStream.range(rank - axes, rank).boxed().toList());
    }

    /** The axes before the last ones. */
    static Axes leading(int rank, int axes) {
        return Axes.of(IntStream.range(0, rank - axes).boxed().toList());
    }

    /** Checks that parameters have the shape of the last axes of x. */
    static void requireTrailing(String op, int axes, TensorType x, List<TensorType> parameters, String names) {
        Checks.floating(op, x);
        if (x.shape().rank() < axes) throw new ShapeException("%s: x %s does not have the %d axes to normalize over", op, x.shape(), axes);
        Shape normalized = x.shape().last(axes);
        for (TensorType parameter : parameters) {
            Checks.sameDType(op, x, parameter);
            if (!parameter.shape().equals(normalized))
                throw new ShapeException("%s: x %s is normalized over %s, but %s is %s", op, x.shape(), normalized, names, parameter.shape());
        }
    }

    /** Checks that parameters are vectors with one element for each channel of x {@code [N, C, …]}. */
    static void requireChannels(String op, TensorType x, List<TensorType> parameters, String names) {
        Checks.floating(op, x);
        if (x.shape().rank() < 2) throw new ShapeException("%s: x must have rank 2 or more, [N, C, …], got %s", op, x.shape());
        Shape channels = Shape.of(x.shape().size(1));
        for (TensorType parameter : parameters) {
            Checks.sameDType(op, x, parameter);
            if (!parameter.shape().equals(channels))
                throw new ShapeException("%s: x %s has %s, but %s is %s", op, x.shape(), Spatial.counted(x.shape().size(1), "channel"), names, parameter.shape());
        }
    }

    /** Checks that a gradient has the type of x. */
    static void requireGradient(String op, TensorType x, TensorType g) {
        if (!x.equals(g)) throw new ShapeException("%s: x is %s, but its gradient is %s", op, x, g);
    }

    /**
     * The gradient with respect to x of {@code (x − μ) / √(σ² + ε)}, with μ and σ² taken over axes, from the gradient {@code g} of the result:
     * {@code (g − mean(g) − x̂ · mean(g x̂)) / √(σ² + ε)}.
     */
    static Tensor gradient(Tensor standardized, Tensor inverseDeviation, Tensor g, Axes axes) {
        Tensor along = standardized.mul(g.mul(standardized).mean(axes, true));
        return g.sub(g.mean(axes, true)).sub(along).mul(inverseDeviation);
    }
}
