package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.backend.cpu.loops.PoolTiles;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.backend.cpu.scalar.ScalarPoolTiles;

/** Pooling against the definition in both storage orders, with ties and NaN among the values. */
class PoolingTest {
    static Stream<PoolShape> shapes() {
        Random random = new Random(6);
        PoolAxis pairs = new PoolAxis(28, 2, 2, 0, 0, 1, 14), odd = new PoolAxis(15, 2, 2, 0, 0, 1, 7), up = new PoolAxis(15, 2, 2, 0, 0, 1, 8);
        Stream<PoolShape> named = Stream.of(new PoolShape(64, 6, PoolAxis.UNIT, pairs, pairs), new PoolShape(21, 3, PoolAxis.UNIT, odd, odd), new PoolShape(21, 3, PoolAxis.UNIT, up, odd),
            new PoolShape(1, 3, PoolAxis.UNIT, pairs, odd));
        return Stream.concat(named, IntStream.range(0, 60).mapToObj(i -> new PoolShape(1 + random.nextInt(24), 1 + random.nextInt(4),
            random.nextInt(4) == 0 ? axis(random) : PoolAxis.UNIT, axis(random), axis(random))));
    }

    private static PoolAxis axis(Random random) {
        int kernel = 1 + random.nextInt(4), stride = 1 + random.nextInt(3), padding = random.nextInt(kernel / 2 + 1), in = kernel + random.nextInt(9), room = in + 2 * padding - kernel;
        int out = (random.nextBoolean() ? Math.ceilDiv(room, stride) : room / stride) + 1;
        return new PoolAxis(in, kernel, stride, padding, padding, 1, (out - 1) * stride >= in + padding ? out - 1 : out);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void maxAgreesWithTheDefinition(PoolShape s) {
        Random random = new Random(s.hashCode());
        float[] x = coarse(random, s.n() * s.c() * s.inPlane()), dy = coarse(random, s.n() * s.c() * s.outPlane()), y = new float[dy.length], dx = new float[x.length];
        for (int i = 0; i < x.length; i += 37) x[i] = Float.NaN;
        long[] places = new long[dy.length];
        Arrays.fill(places, -1);
        forEachElement(s, (plane, o, p) -> {
            int at = plane * s.outPlane() + o;
            float next = x[plane * s.inPlane() + p];
            if (places[at] < 0 || next > y[at] || Float.isNaN(next) && !Float.isNaN(y[at])) {
                y[at] = next;
                places[at] = p;
            }
        });
        for (int i = 0; i < dy.length; i++) dx[i / s.outPlane() * s.inPlane() + (int) places[i]] += dy[i];
        for (ConvOrder order : ConvOrder.values())
            for (int threads = 1; threads <= 2; threads++)
                try (Workers workers = Workers.of(threads)) {
                    float[] gotY = new float[y.length], gotDx = new float[dx.length];
                    long[] gotPlaces = new long[places.length];
                    Arrays.fill(gotDx, 3);
                    Pooling.max(workers, s, order, order(x, order, s, s.inPlane()), 0, gotY, 0, gotPlaces, 0);
                    Pooling.maxGradient(workers, s, order, gotPlaces, 0, order(dy, order, s, s.outPlane()), 0, gotDx, 0);
                    assertArrayEquals(y, restored(gotY, order, s, s.outPlane()), 0f);
                    assertArrayEquals(dx, restored(gotDx, order, s, s.inPlane()), 1e-5f);
                    for (int i = 0; i < places.length; i++) {
                        long place = gotPlaces[ConvolutionTest.place(i, order, s.n(), s.c(), s.outPlane())];
                        if (place != places[i]) assertEquals(places[i], place, "place " + i);
                    }
                }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void averageAgreesWithTheDefinition(PoolShape s) {
        Random random = new Random(s.hashCode());
        float[] x = coarse(random, s.n() * s.c() * s.inPlane()), dy = coarse(random, s.n() * s.c() * s.outPlane());
        for (boolean padding : new boolean[] {false, true}) {
            float[] y = new float[dy.length], dx = new float[x.length];
            forEachElement(s, (plane, o, p) -> {
                float count = s.d().counted(o / (s.h().out() * s.w().out()), padding) * s.h().counted(o / s.w().out() % s.h().out(), padding) * s.w().counted(o % s.w().out(), padding);
                y[plane * s.outPlane() + o] += x[plane * s.inPlane() + p] / count;
                dx[plane * s.inPlane() + p] += dy[plane * s.outPlane() + o] / count;
            });
            for (ConvOrder order : ConvOrder.values())
                try (Workers workers = Workers.of(2)) {
                    float[] gotY = new float[y.length], gotDx = new float[dx.length];
                    Pooling.average(workers, s, order, padding, order(x, order, s, s.inPlane()), 0, gotY, 0);
                    Pooling.averageGradient(workers, s, order, padding, order(dy, order, s, s.outPlane()), 0, gotDx, 0);
                    assertArrayEquals(y, restored(gotY, order, s, s.outPlane()), 1e-5f);
                    assertArrayEquals(dx, restored(gotDx, order, s, s.inPlane()), 1e-5f);
                }
        }
    }

    @Test
    void countsPaddingButNeverWhatLiesBeyondIt() {
        PoolAxis a = new PoolAxis(5, 3, 2, 1, 0, 1, 3);         // windows from -1, 1, 3; the last reaches one past the padding
        assertEquals(3, a.counted(0, true));
        assertEquals(2, a.counted(0, false));
        assertEquals(2, a.counted(2, true));
    }

    @Test
    void scalarAndVectorTilesAgree() {
        float[] x = coarse(new Random(8), 200);
        x[3] = x[60] = x[61] = Float.NaN;
        float[][] y = new float[2][40], dx = new float[2][160];
        long[][] places = new long[2][40];
        PoolTiles[] both = {new ScalarPoolTiles(), Loops.pooling()};
        for (int i = 0; i < 2; i++) {
            both[i].largest(x, 0, 40, 80, 120, 5, 6, 9, 10, y[i], 1, places[i], 1, 37);
            both[i].raise(x, 130, 77, y[i], 2, places[i], 2, 33);
            both[i].spread(x, 0, places[i], 1, 5, 6, 9, 10, dx[i], 0, 40, 80, 120, 37);
        }
        assertArrayEquals(y[0], y[1]);
        assertArrayEquals(places[0], places[1]);
        assertArrayEquals(dx[0], dx[1]);
        assertTrue(Arrays.stream(places[0]).anyMatch(p -> p == 77));
    }

    private interface Element {
        void at(int plane, int window, int place);
    }

    /** The elements of each window in row-major order. */
    private static void forEachElement(PoolShape s, Element element) {
        for (int plane = 0; plane < s.n() * s.c(); plane++)
            for (int o = 0; o < s.outPlane(); o++)
                for (int kd = 0; kd < s.d().kernel(); kd++)
                    for (int kh = 0; kh < s.h().kernel(); kh++)
                        for (int kw = 0; kw < s.w().kernel(); kw++) {
                            int d = o / (s.h().out() * s.w().out()) * s.d().stride() - s.d().before() + kd, h = o / s.w().out() % s.h().out() * s.h().stride() - s.h().before() + kh;
                            int w = o % s.w().out() * s.w().stride() - s.w().before() + kw;
                            if (d >= 0 && d < s.d().in() && h >= 0 && h < s.h().in() && w >= 0 && w < s.w().in()) element.at(plane, o, (d * s.h().in() + h) * s.w().in() + w);
                        }
    }

    /** Multiples of a half, so that ties are common. */
    private static float[] coarse(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = Math.round(2 * random.nextGaussian()) / 2f;
        return values;
    }

    private static float[] order(float[] nchw, ConvOrder order, PoolShape s, int plane) {
        return ConvolutionTest.reorder(nchw, order, s.n(), s.c(), plane);
    }

    private static float[] restored(float[] values, ConvOrder order, PoolShape s, int plane) {
        return ConvolutionTest.restore(values, order, s.n(), s.c(), plane);
    }
}
