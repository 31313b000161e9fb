package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.backend.cpu.kernel.Samples.ONE;
import static org.ventral.backend.cpu.kernel.Samples.TWO;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.backend.cpu.loops.Spans;
import org.ventral.backend.cpu.scalar.ScalarSpans;
import org.ventral.tensor.op.ReduceKind;
import org.ventral.tensor.op.ScanKind;

/** Reductions over any axes of operands of any strides, arg reductions and scans, against double. */
class ReduceTest {
    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void reducesAnyAxes(int seed) {
        Random random = new Random(seed);
        int[] shape = Samples.shape(random, seed), strides = new int[shape.length];
        boolean[] over = new boolean[shape.length];
        int results = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            over[axis] = random.nextBoolean();
            if (!over[axis]) {
                strides[axis] = results;
                results *= shape[axis];
            }
        }
        View<float[]> x = Samples.operand(random, shape);
        for (ReduceKind kind : ReduceKind.values()) {
            double[] expected = new double[results], magnitude = new double[results];
            Arrays.fill(expected, Reduce.neutral(kind));
            View<float[]> y = new View<>(new float[results], 0, strides), other = Samples.like(y);
            for (int i = 0; i < Samples.elements(shape); i++) {
                int[] index = Samples.index(i, shape);
                int place = Samples.place(y, index);
                expected[place] = Reduce.combine(kind, expected[place], Samples.at(x, index));
                magnitude[place] += Math.abs(Samples.at(x, index));
            }
            Reduce.reduce(ONE, kind, shape, over, x, y);
            Reduce.reduce(TWO, kind, shape, over, x, other);
            assertArrayEquals(y.array(), other.array());
            for (int r = 0; r < results; r++) {
                double error = Math.abs(y.array()[r] - (float) expected[r]), allowed = kind == ReduceKind.SUM ? 1e-6 * magnitude[r] : 1e-6 * Math.abs(expected[r]) + 1e-44;
                assertTrue(error <= allowed || y.array()[r] == (float) expected[r], kind + " of " + Arrays.toString(shape) + " over " + Arrays.toString(over));
            }
        }
    }

    @Test
    void sumsManyNumbersAsPairwiseSummationDoes() {
        Random random = new Random(3);
        int n = 3_000_017;
        float[] x = new float[n];
        double exact = 0;
        for (int i = 0; i < n; i++) exact += x[i] = random.nextFloat();
        assertEquals(exact, Loops.spans().sum(x, 0, n), exact * 1e-7);
        assertEquals(exact, new ScalarSpans().sum(x, 0, n), exact * 1e-7);
        View<float[]> y = new View<>(new float[1], 0, 0, 0);
        Reduce.reduce(TWO, ReduceKind.SUM, new int[] {3_000_000, 1}, new boolean[] {true, true}, new View<>(x, 17, 1, 1), y);
        assertEquals(exact, y.array()[0], exact * 1e-5 + 20);
    }

    @Test
    void spreadsNaN() {
        float[] x = new float[1001];
        x[700] = Float.NaN;
        for (Spans spans : new Spans[] {Loops.spans(), new ScalarSpans()}) {
            assertTrue(Float.isNaN(spans.max(x, 0, x.length)));
            assertTrue(Float.isNaN(spans.min(x, 0, x.length)));
            assertEquals(0f, spans.max(x, 0, 700));
        }
    }

    @Test
    void reducesOtherTypes() {
        View<long[]> total = new View<>(new long[2], 0, 1, 0);
        PlainReduce.reduce(ONE, ReduceKind.SUM, new int[] {2, 3}, new boolean[] {false, true}, View.of(new long[] {1, 2, 3, 4, 5, 6}, 0, new int[] {2, 3}), total);
        assertArrayEquals(new long[] {6, 15}, total.array());
        View<byte[]> any = new View<>(new byte[2], 0, 1, 0);
        PlainReduce.reduce(ONE, ReduceKind.MAX, new int[] {2, 3}, new boolean[] {false, true}, View.of(new byte[] {0, 1, 0, 0, 0, 0}, 0, new int[] {2, 3}), any);
        assertArrayEquals(new byte[] {1, 0}, any.array());
        View<double[]> sum = new View<>(new double[1], 0, 0);
        PlainReduce.reduce(ONE, ReduceKind.SUM, new int[] {4}, new boolean[] {true}, new View<>(new double[] {1, 1e100, 1, -1e100}, 0, 1), sum);
        assertEquals(2, sum.array()[0]);
    }

    @Test
    void findsTheFirstOfEqualsAndTheFirstNaN() {
        View<float[]> x = View.of(new float[] {1, 3, 3, 0, Float.NaN, 9, Float.NaN, 2}, 0, new int[] {2, 4});
        View<long[]> y = new View<>(new long[2], 0, 1, 0);
        Axes.argReduce(ONE, true, new int[] {2, 4}, 1, x, y);
        assertArrayEquals(new long[] {1, 0}, y.array());
        Axes.argReduce(ONE, false, new int[] {2, 4}, 1, x, y);
        assertArrayEquals(new long[] {3, 0}, y.array());
    }

    @Test
    void scansForwardsBackwardsAndExclusively() {
        int[] shape = {2, 3};
        View<float[]> x = View.of(new float[] {1, 2, 3, 4, 5, 6}, 0, shape), y = View.of(new float[6], 0, shape);
        Axes.scan(ONE, ScanKind.SUM, false, false, shape, 1, x, y);
        assertArrayEquals(new float[] {1, 3, 6, 4, 9, 15}, y.array());
        Axes.scan(ONE, ScanKind.SUM, true, true, shape, 1, x, y);
        assertArrayEquals(new float[] {5, 3, 0, 11, 6, 0}, y.array());
        Axes.scan(ONE, ScanKind.PROD, false, true, shape, 0, x, y);
        assertArrayEquals(new float[] {1, 1, 1, 1, 2, 3}, y.array());
        Axes.scan(ONE, ScanKind.MAX, true, false, shape, 1, x, y);
        assertArrayEquals(new float[] {3, 3, 3, 6, 6, 6}, y.array());
    }
}
