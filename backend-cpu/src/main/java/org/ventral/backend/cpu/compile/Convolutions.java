package org.ventral.backend.cpu.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ventral.backend.cpu.kernel.ConvShape;
import org.ventral.backend.cpu.kernel.Convolution;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Graph.Node;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Activation;
import org.ventral.tensor.op.BatchNormInference;
import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Conv;

/** Finds the convolutions of a graph with what can be done in the same step. */
final class Convolutions {
    private final boolean folding;
    private final Set<Integer> constants = new HashSet<>(), outputs = new HashSet<>(), taken = new HashSet<>();
    /** The only node that takes a value; absent if there are several or none. */
    private final Map<Integer, OpNode> takers = new HashMap<>();

    private Convolutions(Graph graph, boolean folding) {
        this.folding = folding;
        for (Graph.Constant constant : graph.constants()) constants.add(constant.value().id());
        for (Value output : graph.outputs()) outputs.add(output.id());
        Set<Integer> several = new HashSet<>();
        for (Node node : graph.nodes())
            for (Value input : new HashSet<>(node.inputs()))
                if (!(node instanceof OpNode op) || takers.put(input.id(), op) != null) several.add(input.id());
        takers.keySet().removeAll(several);
    }

    /** The groups by each node that is in one. */
    static Map<Node, Group.Convolution> of(Graph graph, boolean folding) {
        Convolutions search = new Convolutions(graph, folding);
        Map<Node, Group.Convolution> groups = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (!(node instanceof OpNode op) || !search.suits(op)) continue;
            Group.Convolution group = search.grown(op);
            for (OpNode member : group.nodes()) {
                groups.put(member, group);
                search.taken.add(member.outputs().getFirst().id());
            }
        }
        return groups;
    }

    private boolean suits(OpNode node) {
        if (!(node.op() instanceof Conv conv) || conv.spatialAxes() != 2 || node.outputs().getFirst().type().dtype() != DType.FLOAT32) return false;
        for (Value weight : node.inputs().subList(1, node.inputs().size())) if (!constants.contains(weight.id())) return false;
        Shape x = node.inputs().get(0).type().shape(), y = node.outputs().getFirst().type().shape();
        if (x.isEmpty() || y.isEmpty()) return false;
        ConvShape s = ConvShape.of(conv, x, node.inputs().get(1).type().shape());
        return !Convolution.mayBeBatchLast(s);
    }

    private Group.Convolution grown(OpNode conv) {
        Value y = conv.outputs().getFirst();
        OpNode norm = null, shift = null, sum = null, function = null, next = next(y);
        if (folding && next != null && next.op() instanceof BatchNormInference && areConstant(next.inputs().subList(1, 5))) {
            norm = next;
            next = next(y = norm.outputs().getFirst());
        }
        if (folding && isSum(next, y) && isChannels(other(next, y), y)) {
            shift = next;
            next = next(y = shift.outputs().getFirst());
        }
        if (isSum(next, y) && other(next, y).type().equals(y.type()) && !other(next, y).equals(y)) {
            sum = next;
            next = next(y = sum.outputs().getFirst());
        }
        if (next != null && next.op() instanceof Activation) function = next;
        return new Group.Convolution(conv, norm, shift, sum, function);
    }

    /** The only node that takes a value which nobody else needs, unless it is in a group already. */
    private OpNode next(Value value) {
        OpNode next = outputs.contains(value.id()) ? null : takers.get(value.id());
        return next == null || taken.contains(next.outputs().getFirst().id()) ? null : next;
    }

    private static boolean isSum(OpNode node, Value y) {
        return node != null && node.op() instanceof Binary(var kind) && kind == BinaryKind.ADD && node.outputs().getFirst().type().equals(y.type());
    }

    private static Value other(OpNode sum, Value y) {
        return sum.inputs().get(sum.inputs().getFirst().equals(y) ? 1 : 0);
    }

    private boolean areConstant(List<Value> values) {
        return values.stream().allMatch(value -> constants.contains(value.id()));
    }

    /** Whether a value is one constant for each channel of {@code y}. */
    private boolean isChannels(Value value, Value y) {
        Shape shape = value.type().shape(), whole = y.type().shape();
        return constants.contains(value.id()) && shape.rank() >= 3 && shape.elements() == whole.size(1) && shape.size(-3) == whole.size(1);
    }
}
