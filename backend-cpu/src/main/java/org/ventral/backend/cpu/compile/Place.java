package org.ventral.backend.cpu.compile;

import java.util.ArrayList;
import java.util.List;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.tensor.Layout;
import org.ventral.tensor.op.ViewOp;

/**
 * Where a value lies.
 *
 * @param layout in the array of the root, counted from the root's base
 * @param views the ops that lead from the root to this value
 */
record Place(Root root, Layout layout, List<ViewOp> views) {
    static Place of(Root root) {
        return new Place(root, root.layout, List.of());
    }

    /** The view of it, or null if that needs a copy. */
    Place viewed(ViewOp op) {
        Layout view = op.view(layout);
        if (view == null) return null;
        List<ViewOp> all = new ArrayList<>(views);
        all.add(op);
        return new Place(root, view, List.copyOf(all));
    }

    /** The operand of a kernel. */
    View<?> view(Frame frame) {
        long[] strides = layout.strides();
        int[] narrow = new int[strides.length];
        for (int i = 0; i < narrow.length; i++) narrow[i] = Math.toIntExact(strides[i]);
        return new View<>(frame.arrays[root.index], frame.bases[root.index] + offset(), narrow);
    }

    /** Index of the first element, counted from the root's base. */
    int offset() {
        return Math.toIntExact(layout.offset());
    }

    /** Index of the first element in the array. */
    int at(Frame frame) {
        return frame.bases[root.index] + offset();
    }

    float[] floats(Frame frame) {
        return (float[]) frame.arrays[root.index];
    }
}
