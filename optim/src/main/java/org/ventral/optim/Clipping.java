package org.ventral.optim;

import org.ventral.tensor.Gradients;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.Tensor;

/**
 * Limits gradients before they are used (section 7.6.5).
 *
 * <p>All gradients of a {@link Gradients} are taken together. Where the loss also depends on parameters of another optimizer, as with the
 * two networks of a GAN, choose first: {@code Clipping.byNorm(gradients.only(parameters), 1)}.
 */
public final class Clipping {
    private Clipping() {}

    /**
     * What clipping by norm answers.
     *
     * @param gradients no longer than the limit
     * @param norm the length before
     */
    public record Clipped(Gradients gradients, double norm) {}

    /** The Euclidean norm of all gradients as one vector. */
    public static double norm(Gradients gradients) {
        double squares = 0;
        try (var _ = MemoryScope.open("Clipping.norm")) {
            for (Tensor gradient : gradients.all()) squares += gradient.square().sum().item();
        }
        return Math.sqrt(squares);
    }

    /**
     * Shortens the gradients, taken as one vector, to length {@code c} where they are longer: {@code g ← g · c / ‖g‖} (eq. 7.126). Their direction
     * stays. Gradients whose norm is not finite are left as they are; the norm tells.
     */
    public static Clipped byNorm(Gradients gradients, double c) {
        Settings.atLeastZero("the largest norm", c);
        double norm = norm(gradients);
        boolean longer = norm > c && Double.isFinite(norm);
        return new Clipped(longer ? gradients.map(g -> g.mul(c / norm)) : gradients, norm);
    }

    /** Moves each number into {@code [low, high]}. */
    public static Gradients byValue(Gradients gradients, double low, double high) {
        if (!(low <= high)) throw new IllegalArgumentException("the limits " + low + " and " + high + " are the wrong way round");
        return gradients.map(g -> g.clip(low, high));
    }

    /** Moves each number into {@code [-limit, limit]}. */
    public static Gradients byValue(Gradients gradients, double limit) {
        return byValue(gradients, -limit, limit);
    }
}
