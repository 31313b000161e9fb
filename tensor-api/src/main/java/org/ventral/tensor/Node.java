package org.ventral.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ventral.tensor.op.CompositeOp;
import org.ventral.tensor.op.GradientContext;
import org.ventral.tensor.op.GradientRule;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.Reshape;

/**
 * An op that took part in a computation, kept for its gradient. The nodes that a tensor leads to are its tape; the garbage collector
 * owns it. A leaf, where gradients are wanted, is a node without an op.
 *
 * <p>Nodes are numbered as they are made, so that falling numbers are a valid order for the backward pass.
 */
final class Node {
    private static final AtomicLong COUNT = new AtomicLong();

    private final long number = COUNT.incrementAndGet();
    private final String name;
    private final Op op;
    private final List<Tensor> inputs;
    private final int[] inputVersions;
    private final Optional<GradientRule> rule;
    private List<Tensor> outputs = List.of();
    private int[] outputVersions = {};

    private Node(String name, Op op, List<Tensor> inputs, Optional<GradientRule> rule) {
        this.name = name;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.inputVersions = versions(inputs);
        this.rule = rule;
    }

    /** A node that gradients are collected at. */
    static Node leaf() {
        return new Node("leaf", null, List.of(), Optional.empty());
    }

    /** The results of an op, tied to a new node. Without a rule, the composite's decomposition is differentiated. */
    static List<Tensor> record(Op op, List<Tensor> inputs, List<Tensor> results, Optional<GradientRule> rule) {
        return new Node(op.name(), op, inputs, rule).tie(results);
    }

    /** The results of something that is not an op, tied to a new node. */
    static List<Tensor> record(String name, List<Tensor> inputs, List<Tensor> results, Optional<GradientRule> rule) {
        return new Node(name, null, inputs, rule).tie(results);
    }

    private List<Tensor> tie(List<Tensor> results) {
        List<Tensor> tracked = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            Tensor result = results.get(i);
            tracked.add(result.dtype().isFloating() ? result.tracked(this, i) : result);
        }
        outputs = results;                                      // untracked ones: a cycle would keep nothing alive, but none is needed
        outputVersions = versions(results);
        return tracked;
    }

    long number() {
        return number;
    }

    boolean isLeaf() {
        return op == null && rule.isEmpty();
    }

    List<Tensor> inputs() {
        return inputs;
    }

    int outputCount() {
        return outputs.size();
    }

    String name() {
        return name;
    }

    /** Gradients of the inputs from those of the outputs, absent ones null. */
    List<Tensor> gradient(List<Tensor> arrived) {
        Context context = new Context(arrived);
        List<Tensor> gradients = rule.isPresent() ? rule.get().apply(context) : differentiateDecomposition(context);
        if (gradients.size() != inputs.size())
            throw new IllegalStateException("%s: its gradient rule answered %d gradients for %d inputs".formatted(name, gradients.size(), inputs.size()));
        for (int i = 0; i < inputs.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient != null && context.needs(i) && !gradient.type().equals(inputs.get(i).type()))
                throw new IllegalStateException("%s: its gradient rule answered %s for input %d, which is %s".formatted(name, gradient.type(), i, inputs.get(i).type()));
        }
        return gradients;
    }

    private List<Tensor> differentiateDecomposition(Context context) {
        boolean higher = Autodiff.isRecording();
        List<Tensor> leaves = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = context.input(i);
            // For higher derivatives each input passes through a node of its own: one input may depend on another, and the walk
            // below must end at the op's own inputs, or it would count the path between them twice.
            leaves.add(!context.needs(i) ? input.detach() : higher ? Ops.apply(new Reshape(input.shape()), input) : input.requiresGradient());
        }
        List<Tensor> results = Autodiff.withRecording(() -> ((CompositeOp) op).decompose(leaves));
        return Autodiff.gradients(results, context.arrived, leaves, higher);
    }

    private static int[] versions(List<Tensor> tensors) {
        int[] versions = new int[tensors.size()];
        for (int i = 0; i < versions.length; i++) versions[i] = tensors.get(i).storage().version();
        return versions;
    }

    private final class Context implements GradientContext {
        private final List<Tensor> arrived;

        Context(List<Tensor> arrived) {
            this.arrived = arrived;
        }

        @Override public Tensor input(int index) {
            return unchanged(inputs.get(index), inputVersions[index], "input");
        }

        @Override public List<Tensor> inputs() {
            List<Tensor> all = new ArrayList<>(inputs.size());
            for (int i = 0; i < inputs.size(); i++) all.add(input(i));
            return all;
        }

        @Override public Tensor output(int index) {
            Tensor output = unchanged(outputs.get(index), outputVersions[index], "output");
            return Autodiff.isRecording() && output.dtype().isFloating() ? output.tracked(Node.this, index) : output;
        }

        @Override public Tensor gradient(int index) {
            Tensor gradient = arrived.get(index);
            return gradient != null ? gradient : Tensor.zeros(outputs.get(index).type(), outputs.get(index).device());
        }

        @Override public boolean arrived(int index) {
            return arrived.get(index) != null;
        }

        @Override public boolean needs(int index) {
            return inputs.get(index).isTracked();
        }

        private Tensor unchanged(Tensor saved, int version, String role) {
            if (saved.storage().version() != version)
                throw new IllegalStateException("%s: an %s %s that its gradient needs was changed in place after it was used; take the gradient before the update, or copy the tensor"
                        .formatted(name, role, saved.type()));
            return saved;
        }
    }
}
