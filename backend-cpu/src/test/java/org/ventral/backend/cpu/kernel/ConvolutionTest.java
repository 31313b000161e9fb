package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ventral.backend.cpu.loops.ConvTiles;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.backend.cpu.scalar.ScalarConvTiles;
import org.ventral.backend.cpu.scalar.ScalarWinogradTiles;

/** Convolution against the definition, summed in double precision; every algorithm and both storage orders. */
class ConvolutionTest {
    /** Of the largest result; Winograd loses about 1e-5. */
    private static final double TOLERANCE = 3e-5;
    private static final float UNTOUCHED = 7e7f;

    static Stream<ConvShape> named() {
        ConvAxis lenet1 = new ConvAxis(32, 5, 1, 0, 0, 1), lenet2 = new ConvAxis(14, 5, 1, 0, 0, 1);
        ConvAxis same = new ConvAxis(14, 3, 1, 1, 1, 1), ragged = new ConvAxis(19, 3, 1, 0, 2, 1), strided = new ConvAxis(15, 3, 2, 1, 1, 1), wide = new ConvAxis(21, 7, 2, 3, 3, 1);
        ConvAxis dilated = new ConvAxis(11, 3, 1, 2, 2, 2), point = new ConvAxis(8, 1, 1, 0, 0, 1), skip = new ConvAxis(9, 1, 2, 0, 0, 1), depth = new ConvAxis(4, 3, 1, 1, 1, 1);
        ConvAxis tiny = new ConvAxis(4, 3, 1, 1, 1, 1), halved = new ConvAxis(8, 3, 2, 1, 1, 1), spread = new ConvAxis(5, 3, 1, 2, 2, 2), lost = new ConvAxis(2, 3, 1, 4, 3, 1);
        return Stream.of(
            ConvShape.of(13, 64, 64, 1, tiny, tiny), ConvShape.of(21, 72, 32, 1, halved, tiny), ConvShape.of(12, 400, 64, 1, spread, halved),           // mostly padding
            ConvShape.of(12, 64, 96, 1, lost, tiny), ConvShape.of(14, 64, 64, 1, new ConvAxis(1, 3, 1, 1, 1, 1), tiny),
            ConvShape.of(64, 1, 6, 1, lenet1, lenet1), ConvShape.of(64, 6, 16, 1, lenet2, lenet2),
            ConvShape.of(29, 6, 16, 1, lenet2, lenet2), ConvShape.of(17, 1, 6, 1, lenet1, lenet1),     // a last batch that no vector divides
            ConvShape.of(9, 16, 24, 1, same, same), ConvShape.of(9, 32, 16, 1, ragged, same), ConvShape.of(3, 64, 48, 1, ragged, ragged), ConvShape.of(12, 32, 352, 1, same, same),         // Winograd
            ConvShape.of(12, 336, 16, 1, same, same), ConvShape.of(20, 16, 16, 1, new ConvAxis(12, 3, 1, 1, 1, 1), ragged),
            ConvShape.of(2, 40, 17, 1, same, strided), ConvShape.of(1, 64, 48, 1, same, same),         // several blocks of taps; one image
            ConvShape.of(2, 3, 16, 1, wide, wide), ConvShape.of(3, 8, 8, 1, dilated, dilated),
            ConvShape.of(2, 12, 20, 1, point, point), ConvShape.of(2, 12, 20, 1, skip, skip),
            ConvShape.of(3, 12, 12, 12, same, same), ConvShape.of(32, 6, 6, 6, same, strided),         // depthwise
            ConvShape.of(2, 8, 12, 4, strided, same), ConvShape.of(2, 3, 5, 1, ConvAxis.UNIT, wide),
            new ConvShape(2, 3, 4, 1, depth, same, strided), new ConvShape(18, 2, 3, 1, depth, dilated, same),
            ConvShape.of(0, 3, 4, 1, same, same));
    }

    static Stream<ConvShape> random() {
        Random random = new Random(20);
        return IntStream.range(0, 80).mapToObj(i -> {
            int groups = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
            return new ConvShape(1 + random.nextInt(random.nextBoolean() ? 40 : 4), groups * (1 + random.nextInt(7)), groups * (1 + random.nextInt(13)), groups,
                random.nextInt(5) == 0 ? axis(random, 3) : ConvAxis.UNIT, axis(random, 5), axis(random, 5));
        });
    }

    private static ConvAxis axis(Random random, int most) {
        int kernel = 1 + random.nextInt(most), dilation = 1 + random.nextInt(2), before = random.nextInt(3), after = random.nextInt(3);
        return new ConvAxis(Math.max(1, dilation * (kernel - 1) + 1 - before - after) + random.nextInt(9), kernel, 1 + random.nextInt(3), before, after, dilation);
    }

    @ParameterizedTest
    @MethodSource({"named", "random"})
    void agreesWithTheDefinitionInBothOrdersOnOneThreadAndTwo(ConvShape s) {
        Random random = new Random(s.hashCode());
        float[] x = normal(random, s.n() * s.c() * s.inPlane()), w = normal(random, s.oc() * s.taps()), b = normal(random, s.oc()), dy = normal(random, s.n() * s.oc() * s.outPlane());
        double[] y = new double[dy.length], dx = new double[x.length], dw = new double[w.length], db = new double[b.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = b[i / s.outPlane() % s.oc()];
            db[i / s.outPlane() % s.oc()] += dy[i];
        }
        forEachProduct(s, (yi, xi, wi) -> {
            y[yi] += (double) x[xi] * w[wi];
            dx[xi] += (double) dy[yi] * w[wi];
            dw[wi] += (double) dy[yi] * x[xi];
        });
        for (ConvOrder xo : ConvOrder.values())
            for (ConvOrder yo : ConvOrder.values()) {
                Passes one = run(1, s, reorder(x, xo, s.n(), s.c(), s.inPlane()), xo, w, b, reorder(dy, yo, s.n(), s.oc(), s.outPlane()), yo);
                Passes two = run(2, s, reorder(x, xo, s.n(), s.c(), s.inPlane()), xo, w, b, reorder(dy, yo, s.n(), s.oc(), s.outPlane()), yo);
                assertClose(y, restore(one.y, yo, s.n(), s.oc(), s.outPlane()), "y " + xo + " to " + yo);
                assertClose(dx, restore(one.dx, xo, s.n(), s.c(), s.inPlane()), "dx " + yo + " to " + xo);
                assertClose(dw, one.dw, "dw " + xo + ", " + yo);
                assertClose(db, one.db, "db " + yo);
                assertSameBits(one.y, two.y);
                assertSameBits(one.dx, two.dx);
                assertSameBits(one.dw, two.dw);
                assertSameBits(one.db, two.db);
            }
    }

    @Test
    void writesNothingOutsideItsResult() {
        ConvAxis a = new ConvAxis(9, 3, 1, 1, 1, 1);
        ConvShape s = ConvShape.of(18, 5, 7, 1, a, a);
        float[] x = new float[18 * 5 * 81], w = new float[7 * 45];
        for (ConvOrder order : ConvOrder.values()) {
            float[] y = new float[18 * 7 * 81 + 8];
            Arrays.fill(y, UNTOUCHED);
            try (Workers workers = Workers.of(1)) {
                Convolution.forward(workers, s, x, 0, order, w, 0, null, 0, y, 4, order);
            }
            for (int i = 0; i < 4; i++) {
                assertEquals(UNTOUCHED, y[i]);
                assertEquals(UNTOUCHED, y[y.length - 1 - i]);
            }
            assertEquals(0, y[4]);
            assertEquals(0, y[y.length - 5]);
        }
    }

    @Test
    void keepsNaNToTheWindowsThatSeeIt() {
        ConvAxis a = new ConvAxis(14, 5, 1, 0, 0, 1);
        ConvShape s = ConvShape.of(32, 6, 16, 1, a, a);
        float[] x = new float[32 * 6 * 196], w = new float[2400], y = new float[32 * 1600];
        x[0] = Float.NaN;                                       // first pixel of image 0
        try (Workers workers = Workers.of(1)) {
            Convolution.forward(workers, s, x, 0, ConvOrder.NCHW, w, 0, null, 0, y, 0, ConvOrder.BATCH_LAST);
        }
        assertEquals(16, IntStream.range(0, y.length).filter(i -> Float.isNaN(y[i])).count());
        assertTrue(Float.isNaN(y[0]));
    }

    @Test
    void scalarAndVectorTilesAgreeWithTheirDefinition() {
        for (ConvTiles tiles : new ConvTiles[] {Loops.convolution(), new ScalarConvTiles()}) {
            int taps = 13, columns = 2 * tiles.lanes();
            Random random = new Random(3);
            float[] w = normal(random, ConvTiles.STEP * taps), x = normal(random, 400), start = normal(random, ConvTiles.STEP);
            int[] offsets = random.ints(taps, 0, 400 - columns).toArray();
            for (int rows : IntStream.rangeClosed(1, ConvTiles.STEP).filter(r -> r <= tiles.heights().partial() || tiles.heights().has(r)).toArray())
                for (boolean accumulate : new boolean[] {false, true}) {
                    float[] y = normal(random, rows * columns), before = y.clone();
                    tiles.rows(rows, w, 0, start, 0, x, 0, offsets, 2, taps, y, 0, columns, accumulate);
                    for (int i = 0; i < y.length; i++) {
                        int r = i / columns;
                        double sum = accumulate ? before[i] : start[r];
                        for (int t = 2; t < taps; t++) sum += (double) w[rows == 1 ? t : ConvTiles.STEP * t + r] * x[offsets[t] + i % columns];
                        assertEquals(sum, y[i], 1e-4, tiles + ", rows " + rows);
                    }
                }
        }
    }

    @Test
    void scalarAndVectorReductionsAgree() {
        for (ConvTiles tiles : new ConvTiles[] {Loops.convolution(), new ScalarConvTiles()}) {
            Random random = new Random(4);
            float[] a = normal(random, 900), b = normal(random, 900), products = new float[6 * 2 * tiles.lanes()];
            int[] aAt = {5, 100, 205, 300, 401, 444}, bAt = {0, 111, 222, 333, 444};
            for (int rows : new int[] {2, tiles.dotRows()}) {
                float[] dots = new float[5 * rows * tiles.lanes()];
                tiles.dots(rows, a, aAt, 1, 3, b, bAt, 0, 7, 75, dots, 0);
                for (int i = 0; i < 5 * rows; i++) {
                    double expected = 0, sum = 0;
                    for (int j = 0; j < 75; j++) expected += (double) a[aAt[1 + i / 5] + 3 + j] * b[bAt[i % 5] + 7 + j];
                    for (int lane = 0; lane < tiles.lanes(); lane++) sum += dots[i * tiles.lanes() + lane];
                    assertEquals(expected, sum, 1e-4);
                }
            }
            int columns = 2 * tiles.lanes();
            tiles.outer6(a, aAt, 0, 2, b, 1, 20, products, 0, columns);
            for (int i = 0; i < products.length; i++) {
                double expected = 0;
                for (int k = 0; k < 20; k++) expected += (double) a[aAt[i / columns] + 2 + k] * b[1 + columns * k + i % columns];
                assertEquals(expected, products[i], 1e-4);
            }
        }
    }

    @Test
    void scalarAndVectorWinogradTransformsAgree() {
        float[] in = normal(new Random(5), 400), scalar = new float[300], vector = new float[300];
        int[] offsets = {0, 50, 100, 150, 200, 250};
        new ScalarWinogradTiles().input(in, 3, offsets, scalar, 0, 40, 32);
        Loops.winograd().input(in, 3, offsets, vector, 0, 40, 32);
        assertArrayEquals(scalar, vector, 1e-5f);
        new ScalarWinogradTiles().output(in, 3, offsets, scalar, 0, 40, 32);
        Loops.winograd().output(in, 3, offsets, vector, 0, 40, 32);
        assertArrayEquals(scalar, vector, 1e-5f);
        new ScalarWinogradTiles().filter(in, 3, offsets, scalar, 0, 40, 32);
        Loops.winograd().filter(in, 3, offsets, vector, 0, 40, 32);
        assertArrayEquals(scalar, vector, 1e-5f);
        new ScalarWinogradTiles().spread(in, 3, offsets, scalar, 0, 40, 32);
        Loops.winograd().spread(in, 3, offsets, vector, 0, 40, 32);
        assertArrayEquals(scalar, vector, 1e-5f);
        new ScalarWinogradTiles().gather(in, 3, offsets, scalar, 0, 40, 32);
        Loops.winograd().gather(in, 3, offsets, vector, 0, 40, 32);
        assertArrayEquals(scalar, vector, 1e-5f);
    }

    @Test
    void refusesSizesThatDoNotFit() {
        assertEquals("Conv: kernel 5 with dilation 2 does not fit into 6 elements with padding 1 and 1", assertThrows(IllegalArgumentException.class, () -> new ConvAxis(6, 5, 1, 1, 1, 2)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> ConvShape.of(1, 4, 6, 3, ConvAxis.UNIT, ConvAxis.UNIT));
    }

    private record Passes(float[] y, float[] dx, float[] dw, float[] db) {}

    private static Passes run(int threads, ConvShape s, float[] x, ConvOrder xo, float[] w, float[] b, float[] dy, ConvOrder yo) {
        Passes p = new Passes(new float[dy.length], new float[x.length], new float[w.length], new float[b.length]);
        for (float[] result : new float[][] {p.y, p.dx, p.dw, p.db}) Arrays.fill(result, UNTOUCHED);
        try (Workers workers = Workers.of(threads)) {
            Convolution.forward(workers, s, x, 0, xo, w, 0, b, 0, p.y, 0, yo);
            Convolution.inputGradient(workers, s, dy, 0, yo, w, 0, p.dx, 0, xo);
            Convolution.weightGradient(workers, s, x, 0, xo, dy, 0, yo, p.dw, 0);
            Convolution.biasGradient(workers, s, dy, 0, yo, p.db, 0);
        }
        return p;
    }

    private interface Product {
        void at(int y, int x, int w);
    }

    /** All products of the definition, with NCHW indices. */
    private static void forEachProduct(ConvShape s, Product product) {
        for (int i = 0; i < s.n() * s.oc(); i++)
            for (int o = 0; o < s.outPlane(); o++)
                for (int c = 0; c < s.groupIn(); c++)
                    for (int k = 0; k < s.kernel(); k++) {
                        int oc = i % s.oc(), channel = i / s.oc() * s.c() + oc / s.groupOut() * s.groupIn() + c;
                        int d = read(s.d(), o / (s.h().out() * s.w().out()), k / (s.h().kernel() * s.w().kernel()));
                        int h = read(s.h(), o / s.w().out() % s.h().out(), k / s.w().kernel() % s.h().kernel()), w = read(s.w(), o % s.w().out(), k % s.w().kernel());
                        if (d < 0 || h < 0 || w < 0) continue;
                        product.at(i * s.outPlane() + o, channel * s.inPlane() + (d * s.h().in() + h) * s.w().in() + w, oc * s.taps() + c * s.kernel() + k);
                    }
    }

    /** The element that a tap reads, or -1 in the padding. */
    private static int read(ConvAxis a, int out, int tap) {
        int at = out * a.stride() - a.before() + tap * a.dilation();
        return at < a.in() ? at : -1;
    }

    private static float[] normal(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    static float[] reorder(float[] nchw, ConvOrder order, int n, int c, int plane) {
        float[] values = new float[nchw.length];
        for (int i = 0; i < values.length; i++) values[place(i, order, n, c, plane)] = nchw[i];
        return values;
    }

    static float[] restore(float[] values, ConvOrder order, int n, int c, int plane) {
        float[] nchw = new float[values.length];
        for (int i = 0; i < nchw.length; i++) nchw[i] = values[place(i, order, n, c, plane)];
        return nchw;
    }

    /** Where an element is that is number i in NCHW order. */
    static int place(int i, ConvOrder order, int n, int c, int plane) {
        int image = i / (c * plane), channel = i / plane % c, pixel = i % plane;
        return switch (order) {
            case NCHW -> i;
            case BATCH_LAST -> (channel * plane + pixel) * n + image;
            case CHANNELS_LAST -> (image * plane + pixel) * c + channel;
        };
    }

    private static void assertClose(double[] expected, float[] actual, String what) {
        double most = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < expected.length; i++)
            if (!(Math.abs(expected[i] - actual[i]) <= TOLERANCE * most + 1e-6)) assertEquals(expected[i], actual[i], what + " at " + i);
    }

    private static void assertSameBits(float[] one, float[] two) {
        assertEquals(-1, Arrays.mismatch(one, two), "one thread and two differ first at");
    }
}
