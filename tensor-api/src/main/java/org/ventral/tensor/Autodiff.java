package org.ventral.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/** Reverse-mode differentiation: walks the tape from the result back to the leaves. */
final class Autodiff {
    private static final ThreadLocal<Boolean> RECORDING = ThreadLocal.withInitial(() -> Boolean.TRUE);

    private Autodiff() {}

    static boolean isRecording() {
        return RECORDING.get();
    }

    /** Whether an op on these inputs must be recorded for gradients. */
    static boolean isRecording(List<Tensor> inputs) {
        if (isRecording())
            for (Tensor input : inputs) if (input.isTracked()) return true;
        return false;
    }

    static <T> T withoutRecording(Supplier<T> work) {
        return recording(false, work);
    }

    static <T> T withRecording(Supplier<T> work) {
        return recording(true, work);
    }

    private static <T> T recording(boolean on, Supplier<T> work) {
        boolean before = RECORDING.get();
        if (before == on) return work.get();
        RECORDING.set(on);
        try {
            return work.get();
        } finally {
            RECORDING.set(before);
        }
    }

    /** Gradients of a scalar with respect to all leaves that it depends on. */
    static Gradients backward(Tensor result, Tensor seed) {
        return new Gradients(new Pass(List.of(result), Arrays.asList(seed), null, false).run());
    }

    /**
     * Gradients with respect to given tensors, leaves or not; null for those that are not depended on.
     *
     * @param seeds gradients of the results, null for those without
     * @param differentiable whether the gradients can be differentiated again
     */
    static List<Tensor> gradients(List<Tensor> results, List<Tensor> seeds, List<Tensor> wanted, boolean differentiable) {
        Map<Node, Tensor[]> found = new Pass(results, seeds, wanted, differentiable).run();
        List<Tensor> gradients = new ArrayList<>(wanted.size());
        for (Tensor tensor : wanted) {
            Tensor[] slots = tensor.isTracked() ? found.get(tensor.node()) : null;
            gradients.add(slots == null ? null : slots[tensor.outputIndex()]);
        }
        return gradients;
    }

    /** One backward pass. */
    private static final class Pass {
        private final boolean differentiable;
        private final PriorityQueue<Node> queue = new PriorityQueue<>(Comparator.comparingLong(Node::number).reversed());
        private final Map<Node, Tensor[]> pending = new HashMap<>();
        private final Map<Node, Tensor[]> found = new HashMap<>();
        private final Map<Node, boolean[]> wanted;             // null: every leaf
        private final long oldestWanted;
        /** How many pending or found gradients use a storage; at zero it goes back to the pool at once. */
        private final Map<Storage, Integer> uses = new IdentityHashMap<>();
        private MemoryScope scope;

        Pass(List<Tensor> results, List<Tensor> seeds, List<Tensor> wantedTensors, boolean differentiable) {
            this.differentiable = differentiable;
            if (wantedTensors == null) {
                wanted = null;
                oldestWanted = Long.MIN_VALUE;
            } else {
                wanted = new HashMap<>();
                long oldest = Long.MAX_VALUE;
                for (Tensor tensor : wantedTensors) {
                    if (!tensor.isTracked()) continue;
                    oldest = Math.min(oldest, tensor.node().number());
                    wanted.computeIfAbsent(tensor.node(), n -> new boolean[Math.max(1, n.outputCount())])[tensor.outputIndex()] = true;
                }
                oldestWanted = oldest;
            }
            for (int i = 0; i < results.size(); i++)
                if (seeds.get(i) != null && results.get(i).isTracked()) accumulate(results.get(i), seeds.get(i));
        }

        Map<Node, Tensor[]> run() {
            if (differentiable) {
                while (!queue.isEmpty()) step(queue.poll());
                return found;
            }
            return withoutRecording(() -> {
                try (var all = MemoryScope.open("backward")) {
                    scope = all;
                    while (!queue.isEmpty()) step(queue.poll());
                    for (Tensor[] gradients : found.values()) for (Tensor gradient : gradients) if (gradient != null) all.keep(gradient);
                }
                return found;
            });
        }

        private void step(Node node) {
            Tensor[] arrived = pending.remove(node);
            boolean[] slots = wanted == null ? null : wanted.get(node);
            if (wanted == null ? node.isLeaf() : slots != null) {
                Tensor[] kept = arrived.clone();
                for (int i = 0; i < kept.length; i++) {
                    if (slots != null && !slots[i]) kept[i] = null;
                    else retain(kept[i]);
                }
                found.put(node, kept);
            }
            if (!node.isLeaf() && node.number() > oldestWanted) {
                if (scope == null) {
                    distribute(node, node.gradient(Arrays.asList(arrived)));
                } else {
                    List<Tensor> gradients;
                    try (var inner = MemoryScope.open("gradient of " + node.name())) {
                        gradients = inner.keep(node.gradient(Arrays.asList(arrived)));
                    }
                    distribute(node, gradients);
                }
            }
            for (Tensor gradient : arrived) discard(gradient);
        }

        private void distribute(Node node, List<Tensor> gradients) {
            for (int i = 0; i < gradients.size(); i++) {
                Tensor input = node.inputs().get(i), gradient = gradients.get(i);
                if (gradient == null || !input.isTracked() || input.node().number() < oldestWanted) continue;
                accumulate(input, gradient);
            }
        }

        private void accumulate(Tensor target, Tensor gradient) {
            Node node = target.node();
            Tensor[] slots = pending.get(node);
            if (slots == null) {
                slots = new Tensor[Math.max(1, node.outputCount())];
                pending.put(node, slots);
                queue.add(node);
            }
            Tensor before = slots[target.outputIndex()];
            Tensor now = before == null ? gradient : before.add(gradient);
            slots[target.outputIndex()] = now;
            retain(now);
            if (before != null) discard(before);
        }

        private void retain(Tensor gradient) {
            if (scope != null && gradient != null) uses.merge(gradient.storage(), 1, Integer::sum);
        }

        private void discard(Tensor gradient) {
            if (scope == null || gradient == null) return;
            Storage storage = gradient.storage();
            Integer left = uses.computeIfPresent(storage, (_, count) -> count - 1);
            if (left != null && left == 0) {
                uses.remove(storage);
                scope.release(storage);
            }
        }
    }
}
