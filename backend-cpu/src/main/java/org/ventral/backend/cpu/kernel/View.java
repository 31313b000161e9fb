package org.ventral.backend.cpu.kernel;

/**
 * A strided operand: element {@code (i0, i1, …)} is at {@code array[offset + Σ i_k · strides[k]]}. The shape is the kernel's, common to all its operands.
 *
 * @param <A> the type of the array, such as {@code float[]}
 * @param array the storage
 * @param offset the place of the first element
 * @param strides one step an axis; 0 repeats an element
 */
public record View<A>(A array, int offset, int... strides) {
    /** A row-major operand of this shape that starts at {@code offset}. */
    public static <A> View<A> of(A array, int offset, int[] shape) {
        int[] strides = new int[shape.length];
        for (int i = shape.length - 1, step = 1; i >= 0; step *= shape[i--]) strides[i] = step;
        return new View<>(array, offset, strides);
    }

    /** The same array as another operand, without the axis. */
    View<A> without(int axis) {
        return new View<>(array, offset, Nest.without(strides, axis));
    }
}
