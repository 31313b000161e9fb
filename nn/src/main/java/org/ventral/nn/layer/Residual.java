package org.ventral.nn.layer;

import java.util.Objects;
import org.ventral.nn.Module;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * A residual module, {@code g(x) = f(x) + shortcut(x)} (eq. 7.55, figure 7.16; He, Zhang, Ren and Sun, 2016): the branch f learns by how much
 * the wanted map differs from its input (eq. 7.54). The derivative of g is that of f plus 1 (eq. 7.57), so that a gradient reaches early
 * layers even where that of f dies out.
 *
 * <p>The shortcut is the identity, or where the branch changes sizes or channels a linear projection: no bias, no activation. Parts:
 * {@code branch} and, unless it is the identity, {@code shortcut}.
 */
public final class Residual extends Module {
    private final Module branch, shortcut;

    private Residual(Module branch, Module shortcut) {
        this.branch = child("branch", branch);
        this.shortcut = shortcut == null ? null : child("shortcut", shortcut);
    }

    /** With the identity as its shortcut: the branch keeps the shape. */
    public static Residual of(Module branch) {
        return new Residual(branch, null);
    }

    /** With a projection as its shortcut, such as a 1×1 convolution without a bias. */
    public static Residual of(Module branch, Module shortcut) {
        return new Residual(branch, Objects.requireNonNull(shortcut, "shortcut"));
    }

    /**
     * Branch plus shortcut.
     *
     * @throws ShapeException if they answer different shapes
     */
    @Override public Tensor forward(Tensor x) {
        Tensor residual = branch.forward(x), carried = shortcut == null ? x : shortcut.forward(x);
        if (!residual.shape().equals(carried.shape()))                 // broadcasting would hide a mistake
            throw new ShapeException("Residual: the branch answers %s, the shortcut %s; a projection must bring the shortcut to the shape of the branch",
                    residual.shape(), carried.shape());
        return residual.add(carried);
    }
}
