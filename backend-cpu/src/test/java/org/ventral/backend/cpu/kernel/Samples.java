package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ventral.backend.cpu.parallel.Workers;

/** Random shapes and operands, and what the tests of the kernels compare with. */
final class Samples {
    static final Workers ONE = Workers.of(1), TWO = Workers.of(2);

    private Samples() {}

    /** Sizes of one to four axes; every fourth seed gives enough elements for several tiles. */
    static int[] shape(Random random, int seed) {
        int[] shape = new int[1 + random.nextInt(4)];
        int budget = seed % 4 == 0 ? 120_000 : 1500;
        for (int i = 0; i < shape.length; i++) {
            int largest = random.nextInt(3) == 0 ? seed % 4 == 0 ? 2000 : 40 : 9;
            shape[i] = 1 + random.nextInt(Math.max(1, Math.min(budget, largest)));
            budget = Math.max(1, budget / shape[i]);
        }
        return shape;
    }

    static float[] normal(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** An operand whose axes lie in any order, some with gaps, reversed or repeated. */
    static View<float[]> operand(Random random, int[] shape) {
        int[] strides = new int[shape.length];
        int step = 1, offset = random.nextInt(5);
        for (int axis : permutation(random, shape.length)) {
            if (random.nextInt(6) == 0) continue;                          // stride 0
            step *= random.nextInt(8) == 0 ? 2 : 1;
            strides[axis] = step;
            step *= shape[axis];
        }
        float[] array = normal(random, step + offset);
        for (int axis = 0; axis < shape.length; axis++)
            if (random.nextInt(8) == 0) {
                offset += strides[axis] * (shape[axis] - 1);
                strides[axis] = -strides[axis];
            }
        return new View<>(array, offset, strides);
    }

    /** An operand without gaps, its axes in any order. */
    static View<float[]> dense(Random random, int[] shape) {
        int[] strides = new int[shape.length];
        int step = 1;
        for (int axis : permutation(random, shape.length)) {
            strides[axis] = step;
            step *= shape[axis];
        }
        return new View<>(normal(random, step + 3), 2, strides);
    }

    /** Fresh memory with the strides of another operand. */
    static View<float[]> like(View<float[]> view) {
        return new View<>(new float[view.array().length], view.offset(), view.strides());
    }

    private static List<Integer> permutation(Random random, int n) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) order.add(i);
        Collections.shuffle(order, random);
        return order;
    }

    static int elements(int[] shape) {
        int n = 1;
        for (int size : shape) n *= size;
        return n;
    }

    /** The coordinates of element number {@code i} in row-major order. */
    static int[] index(int i, int[] shape) {
        int[] index = new int[shape.length];
        for (int axis = shape.length - 1; axis >= 0; i /= shape[axis--]) index[axis] = i % shape[axis];
        return index;
    }

    static int place(View<?> view, int[] index) {
        int place = view.offset();
        for (int axis = 0; axis < index.length; axis++) place += index[axis] * view.strides()[axis];
        return place;
    }

    static double at(View<float[]> view, int[] index) {
        return view.array()[place(view, index)];
    }

    static void close(double expected, double actual, double tolerance) {
        assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)));
    }
}
