package org.ventral.tensor;

import java.util.ArrayList;
import java.util.List;

/** Axes of a tensor as an argument; negative ones count from the end. */
public record Axes(List<Integer> values) {
    /** Every axis. */
    public static final Axes ALL = new Axes(List.of());

    public Axes {
        values = List.copyOf(values);
    }

    /** These axes; none given means none, not all. */
    public static Axes of(List<Integer> axes) {
        return new Axes(axes);
    }

    /** These axes. */
    public static Axes of(int first, int... others) {
        List<Integer> list = new ArrayList<>();
        list.add(first);
        for (int other : others) list.add(other);
        return new Axes(list);
    }

    /** The axes counted from the front, ascending, each once. */
    List<Integer> resolve(Shape shape) {
        if (values.isEmpty() && this != ALL) return List.of();
        int[] axes = new int[values.size()];
        for (int i = 0; i < axes.length; i++) axes[i] = values.get(i);
        List<Integer> resolved = new ArrayList<>();
        for (int axis : shape.axes(axes)) resolved.add(axis);
        return resolved;
    }
}
