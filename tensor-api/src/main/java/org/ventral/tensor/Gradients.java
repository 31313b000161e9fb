package org.ventral.tensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /** All gradients, in the order in which what they belong to was made. */
    public List<Tensor> all() {
        List<Tensor> all = new ArrayList<>();
        for (Node leaf : ordered()) for (Tensor gradient : byLeaf.get(leaf)) if (gradient != null) all.add(gradient);
        return all;
    }

    /** Only the gradients of these parameters, as far as there are any. */
    public Gradients only(Collection<Parameter> parameters) {
        Map<Node, Tensor[]> kept = new HashMap<>();
        for (Parameter parameter : parameters) {
            Node leaf = parameter.value().node();
            if (leaf != null && byLeaf.containsKey(leaf)) kept.put(leaf, byLeaf.get(leaf));
        }
        return new Gradients(kept);
    }

    /**
     * These gradients with each replaced: for clipping, scaling, adding noise.
     *
     * @throws ShapeException if the replacement has another type
     */
    public Gradients map(UnaryOperator<Tensor> change) {
        Map<Node, Tensor[]> changed = new HashMap<>();
        for (Node leaf : ordered()) {
            Tensor[] gradients = byLeaf.get(leaf).clone();
            for (int i = 0; i < gradients.length; i++) {
                if (gradients[i] == null) continue;
                Tensor replacement = change.apply(gradients[i]);
                if (!replacement.type().equals(gradients[i].type()))
                    throw new ShapeException("Gradients: a gradient of %s cannot become %s", gradients[i].type(), replacement.type());
                gradients[i] = replacement;
            }
            changed.put(leaf, gradients);
        }
        return new Gradients(changed);
    }

    /** In an order that is the same in every run, so that sums over all gradients and random changes to them are too. */
    private List<Node> ordered() {
        return byLeaf.keySet().stream().sorted(Comparator.comparingLong(Node::number)).toList();
    }
}
