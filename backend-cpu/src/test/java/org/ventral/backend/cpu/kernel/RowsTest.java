package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ventral.backend.cpu.kernel.Samples.ONE;
import static org.ventral.backend.cpu.kernel.Samples.TWO;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.backend.cpu.loops.RowSpans;
import org.ventral.backend.cpu.scalar.ScalarRows;
import org.ventral.tensor.ShapeException;

/** Softmax, cross-entropy and the normalizations with their gradients, against the definitions in double. */
class RowsTest {
    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    /** The logarithm of the softmax of one line in double. */
    private static double[] logSoftmax(View<float[]> x, int[] index, int axis, int n) {
        double[] line = line(x, index, axis, n);
        double max = Double.NEGATIVE_INFINITY, sum = 0;
        for (double v : line) max = Math.max(max, v);
        for (double v : line) sum += Math.exp(v - max);
        for (int k = 0; k < n; k++) line[k] -= max + Math.log(sum);
        return line;
    }

    private static double[] line(View<float[]> x, int[] index, int axis, int n) {
        double[] line = new double[n];
        int[] at = index.clone();
        for (at[axis] = 0; at[axis] < n; at[axis]++) line[at[axis]] = Samples.at(x, at);
        return line;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void softmaxAlongAnyAxis(int seed) {
        Random random = new Random(seed);
        int[] shape = Samples.shape(random, seed);
        int axis = random.nextInt(shape.length), n = shape[axis];
        View<float[]> x = Samples.operand(random, shape), g = Samples.operand(random, shape), y = Samples.dense(random, shape);
        View<float[]> other = Samples.like(y), dx = Samples.like(y), otherDx = Samples.like(y);
        for (boolean log : new boolean[] {false, true}) {
            View<float[]> out = Samples.like(y);
            Softmaxes.forward(ONE, log, shape, axis, x, out);
            Softmaxes.forward(TWO, log, shape, axis, x, other);
            Softmaxes.gradient(ONE, log, shape, axis, out, g, dx);
            Softmaxes.gradient(TWO, log, shape, axis, out, g, otherDx);
            assertArrayEquals(out.array(), other.array());
            assertArrayEquals(dx.array(), otherDx.array());
            for (int i = 0; i < Samples.elements(shape); i++) {
                int[] index = Samples.index(i, shape);
                if (index[axis] != 0) continue;
                double[] logs = logSoftmax(x, index, axis, n), gs = line(g, index, axis, n);
                double sum = 0, dot = 0;
                for (int k = 0; k < n; k++) {
                    sum += gs[k];
                    dot += gs[k] * Math.exp(logs[k]);
                }
                for (int k = 0; k < n; k++) {
                    index[axis] = k;
                    double p = Math.exp(logs[k]);
                    Samples.close(log ? logs[k] : p, Samples.at(out, index), 1e-6);
                    Samples.close(log ? gs[k] - p * sum : p * (gs[k] - dot), Samples.at(dx, index), 4e-6 * Math.sqrt(n + 10));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void crossEntropyWithSmoothingAndIgnoredLines(int seed) {
        Random random = new Random(seed);
        int[] shape = Samples.shape(random, seed), strides = new int[shape.length];
        int axis = random.nextInt(shape.length), n = shape[axis], lines = 1;
        for (int a = shape.length - 1; a >= 0; a--)
            if (a != axis) {
                strides[a] = lines;
                lines *= shape[a];
            }
        long[] targets = new long[lines];
        for (int i = 0; i < lines; i++) targets[i] = random.nextInt(10) == 0 ? -100 : random.nextInt(n);
        float on = 0.9f, off = random.nextBoolean() ? 0f : 0.02f, mass = on + (n - 1) * off;
        View<float[]> x = Samples.operand(random, shape), dx = Samples.dense(random, shape), otherDx = Samples.like(dx);
        View<float[]> loss = new View<>(new float[lines], 0, strides), otherLoss = Samples.like(loss), scale = new View<>(new float[] {0.5f}, 0, new int[shape.length]);
        CrossEntropies entropy = new CrossEntropies(shape, axis, new View<>(targets, 0, strides), on, off, -100);
        entropy.forward(ONE, x, loss);
        entropy.forward(TWO, x, otherLoss);
        entropy.gradient(ONE, x, scale, dx);
        entropy.gradient(TWO, x, scale, otherDx);
        assertArrayEquals(loss.array(), otherLoss.array());
        for (int i = 0; i < Samples.elements(shape); i++) {
            int[] index = Samples.index(i, shape);
            if (index[axis] != 0) continue;
            long target = targets[Samples.place(loss, index)];
            double[] logs = logSoftmax(x, index, axis, n);
            double expected = 0;
            for (int k = 0; k < n; k++) {
                index[axis] = k;
                double q = k == target ? on : off;
                if (target >= 0) expected -= q * logs[k];
                Samples.close(target < 0 ? 0 : 0.5 * (Math.exp(logs[k]) * mass - q), Samples.at(dx, index), 2e-6 * mass);
                assertEquals(Samples.at(dx, index), Samples.at(otherDx, index));
            }
            Samples.close(expected, Samples.at(loss, index), 3e-6 * Math.max(1, mass));
        }
    }

    @Test
    void namesAClassThatIsOutOfRange() {
        CrossEntropies entropy = new CrossEntropies(new int[] {1, 3}, 1, new View<>(new int[] {3}, 0, 1, 0), 1, 0, -1);
        View<float[]> x = View.of(new float[3], 0, new int[] {1, 3});
        String message = assertThrows(ShapeException.class, () -> entropy.forward(ONE, x, new View<>(new float[1], 0, 1, 0))).getMessage();
        assertEquals("CrossEntropy: class 3 is out of range for 3 classes", message);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void layerAndRootMeanSquareNorm(int seed) {
        Random random = new Random(seed);
        int rows = 1 + random.nextInt(seed % 4 == 0 ? 300 : 9), width = 1 + random.nextInt(seed % 4 == 0 ? 400 : 70), n = rows * width;
        boolean centred = seed % 2 == 0;
        LayerNorms norms = new LayerNorms(centred, rows, width, 1e-3);
        float[] x = Samples.normal(random, n), g = Samples.normal(random, n), scale = Samples.normal(random, width), shift = Samples.normal(random, width);
        float[] y = new float[n], dx = new float[n], dScale = new float[width], dShift = new float[width];
        float[] y2 = new float[n], dx2 = new float[n], dScale2 = new float[width], dShift2 = new float[width];
        norms.forward(ONE, flat(x), flat(scale), centred ? flat(shift) : null, flat(y));
        norms.forward(TWO, flat(x), flat(scale), centred ? flat(shift) : null, flat(y2));
        norms.gradient(ONE, flat(x), flat(scale), flat(g), flat(dx), flat(dScale), flat(dShift));
        norms.gradient(TWO, flat(x), flat(scale), flat(g), flat(dx2), flat(dScale2), flat(dShift2));
        assertArrayEquals(y, y2);
        assertArrayEquals(dx, dx2);
        assertArrayEquals(dScale, dScale2);
        assertArrayEquals(dShift, dShift2);
        double[] ofScale = new double[width], ofShift = new double[width];
        for (int r = 0; r < n; r += width) {
            double mean = 0, square = 0, offset = 0, slope = 0;
            for (int j = 0; j < width; j++) mean += centred ? x[r + j] / (double) width : 0;
            for (int j = 0; j < width; j++) square += (x[r + j] - mean) * (x[r + j] - mean) / width;
            double inverse = 1 / Math.sqrt(square + 1e-3);
            for (int j = 0; j < width; j++) {
                double standard = (x[r + j] - mean) * inverse, h = g[r + j] * scale[j];
                offset += centred ? h / width : 0;
                slope += h * standard / width;
                ofScale[j] += g[r + j] * standard;
                ofShift[j] += g[r + j];
                Samples.close(standard * scale[j] + (centred ? shift[j] : 0), y[r + j], 4e-6 * Math.max(1, inverse));
            }
            for (int j = 0; j < width; j++) {
                double standard = (x[r + j] - mean) * inverse;
                Samples.close(inverse * (g[r + j] * scale[j] - offset - standard * slope), dx[r + j], 1e-5 * Math.max(1, inverse));
            }
        }
        for (int j = 0; j < width; j++) {
            Samples.close(ofScale[j], dScale[j], 1e-5 * Math.sqrt(rows));
            Samples.close(ofShift[j], dShift[j], 1e-5 * Math.sqrt(rows));
        }
    }

    private static View<float[]> flat(float[] array) {
        return new View<>(array, 0);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void batchNormInAnyOrderOfTheAxes(int seed) {
        Random random = new Random(seed);
        int[] shape = {1 + random.nextInt(seed % 4 == 0 ? 40 : 9), 1 + random.nextInt(20), 1 + random.nextInt(9), 1 + random.nextInt(seed % 4 == 0 ? 30 : 9)};
        int channels = shape[1], elements = Samples.elements(shape), count = elements / channels;
        View<float[]> x = Samples.dense(random, shape), g = new View<>(Samples.normal(random, x.array().length), x.offset(), x.strides());
        assertTrue(BatchNorms.fits(shape, 1, x.strides()));
        double[] mean = new double[channels], variance = new double[channels], sums = new double[2 * channels];
        for (int i = 0; i < elements; i++) mean[Samples.index(i, shape)[1]] += Samples.at(x, Samples.index(i, shape)) / count;
        for (int i = 0; i < elements; i++) {
            int[] index = Samples.index(i, shape);
            double d = Samples.at(x, index) - mean[index[1]];
            variance[index[1]] += d * d / count;
            sums[index[1]] += Samples.at(g, index);
            sums[channels + index[1]] += Samples.at(g, index) * d;
        }
        BatchNorms one = new BatchNorms(ONE, shape, 1), two = new BatchNorms(TWO, shape, 1);
        float[] m = new float[channels], v = new float[channels], m2 = new float[channels], v2 = new float[channels];
        one.statistics(x, m, v);
        two.statistics(x, m2, v2);
        assertArrayEquals(m, m2);
        assertArrayEquals(v, v2);
        double[] gradient = one.gradientSums(g, x, m);
        assertArrayEquals(gradient, two.gradientSums(g, x, m));
        for (int c = 0; c < channels; c++) {
            Samples.close(mean[c], m[c], 1e-6);
            Samples.close(variance[c], v[c], 3e-6);
            Samples.close(sums[c], gradient[c], 1e-5 * Math.sqrt(count));
            Samples.close(sums[channels + c], gradient[channels + c], 1e-5 * Math.sqrt(count));
        }
        float[] factor = Samples.normal(random, channels), shift = Samples.normal(random, channels);
        View<float[]> y = Samples.like(x), dx = Samples.like(x);
        two.normalize(x, m, factor, shift, y);
        two.gradient(g, x, m, factor, shift, factor, dx);
        for (int i = 0; i < elements; i++) {
            int[] index = Samples.index(i, shape);
            int c = index[1];
            double d = Samples.at(x, index) - m[c];
            Samples.close(d * factor[c] + shift[c], Samples.at(y, index), 2e-6);
            Samples.close(factor[c] * (Samples.at(g, index) - shift[c] - d * factor[c]), Samples.at(dx, index), 1e-5);
        }
    }

    @Test
    void vectorAndScalarLoopsAgree() {
        Random random = new Random(9);
        int n = 1235;
        float[] x = Samples.normal(random, n), g = Samples.normal(random, n), a = new float[n], b = new float[n];
        RowSpans vector = Loops.rows(), scalar = new ScalarRows();
        assertEquals(scalar.expSum(x, 0, 1f, a, 0, n), vector.expSum(x, 0, 1f, b, 0, n), 1e-3);
        assertArrayEquals(a, b);
        assertEquals(scalar.squaredDeviations(x, 0, 0.1f, n), vector.squaredDeviations(x, 0, 0.1f, n), 1e-3);
        assertEquals(scalar.dotCentred(g, 0, x, 0, 0.1f, n), vector.dotCentred(g, 0, x, 0, 0.1f, n), 1e-3);
        scalar.centredGradient(g, 0, x, 0, 0.1f, 2f, 0.3f, 0.4f, a, 0, n);
        vector.centredGradient(g, 0, x, 0, 0.1f, 2f, 0.3f, 0.4f, b, 0, n);
        assertArrayEquals(a, b);
        scalar.logSoftmaxGradient(x, 0, g, 0, 0.7f, a, 0, n);
        vector.logSoftmaxGradient(x, 0, g, 0, 0.7f, b, 0, n);
        assertArrayEquals(a, b);
        scalar.centreScaleAffine(x, 0, 0.1f, 2f, g, 0, x, 0, a, 0, n);
        vector.centreScaleAffine(x, 0, 0.1f, 2f, g, 0, x, 0, b, 0, n);
        assertArrayEquals(a, b);
    }
}
