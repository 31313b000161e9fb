package org.ventral.tensor;

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
        var list = new java.util.ArrayList<Integer>();
        list.add(first);
        for (int other : others) list.add(other);
        return new Axes(list);
    }

    /** The axes counted from the front, ascending, each once. */
    List<Integer> resolve(Shape shape) {
        if (this == ALL) return java.util.Arrays.stream(shape.axes()).boxed().toList();
        if (values.isEmpty()) return List.of();
        return java.util.Arrays.stream(shape.axes(values.stream().mapToInt(Integer::intValue).toArray())).boxed().toList();
    }
}
