package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Parameter;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * Normalization by the root of the mean square over the last axes (Zhang and Sennrich, 2019): layer normalization (eqs. 7.108–7.111) without
 * centring and without a shift, {@code y = weight · x / √(mean(x²) + ε)}.
 *
 * <p>Parameter, unless it was built without: {@code weight [D…]}, where {@code [D…]} are the sizes of the axes that are normalized over.
 */
public final class RmsNorm extends Module {
    /** The distance of 1 from the next float32, PyTorch's default. */
    private static final double EPSILON = Math.ulp(1f);

    private final Shape shape;
    private final double epsilon;
    private final Parameter weight;

    private RmsNorm(Shape shape, double epsilon, boolean affine) {
        if (shape.rank() == 0 || shape.isEmpty()) throw new IllegalArgumentException("RmsNorm: needs sizes of at least one axis, none of them 0, got " + shape);
        this.shape = shape;
        this.epsilon = new org.ventral.tensor.op.RmsNorm(1, epsilon).epsilon();
        weight = affine ? parameter("weight", Tensor.ones(shape.toArray())) : null;
    }

    /** A layer over the last axes, which have these sizes, with a weight and an ε of 2⁻²³. */
    public static RmsNorm of(long... sizes) {
        return new RmsNorm(Shape.of(sizes), EPSILON, true);
    }

    /**
     * A layer with settings.
     *
     * @param shape   sizes of the last axes
     * @param epsilon added to the mean square
     * @param affine  whether there is a weight
     */
    public static RmsNorm of(Shape shape, double epsilon, boolean affine) {
        return new RmsNorm(shape, epsilon, affine);
    }

    /**
     * The normalized samples.
     *
     * @throws ShapeException if the last sizes of {@code x} are not those of the layer
     */
    @Override public Tensor forward(Tensor x) {
        return x.rmsNorm(weight != null ? weight.value() : Channels.full(1, shape, x), epsilon);
    }

    @Override protected String settings() {
        return Sizes.text(shape.toArray()) + (epsilon == EPSILON ? "" : ", epsilon " + epsilon) + (weight == null ? ", not affine" : "");
    }
}
