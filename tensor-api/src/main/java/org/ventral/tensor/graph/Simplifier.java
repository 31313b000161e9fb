package org.ventral.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ventral.tensor.Ops;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Op;
import org.ventral.tensor.op.UpdateOp;

/** Computes what is constant, once what is computed twice, and leaves out what is not needed. */
final class Simplifier {
    /** Results with more elements than this are not computed ahead if they are larger than what they are computed from. */
    private static final long LARGE = 1 << 16;
    /** Constants of at most so many elements are compared by their values. */
    private static final long COMPARED = 64;

    private record Computation(Op op, List<Value> inputs, Object sizes) {}

    private record Bits(TensorType type, List<Long> bits) {}

    private final GraphBuilder builder;
    private final Map<Computation, List<Value>> known = new HashMap<>();
    private final Map<Bits, Value> constants = new HashMap<>();

    /** What depends on sizes, and so is not what it seems; null if nothing does. */
    private final SizeAnalysis sizes;

    private Simplifier(Graph graph, SizeAnalysis sizes) {
        this.builder = new GraphBuilder(graph);
        this.sizes = sizes;
    }

    static Graph simplify(Graph graph, SizeAnalysis sizes) {
        Simplifier simplifier = new Simplifier(graph, sizes);
        for (Graph.Constant constant : graph.constants()) simplifier.add(constant);
        for (Graph.Node node : graph.nodes()) simplifier.add(node);
        return simplifier.builder.build();
    }

    private void add(Graph.Constant constant) {
        if (!constant.parameter() && !varies(constant.value()) && constant.tensor().elements() <= COMPARED) {
            Value same = constants.putIfAbsent(bits(constant.tensor()), constant.value());
            if (same != null) {
                builder.replace(constant.value(), same);
                return;
            }
        }
        builder.add(constant);
    }

    private static Bits bits(Tensor tensor) {
        List<Long> bits = tensor.dtype().isFloating()
                ? Arrays.stream(tensor.toDoubles()).mapToObj(Double::doubleToRawLongBits).toList()
                : Arrays.stream(tensor.toLongs()).boxed().toList();
        return new Bits(tensor.type(), bits);
    }

    private void add(Graph.Node original) {
        Graph.Node node = Graphs.withParts(Graphs.with(original, builder.now(original.inputs()), original.outputs()), part -> simplify(part, sizes));
        switch (node) {
            case Graph.OpNode n -> add(n);
            case Graph.IfNode n when isFixed(n.condition()) -> inline(n);
            default -> builder.add(node);
        }
    }

    private void add(Graph.OpNode node) {
        List<Value> same = known.putIfAbsent(new Computation(node.op(), node.inputs(), sizes == null ? null : sizes.options(node)), node.outputs());
        if (same != null) {
            for (int i = 0; i < same.size(); i++) builder.replace(node.outputs().get(i), builder.now(same.get(i)));
        } else if (!(node.op() instanceof UpdateOp) && !grows(node) && !varies(node) && node.inputs().stream().allMatch(this::isFixed)) {
            fold(node);
        } else {
            builder.add(node);
        }
    }

    /** Whether a value is always the same. */
    private boolean isFixed(Value value) {
        Graph.Constant constant = builder.constant(value);
        return constant != null && !constant.parameter() && !varies(value);
    }

    private boolean varies(Value value) {
        return sizes != null && sizes.varies(value);
    }

    private boolean varies(Graph.OpNode node) {
        return sizes != null && (!sizes.options(node).isEmpty() || node.outputs().stream().anyMatch(sizes::varies));
    }

    private static boolean grows(Graph.OpNode node) {
        long before = elements(node.inputs()), after = elements(node.outputs());
        return after > LARGE && after > before;
    }

    private static long elements(List<Value> values) {
        return values.stream().mapToLong(value -> value.type().shape().elements()).sum();
    }

    private void fold(Graph.OpNode node) {
        List<Tensor> inputs = new ArrayList<>();
        for (Value input : node.inputs()) inputs.add(builder.constant(input).tensor());
        List<Tensor> results = Tracing.suspended(() -> Tensor.noGrad(() -> Ops.applyAll(node.op(), inputs)));
        for (int i = 0; i < results.size(); i++) {
            Tracing.retain(results.get(i));
            add(new Graph.Constant(node.outputs().get(i), results.get(i), false));
        }
    }

    /** Puts the branch that is always taken in the place of the choice. */
    private void inline(Graph.IfNode node) {
        Graph branch = builder.constant(node.condition()).tensor().item() != 0 ? node.then() : node.otherwise();
        for (int i = 0; i < branch.inputs().size(); i++) builder.replace(branch.inputs().get(i), node.captured().get(i));
        for (Graph.Constant constant : branch.constants()) add(constant);
        for (Graph.Node inner : branch.nodes()) add(inner);
        for (int i = 0; i < node.outputs().size(); i++) builder.replace(node.outputs().get(i), builder.now(branch.outputs().get(i)));
    }
}
