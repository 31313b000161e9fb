package org.ventral.backend.cpu.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.graph.Graph;
import org.ventral.tensor.graph.Graph.Node;
import org.ventral.tensor.graph.Graph.OpNode;
import org.ventral.tensor.graph.Graph.Value;
import org.ventral.tensor.op.Linear;
import org.ventral.tensor.op.MatMul;

/** Cuts a graph into {@linkplain Group groups} and puts them in an order in which each comes after those that it needs. */
final class Grouping {
    /** Widest rows that a product computes whole, so that what is done along them can follow at once. */
    private static final long WIDEST = 1024;

    private final Graph graph;
    private final List<Node> nodes;
    private final Map<Integer, Integer> maker = new HashMap<>();
    private final Map<Integer, List<Integer>> takers = new HashMap<>();
    private final Set<Integer> outputs = new HashSet<>();
    /** The region that a node is in, by the node's number. */
    private final Region[] regions;

    private final Map<Node, Group.Convolution> convolutions;

    private Grouping(Graph graph, boolean folding) {
        this.graph = graph;
        this.convolutions = Convolutions.of(graph, folding);
        this.nodes = graph.nodes();
        this.regions = new Region[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            for (Value output : nodes.get(i).outputs()) maker.put(output.id(), i);
            for (Value input : new HashSet<>(nodes.get(i).inputs())) takers.computeIfAbsent(input.id(), _ -> new ArrayList<>()).add(i);
        }
        for (Value output : graph.outputs()) outputs.add(output.id());
    }

    /** @param folding whether constants that follow a convolution may be multiplied into its weights */
    static List<Group> of(Graph graph, boolean folding) {
        Grouping grouping = new Grouping(graph, folding);
        grouping.makeRegions();
        return grouping.inOrder(grouping.attach());
    }

    // ------------------------------------------------------------------------------------------------ regions

    private void makeRegions() {
        for (int i = 0; i < nodes.size(); i++) {
            if (regions[i] != null || convolutions.containsKey(nodes.get(i)) || !(nodes.get(i) instanceof OpNode first)) continue;
            Region region = Region.of(first);
            if (region == null) continue;
            regions[i] = region;
            for (int k = i + 1; k < nodes.size(); k++) {
                boolean follows = regions[k] == null && !convolutions.containsKey(nodes.get(k)) && nodes.get(k) instanceof OpNode next && next.inputs().stream().anyMatch(region::inside);
                if (follows && !returns((OpNode) nodes.get(k), region) && region.add((OpNode) nodes.get(k))) regions[k] = region;
            }
        }
    }

    /** Whether a node needs something from outside that needs the region itself: together they would wait for each other. */
    private boolean returns(OpNode node, Region region) {
        Set<Integer> seen = new HashSet<>();
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (Value input : node.inputs()) if (!region.inside(input)) visit(input, seen, open);
        while (!open.isEmpty()) {
            int at = open.poll();
            if (regions[at] == region) return true;
            List<OpNode> together = regions[at] == null ? null : regions[at].nodes();
            if (together == null) for (Value input : nodes.get(at).inputs()) visit(input, seen, open);
            else for (OpNode member : together) for (Value input : member.inputs()) visit(input, seen, open);
        }
        return false;
    }

    private void visit(Value value, Set<Integer> seen, ArrayDeque<Integer> open) {
        Integer at = maker.get(value.id());
        if (at != null && seen.add(at)) open.add(at);
    }

    // ------------------------------------------------------------------------------------------------ products

    private List<Group> attach() {
        Group[] of = new Group[nodes.size()];
        Set<Region> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < of.length; i++) {
            if (!(nodes.get(i) instanceof OpNode node) || !isProduct(node)) continue;
            Value y = node.outputs().getFirst();
            Region region = soleRegion(y);
            if (region != null && (taken.contains(region) || !follows(region, y))) region = null;
            if (region != null) taken.add(region);
            of[i] = new Group.Product(node, region);
        }
        for (int i = 0; i < of.length; i++)
            if (of[i] instanceof Group.Product(var first, var region) && region != null) {
                Integer second = chained(first, region, of);
                if (second == null) continue;
                of[i] = new Group.Chain(first, region, (OpNode) nodes.get(second));
                of[second] = of[i];
            }
        Map<Region, Group> whole = new IdentityHashMap<>();
        for (Group group : of) {
            if (group instanceof Group.Product(_, var region) && region != null) whole.put(region, group);
            if (group instanceof Group.Chain chain) whole.put(chain.region(), chain);
        }
        for (int i = 0; i < of.length; i++)
            if (convolutions.containsKey(nodes.get(i))) of[i] = convolutions.get(nodes.get(i));
            else if (regions[i] != null) of[i] = whole.computeIfAbsent(regions[i], Group.Rows::new);
            else if (of[i] == null) of[i] = new Group.Single(nodes.get(i));
        return Arrays.asList(of);
    }

    private static boolean isProduct(OpNode node) {
        boolean kind = node.op() instanceof MatMul || node.op() instanceof Linear && node.inputs().getFirst().type().shape().rank() > 1;
        return kind && node.outputs().getFirst().type().dtype() == DType.FLOAT32 && !node.outputs().getFirst().type().shape().isEmpty()
                && node.inputs().getFirst().type().shape().size(-1) > 0;
    }

    /** The region that alone takes a value, or null. */
    private Region soleRegion(Value value) {
        if (outputs.contains(value.id())) return null;
        Region sole = null;
        for (int taker : takers.getOrDefault(value.id(), List.of())) {
            if (regions[taker] == null || sole != null && sole != regions[taker]) return null;
            sole = regions[taker];
        }
        return sole;
    }

    /** Whether a region can follow on the rows of a product. */
    private static boolean follows(Region region, Value y) {
        return y.type().shape().elements() == region.rows * region.width && y.type().shape().size(-1) == region.width && (!region.needsRows() || region.width <= WIDEST);
    }

    /** The product that takes the one result of a region as its left operand, for as many matrices; null if there is none. */
    private Integer chained(OpNode first, Region region, Group[] of) {
        if (!(first.op() instanceof MatMul)) return null;
        Value result = null;
        for (OpNode node : region.nodes()) {
            Value made = node.outputs().getFirst();
            boolean leaves = outputs.contains(made.id()) || takers.getOrDefault(made.id(), List.of()).stream().anyMatch(taker -> regions[taker] != region);
            if (!leaves) continue;
            if (result != null || outputs.contains(made.id())) return null;
            result = made;
        }
        if (result == null || region.isSingle(result)) return null;
        List<Integer> next = takers.get(result.id());
        if (next.size() != 1 || !(of[next.getFirst()] instanceof Group.Product(var second, _)) || !(second.op() instanceof MatMul)) return null;
        Value y = first.outputs().getFirst(), left = second.inputs().getFirst(), right = second.inputs().get(1);
        boolean fits = left.equals(result) && !right.equals(result) && left.type().equals(y.type())
                && second.outputs().getFirst().type().shape().elements() / second.outputs().getFirst().type().shape().size(-1) == region.rows;
        return fits && ((Group.Product) of[next.getFirst()]).region() == null ? next.getFirst() : null;
    }

    // ------------------------------------------------------------------------------------------------ order

    private List<Group> inOrder(List<Group> of) {
        Map<Group, Integer> missing = new IdentityHashMap<>(), last = new IdentityHashMap<>();
        Map<Group, Set<Group>> followers = new IdentityHashMap<>();
        for (int i = 0; i < of.size(); i++) last.put(of.get(i), i);
        for (Group group : last.keySet()) {
            Set<Group> needed = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Value value : group.taken()) if (maker.containsKey(value.id())) needed.add(of.get(maker.get(value.id())));
            missing.put(group, needed.size());
            for (Group before : needed) followers.computeIfAbsent(before, _ -> Collections.newSetFromMap(new IdentityHashMap<>())).add(group);
        }
        PriorityQueue<Group> ready = new PriorityQueue<>((a, b) -> Integer.compare(last.get(a), last.get(b)));
        missing.forEach((group, count) -> {
            if (count == 0) ready.add(group);
        });
        List<Group> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Group group = ready.poll();
            order.add(group);
            for (Group follower : followers.getOrDefault(group, Set.of())) if (missing.merge(follower, -1, Integer::sum) == 0) ready.add(follower);
        }
        if (order.size() != last.size()) throw new IllegalStateException("groups of the graph wait for each other: " + graph);
        return order;
    }
}
