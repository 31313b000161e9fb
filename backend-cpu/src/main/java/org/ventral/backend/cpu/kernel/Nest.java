package org.ventral.backend.cpu.kernel;

import org.ventral.backend.cpu.parallel.Workers;

/**
 * The loops over all elements of some strided operands of one shape, made as few and as long as possible: axes of size 1 go, axes are ordered by the steps
 * of the first operand (the output, so that it is written front to back in whatever order it lies in memory), and neighbours that every operand steps
 * through as if they were one become one.
 *
 * <p>Elements are numbered in the order of these loops. Work is cut into tiles of consecutive numbers by the shape alone, so results do not depend on the
 * number of threads.
 */
final class Nest {
    /** Elements in a tile of elementwise work. */
    static final int TILE = 16_384;
    /** Below this many elements a second thread costs more than it brings. */
    static final int ALONE = 32_768;

    /** What is done with the places of the operands' first elements and a number of elements along the innermost loop. */
    @FunctionalInterface
    interface Run {
        void run(int[] at, int n);
    }

    private final int[] sizes;
    private final int[][] strides;     // [operand][loop]
    private final int elements;

    private Nest(int[] sizes, int[][] strides, int elements) {
        this.sizes = sizes;
        this.strides = strides;
        this.elements = elements;
    }

    /** The loops over operands with these strides. */
    static Nest of(int[] shape, int[]... strides) {
        int elements = 1;
        for (int size : shape) elements = Math.multiplyExact(elements, size);
        int[] order = order(shape, strides[0]);
        int[] sizes = new int[Math.max(order.length, 1)];
        int[][] steps = new int[strides.length][sizes.length];
        int loops = 0;
        for (int axis : order) {
            if (loops > 0 && continues(strides, steps, axis, shape[axis], loops - 1)) {
                sizes[loops - 1] *= shape[axis];
                for (int k = 0; k < strides.length; k++) steps[k][loops - 1] = strides[k][axis];
            } else {
                sizes[loops] = shape[axis];
                for (int k = 0; k < strides.length; k++) steps[k][loops] = strides[k][axis];
                loops++;
            }
        }
        if (loops == 0) {
            sizes[0] = elements;                       // a single element, or none
            for (int[] step : steps) step[0] = 1;
            loops = 1;
        }
        int[] exact = java.util.Arrays.copyOf(sizes, loops);
        for (int k = 0; k < steps.length; k++) steps[k] = java.util.Arrays.copyOf(steps[k], loops);
        return new Nest(exact, steps, elements);
    }

    /** The axes longer than 1 by falling step of the first operand; equal steps keep their order. */
    private static int[] order(int[] shape, int[] steps) {
        int[] order = new int[shape.length];
        int count = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 1) continue;
            int at = count++;
            for (; at > 0 && Math.abs(steps[order[at - 1]]) < Math.abs(steps[axis]); at--) order[at] = order[at - 1];
            order[at] = axis;
        }
        return java.util.Arrays.copyOf(order, count);
    }

    private static boolean continues(int[][] strides, int[][] steps, int axis, int size, int loop) {
        for (int k = 0; k < strides.length; k++)
            if (steps[k][loop] != strides[k][axis] * size) return false;
        return true;
    }

    /** Numbers or strides without those of one axis. */
    static int[] without(int[] values, int axis) {
        int[] rest = new int[values.length - 1];
        System.arraycopy(values, 0, rest, 0, axis);
        System.arraycopy(values, axis + 1, rest, axis, rest.length - axis);
        return rest;
    }

    /** How many elements there are. */
    int elements() {
        return elements;
    }

    /** The number of loops. */
    int loops() {
        return sizes.length;
    }

    /** The length of a loop; the last is the innermost. */
    int size(int loop) {
        return sizes[loop];
    }

    /** An operand's step in a loop. */
    int stride(int operand, int loop) {
        return strides[operand][loop];
    }

    /** The length of the innermost loop. */
    int inner() {
        return sizes[sizes.length - 1];
    }

    /** An operand's step in the innermost loop. */
    int innerStride(int operand) {
        return strides[operand][sizes.length - 1];
    }

    /** Runs over all elements on the workers, in tiles of {@value #TILE}; {@code bases} are the places of the operands' first elements. */
    void forEach(Workers workers, Run run, int... bases) {
        if (elements <= ALONE) walk(0, elements, run, bases);
        else forEach(workers, TILE, run, bases);
    }

    /** The same in tiles of a given size, for elements that stand for more work than one operation. */
    void forEach(Workers workers, int tile, Run run, int... bases) {
        if (elements <= tile) walk(0, elements, run, bases);
        else workers.forEach(Math.ceilDiv(elements, tile), t -> walk(t * tile, (int) Math.min((t + 1L) * tile, elements), run, bases));
    }

    /** Runs over the elements numbered {@code [from, to)} on this thread. */
    void walk(int from, int to, Run run, int... bases) {
        if (from >= to) return;
        int last = sizes.length - 1, operands = strides.length;
        int[] at = bases.clone(), index = new int[sizes.length];
        for (int loop = last, rest = from; loop >= 0; loop--) {
            index[loop] = rest % sizes[loop];
            rest /= sizes[loop];
            for (int k = 0; k < operands; k++) at[k] += index[loop] * strides[k][loop];
        }
        int column = index[last];
        for (int position = from;;) {
            int n = Math.min(sizes[last] - column, to - position);
            run.run(at, n);
            position += n;
            if (position >= to) return;
            for (int k = 0; k < operands; k++) at[k] -= column * strides[k][last];
            column = 0;
            for (int loop = last - 1; ; loop--) {
                for (int k = 0; k < operands; k++) at[k] += strides[k][loop];
                if (++index[loop] < sizes[loop]) break;
                index[loop] = 0;
                for (int k = 0; k < operands; k++) at[k] -= sizes[loop] * strides[k][loop];
            }
        }
    }
}
