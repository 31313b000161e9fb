package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.backend.cpu.loops.ActivationFunction;
import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.backend.cpu.scalar.ScalarConvTiles;

/** Convolutions as products, each way through them, against the definition in double precision and against the ops one by one. */
class ConvProductsTest {
    private static final float UNTOUCHED = 7e7f;
    private static final int PAD = 5;

    static Stream<ConvShape> shapes() {
        ConvAxis stem = new ConvAxis(44, 7, 2, 3, 3, 1), odd = new ConvAxis(43, 3, 2, 1, 1, 1), skip = new ConvAxis(43, 1, 2, 0, 0, 1), far = new ConvAxis(64, 2, 3, 0, 2, 1);
        ConvAxis small = new ConvAxis(7, 3, 1, 1, 1, 1), halved = new ConvAxis(13, 3, 2, 1, 1, 1), dilated = new ConvAxis(14, 3, 1, 2, 2, 2);
        ConvAxis tiny = new ConvAxis(4, 3, 1, 1, 1, 1), shrunk = new ConvAxis(8, 3, 2, 1, 1, 1);
        return Stream.of(
            ConvShape.of(1, 32, 64, 1, point(7), point(7)), ConvShape.of(1, 700, 32, 1, point(7), point(7)),              // few pixels; several blocks of the depth
            ConvShape.of(2, 40, 32, 1, small, small), ConvShape.of(1, 48, 96, 1, halved, halved),
            ConvShape.of(3, 24, 32, 1, point(19), point(7)), ConvShape.of(1, 400, 64, 1, point(17), point(19)), ConvShape.of(1, 64, 1120, 1, point(17), point(17)),
            ConvShape.of(2, 24, 32, 1, dilated, dilated), ConvShape.of(3, 5, 32, 1, dilated, skip),                        // windows that are copied
            ConvShape.of(2, 3, 64, 1, stem, stem), ConvShape.of(1, 50, 32, 1, odd, odd), ConvShape.of(1, 150, 32, 1, odd, odd),     // bands
            ConvShape.of(13, 64, 64, 1, tiny, tiny), ConvShape.of(34, 336, 32, 1, tiny, shrunk),                         // pixel by pixel
            ConvShape.of(2, 24, 32, 1, skip, skip), ConvShape.of(2, 6, 32, 1, far, far), ConvShape.of(1, 6, 32, 1, far, odd));
    }

    private static ConvAxis point(int length) {
        return new ConvAxis(length, 1, 1, 0, 0, 1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheDefinition(ConvShape s) {
        assertEquals(Simd.available(), ConvProducts.suits(s));
        float[] x = random(s.n() * s.inPlane() * s.c(), 1), w = random(s.oc() * s.taps(), 2), bias = random(s.oc(), 3);
        float[] y = forward(Workers.of(1), s, x, w, bias, ConvEpilogue.NONE);
        double largest = 0, error = 0;
        for (int n = 0; n < s.n(); n++)
            for (int oh = 0; oh < s.h().out(); oh++)
                for (int ow = 0; ow < s.w().out(); ow++)
                    for (int oc = 0; oc < s.oc(); oc += 7) {
                        double sum = bias[oc];
                        for (int kh = 0; kh < s.h().kernel(); kh++)
                            for (int kw = 0; kw < s.w().kernel(); kw++) {
                                int ih = oh * s.h().stride() - s.h().before() + kh * s.h().dilation(), iw = ow * s.w().stride() - s.w().before() + kw * s.w().dilation();
                                if (ih < 0 || ih >= s.h().in() || iw < 0 || iw >= s.w().in()) continue;
                                for (int c = 0; c < s.c(); c++)
                                    sum += (double) x[((n * s.h().in() + ih) * s.w().in() + iw) * s.c() + c] * w[((oc * s.c() + c) * s.h().kernel() + kh) * s.w().kernel() + kw];
                            }
                        largest = Math.max(largest, Math.abs(sum));
                        error = Math.max(error, Math.abs(sum - y[((n * s.h().out() + oh) * s.w().out() + ow) * s.oc() + oc]));
                    }
        assertTrue(error <= 3e-6 * largest, "error " + error + " of " + largest);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatFollowsHasTheBitsOfTheOpsOneByOneForAnyNumberOfThreads(ConvShape s) {
        float[] x = random(s.n() * s.inPlane() * s.c(), 1), w = random(s.oc() * s.taps(), 2), bias = random(s.oc(), 3);
        float[] plain = forward(Workers.of(1), s, x, w, null, ConvEpilogue.NONE), more = random(plain.length, 4);
        try (Workers two = Workers.of(2)) {
            for (float[] b : new float[][] {null, bias})
                for (float[] addend : new float[][] {null, more})
                    for (ActivationFunction function : new ActivationFunction[] {null, ActivationFunction.RELU, ActivationFunction.LEAKY_RELU}) {
                        float[] expected = plain.clone();
                        for (int i = 0; i < expected.length; i++) {
                            if (b != null) expected[i] += b[i % s.oc()];
                            if (addend != null) expected[i] += addend[i];
                            if (function != null && expected[i] <= 0) expected[i] = function == ActivationFunction.RELU ? 0 : 0.25f * expected[i];
                        }
                        var then = new ConvEpilogue(addend, -PAD, function, 0.25f);
                        assertArrayEquals(expected, forward(Workers.of(1), s, x, w, b, then), then + " on one thread");
                        assertArrayEquals(expected, forward(two, s, x, w, b, then), then + " on two threads");
                    }
        }
    }

    /** The result, computed in the middle of a larger array that must stay as it was around it. */
    private static float[] forward(Workers workers, ConvShape s, float[] x, float[] w, float[] bias, ConvEpilogue then) {
        int length = s.n() * s.outPlane() * s.oc();
        float[] y = new float[length + 2 * PAD];
        Arrays.fill(y, UNTOUCHED);
        ConvWindows.forward(workers, s, x, 0, ConvWindows.pack(workers, s, w, 0), bias, 0, then, y, PAD);
        for (int i = 0; i < PAD; i++) {
            assertEquals(UNTOUCHED, y[i]);
            assertEquals(UNTOUCHED, y[PAD + length + i]);
        }
        return Arrays.copyOfRange(y, PAD, PAD + length);
    }

    @Test
    void positionsOnThePaddingAreLeftOutWhereTheyAreMany() {
        ConvAxis tiny = new ConvAxis(4, 3, 1, 1, 1, 1), large = new ConvAxis(32, 3, 1, 1, 1, 1);
        assertEquals(Simd.available(), ConvPixels.suits(ConvShape.of(32, 512, 512, 1, tiny, tiny)));
        assertFalse(ConvPixels.suits(ConvShape.of(32, 512, 512, 1, large, large)));
        assertFalse(ConvPixels.suits(ConvShape.of(1, 512, 512, 1, tiny, tiny)));
        assertFalse(ConvPixels.isSparse(ConvShape.of(32, 64, 64, 1, point(4), point(4))));
        ConvAxis strided = new ConvAxis(8, 3, 2, 1, 1, 1);
        assertNull(ConvPixels.turned(ConvShape.of(32, 64, 64, 1, strided, tiny)));
        assertEquals(ConvShape.of(32, 96, 64, 1, tiny, tiny), ConvPixels.turned(ConvShape.of(32, 64, 96, 1, tiny, tiny)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 7, 11, 16, 19, 20, 49, 96, 196})
    void groupsCoverAllRowsOnce(int rows) {
        for (ConvRows cut : new ConvRows[] {ConvRows.packed(rows), ConvRows.copied(rows)}) {
            int next = 0;
            for (int g = 0; g < cut.groups(); g++) {
                assertEquals(next, cut.start(g));
                assertTrue(cut.height(g) > 0);
                next += cut.height(g);
            }
            assertEquals(rows, next);
        }
    }

    @Test
    void plainAndVectorTilesAgree() {
        ConvTiles vector = Loops.convolution(), plain = new ScalarConvTiles();
        if (vector.lanes() != plain.lanes()) return;                   // tiles of another width have nothing to be compared with
        int width = 2 * plain.lanes(), depth = 37;
        float[] a = random(depth * ConvTiles.STEP + 3, 1), b = random(depth * width + 3, 2), bias = random(width, 3), more = random(5 * width + 60, 4);
        for (boolean accumulate : new boolean[] {false, true}) {
            float[] one = random(200, 5), other = one.clone();
            vector.finish(5, one, 2, width + 7, bias, 0, accumulate);
            plain.finish(5, other, 2, width + 7, bias, 0, accumulate);
            vector.finishRow(width, one, 60, bias, 0, more, 9, accumulate);
            plain.finishRow(width, other, 60, bias, 0, more, 9, accumulate);
            assertArrayEquals(other, one);
        }
    }

    private static float[] random(int length, int seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        IntStream.range(0, length).forEach(i -> values[i] = random.nextFloat() * 2 - 1);
        return values;
    }
}
