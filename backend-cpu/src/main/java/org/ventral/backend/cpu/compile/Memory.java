package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ventral.tensor.DType;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** Which buffer each value lies in: values that are never needed at the same time share one. */
final class Memory {
    private final List<Root> roots = new ArrayList<>();
    private final List<DType> dtypes = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    /** The last group that needs what is in a root. */
    private final Map<Root, Integer> ends = new HashMap<>();

    Root root(Root.Kind kind, TensorType type, Layout layout) {
        Root root = new Root(roots.size(), kind, type, layout);
        roots.add(root);
        return root;
    }

    /** Gives a root a buffer up to the end of a group: the free one that fits best, grown if it must be, or a new one. */
    void take(Root root, int end) {
        long wanted = root.type.shape().elements();
        int best = -1;
        for (int buffer : free)
            if (dtypes.get(buffer) == root.type.dtype() && (best < 0 || isBetter(sizes.get(buffer), sizes.get(best), wanted))) best = buffer;
        if (best < 0) {
            best = sizes.size();
            sizes.add(wanted);
            dtypes.add(root.type.dtype());
        } else {
            free.remove(Integer.valueOf(best));
            sizes.set(best, Math.max(wanted, sizes.get(best)));
        }
        root.buffer = best;
        ends.put(root, end);
    }

    /** The smallest that is large enough; else the largest, as it grows least. */
    private static boolean isBetter(long size, long than, long wanted) {
        if (size >= wanted) return than < wanted || size < than;
        return size > than;
    }

    /** Puts a root where another one ends. */
    void over(Root root, Root old, int end) {
        root.buffer = old.buffer;
        ends.remove(old);
        ends.put(root, end);
    }

    /** Remembers until when a result is needed that has memory of its own. */
    void keep(Root root, int end) {
        ends.put(root, end);
    }

    boolean endsAt(Root root, int group) {
        return ends.getOrDefault(root, -1) == group;
    }

    /** Frees what ends with a group; answers the results among it, which go back to the pool. */
    List<Root> endOf(int group) {
        List<Root> results = new ArrayList<>();
        ends.entrySet().removeIf(entry -> {
            if (entry.getValue() > group) return false;
            if (entry.getKey().kind == Root.Kind.RESULT) results.add(entry.getKey());
            else free.add(entry.getKey().buffer);
            return true;
        });
        return List.copyOf(results);
    }

    List<Root> roots() {
        return List.copyOf(roots);
    }

    List<TensorType> buffers() {
        List<TensorType> types = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) types.add(new TensorType(dtypes.get(i), Shape.of(sizes.get(i))));
        return types;
    }
}
