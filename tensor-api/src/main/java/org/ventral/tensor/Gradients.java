package org.ventral.tensor;

import java.util.Map;
import java.util.Optional;

/**
 * The gradients of one scalar with respect to everything it depends on that wants a gradient: the value of
 * {@link Tensor#backward()}.
 */
public final class Gradients {
    private final Map<Node, Tensor[]> byLeaf;

    Gradients(Map<Node, Tensor[]> byLeaf) {
        this.byLeaf = byLeaf;
    }

    /**
     * The gradient of a tensor made with {@link Tensor#requiresGradient()}.
     *
     * @throws IllegalArgumentException if the scalar does not depend on it
     */
    public Tensor of(Tensor leaf) {
        return find(leaf).orElseThrow(() -> new IllegalArgumentException(leaf.isTracked()
                ? "the result does not depend on this " + leaf.type() + " tensor"
                : "this " + leaf.type() + " tensor wants no gradient: use the tensor that requiresGradient() answered"));
    }

    /** The gradient of a parameter; empty if the result does not depend on it. */
    public Optional<Tensor> find(Parameter parameter) {
        return find(parameter.value());
    }

    /** The gradient of a parameter. */
    public Tensor of(Parameter parameter) {
        return find(parameter).orElseThrow(() -> new IllegalArgumentException("the result does not depend on parameter " + parameter));
    }

    /** The gradient of a leaf; empty if the result does not depend on it. */
    public Optional<Tensor> find(Tensor leaf) {
        Tensor[] gradients = leaf.isTracked() ? byLeaf.get(leaf.node()) : null;
        return gradients == null ? Optional.empty() : Optional.ofNullable(gradients[leaf.outputIndex()]);
    }
}
