package org.ventral.backend.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.backend.cpu.kernel.Product.Bias;
import org.ventral.backend.cpu.loops.GemmTiles;
import org.ventral.backend.cpu.loops.Heights;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.backend.cpu.scalar.ScalarDoubleGemmTiles;
import org.ventral.backend.cpu.scalar.ScalarFloatGemmTiles;
import org.ventral.backend.cpu.vector.BroadFloatGemmTiles;
import org.ventral.backend.cpu.vector.VectorDoubleGemmTiles;
import org.ventral.backend.cpu.vector.VectorFloatGemmTiles;
import org.ventral.backend.cpu.vector.WideFloatGemmTiles;

/** Products against sums in double, over seeded shapes, strides, offsets and biases; and the same bits from one, two and four threads. */
class GemmTest {
    private static final Workers ONE = Workers.of(1), TWO = Workers.of(2), FOUR = Workers.of(4);

    @AfterAll
    static void closeWorkers() {
        Stream.of(ONE, TWO, FOUR).forEach(Workers::close);
    }

    /** A product with operands that hold Gaussian numbers, exact in single precision. */
    private record Sample(Product product, double[] a, double[] b, double[] bias, double[] c) {
        static Sample of(Random random, int m, int n, int k) {
            Matrix a = matrix(random, m, k), b = matrix(random, k, n), c = matrix(random, m, n);
            Bias bias = Bias.values()[random.nextInt(3)];
            Product product = new Product(m, n, k, a, b, c, random.nextBoolean(), bias, random.nextInt(3));
            return new Sample(product, numbers(random, end(a, m, k)), numbers(random, end(b, k, n)), numbers(random, 3 + Math.max(m, n)), numbers(random, end(c, m, n)));
        }

        private static Matrix matrix(Random random, int rows, int columns) {
            int offset = random.nextInt(5);
            return switch (random.nextInt(4)) {
                case 0 -> new Matrix(offset, columns + random.nextInt(4), 1);
                case 1 -> new Matrix(offset, 1, rows + random.nextInt(4));
                case 2 -> new Matrix(offset, 2 * columns + 1, 2);
                default -> Matrix.dense(offset, columns);
            };
        }

        private static int end(Matrix x, int rows, int columns) {
            return x.at(Math.max(rows, 1) - 1, Math.max(columns, 1) - 1) + 1;
        }

        private static double[] numbers(Random random, int length) {
            return random.doubles(length).map(x -> (float) (2 * x - 1)).toArray();
        }

        double[] expected() {
            Product p = product;
            double[] y = c.clone();
            for (int i = 0; i < p.m(); i++)
                for (int j = 0; j < p.n(); j++) {
                    double sum = p.accumulate() ? y[p.c().at(i, j)] : 0;
                    sum += switch (p.bias()) {
                        case NONE -> 0;
                        case PER_ROW -> bias[p.biasOffset() + i];
                        case PER_COLUMN -> bias[p.biasOffset() + j];
                    };
                    for (int q = 0; q < p.k(); q++) sum += a[p.a().at(i, q)] * b[p.b().at(q, j)];
                    y[p.c().at(i, j)] = sum;
                }
            return y;
        }

        float[] floats(Gemm<float[]> gemm, Workers workers) {
            float[] y = narrow(c);
            gemm.multiply(workers, product, narrow(a), narrow(b), narrow(bias), y);
            return y;
        }

        double[] doubles(Gemm<double[]> gemm, Workers workers) {
            double[] y = c.clone();
            gemm.multiply(workers, product, a, b, bias, y);
            return y;
        }
    }

    private static Stream<Gemm<float[]>> singles() {
        return Stream.of(new VectorFloatGemmTiles(), new WideFloatGemmTiles(), new BroadFloatGemmTiles(), new ScalarFloatGemmTiles()).map(Gemm::new);
    }

    private static Stream<Gemm<double[]>> doubles() {
        return Stream.of(new VectorDoubleGemmTiles(6), new VectorDoubleGemmTiles(8), new ScalarDoubleGemmTiles()).map(Gemm::new);
    }

    /** Mostly small shapes, with empty ones among them, some middling, and a few that are packed in several blocks. */
    private static Stream<Sample> samples() {
        Random random = new Random(20);
        Stream<Sample> small = Stream.generate(() -> Sample.of(random, random.nextInt(20), random.nextInt(40), random.nextInt(70))).limit(60);
        Stream<Sample> skinny = Stream.generate(() -> Sample.of(random, 1 + random.nextInt(4), 1 + random.nextInt(400), 1 + random.nextInt(400))).limit(20);
        Stream<Sample> middling = Stream.generate(() -> Sample.of(random, 1 + random.nextInt(150), 1 + random.nextInt(150), 1 + random.nextInt(700))).limit(15);
        Stream<Sample> large = Stream.generate(() -> Sample.of(random, 130 + random.nextInt(50), 250 + random.nextInt(50), 1000 + random.nextInt(200))).limit(3);
        return Stream.of(small, skinny, middling, large).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("singles")
    void singlePrecisionIsRightAndTheSameForAnyThreadCount(Gemm<float[]> gemm) {
        samples().forEach(sample -> {
            float[] y = sample.floats(gemm, ONE);
            double[] expected = sample.expected();
            for (int i = 0; i < y.length; i++) assertEquals(expected[i], y[i], 1e-6 * (8 + sample.product.k()), sample.product::toString);
            assertArrayEquals(y, sample.floats(gemm, TWO), sample.product::toString);
            assertArrayEquals(y, sample.floats(gemm, FOUR), sample.product::toString);
        });
    }

    @ParameterizedTest
    @MethodSource("doubles")
    void doublePrecisionIsRightAndTheSameForAnyThreadCount(Gemm<double[]> gemm) {
        samples().forEach(sample -> {
            double[] y = sample.doubles(gemm, ONE);
            assertArrayEquals(sample.expected(), y, 1e-12 * (8 + sample.product.k()), sample.product::toString);
            assertArrayEquals(y, sample.doubles(gemm, TWO), sample.product::toString);
        });
    }

    @ParameterizedTest
    @MethodSource("singles")
    void aBatchBroadcastsRepeatedOffsets(Gemm<float[]> gemm) {
        int m = 13, n = 17, k = 9, batch = 37;
        Random random = new Random(21);
        float[] a = narrow(Sample.numbers(random, batch * m * k)), b = narrow(Sample.numbers(random, k * n)), c = new float[batch * m * n], one = new float[m * n];
        int[] as = new int[batch], bs = new int[batch], cs = new int[batch];
        for (int i = 0; i < batch; i++) {
            as[i] = i * m * k;
            cs[i] = i * m * n;
        }
        Product product = Product.of(m, n, k, Matrix.dense(0, k), Matrix.dense(0, n), Matrix.dense(0, n));
        gemm.multiplyAll(TWO, product, a, as, b, bs, null, c, cs);
        for (int i = 0; i < batch; i++) {
            gemm.multiply(ONE, product.shifted(as[i], 0, 0), a, b, null, one);
            for (int j = 0; j < m * n; j++) assertEquals(one[j], c[cs[i] + j]);
        }
    }

    /** Numbers of columns on both sides of where broader tiles are chosen, plain, with B packed beforehand, and with C transposed. */
    @ParameterizedTest
    @ValueSource(ints = {180, 191, 192, 200, 250, 256, 641, 700})
    void theTilesChosenForManyColumnsGiveTheSameBits(int n) {
        int m = 61, k = 530;
        Random random = new Random(n);
        float[] a = narrow(Sample.numbers(random, m * k)), b = narrow(Sample.numbers(random, k * n)), expected = new float[m * n];
        Product product = Product.of(m, n, k, Matrix.dense(0, k), Matrix.dense(0, n), Matrix.dense(0, n));
        new Gemm<>(new VectorFloatGemmTiles()).multiply(ONE, product, a, b, null, expected);
        for (Workers workers : List.of(ONE, TWO, FOUR)) {
            float[] c = new float[m * n], packed = new float[m * n], transposed = new float[m * n];
            Gemm.FLOATS.multiply(workers, product, a, b, null, c);
            assertArrayEquals(expected, c);
            Gemm.FLOATS.multiply(workers, product, a, Gemm.FLOATS.pack(workers, k, n, b, product.b()), null, packed, false, null);
            assertArrayEquals(expected, packed);
            Gemm.FLOATS.multiply(workers, Product.of(n, m, k, new Matrix(0, 1, n), new Matrix(0, 1, k), new Matrix(0, 1, n)), b, a, null, transposed);
            assertArrayEquals(expected, transposed);
        }
    }

    @ParameterizedTest
    @MethodSource("singles")
    void infinitiesDoNotLeakIntoOtherElements(Gemm<float[]> gemm) {
        int m = 5, n = 7, k = 3;
        float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
        java.util.Arrays.fill(a, 1);
        b[n + 2] = Float.POSITIVE_INFINITY;
        gemm.multiply(ONE, Product.of(m, n, k, Matrix.dense(0, k), Matrix.dense(0, n), Matrix.dense(0, n)), a, b, null, c);
        for (int i = 0; i < m * n; i++) assertEquals(i % n == 2 ? Float.POSITIVE_INFINITY : 0, c[i]);
    }

    /** Each height of a tile, packed and copied, gives the bits of the tile that reads rows in place. */
    @Test
    void tilesOfEveryHeightAgree() {
        for (var tiles : List.of(new VectorFloatGemmTiles(), new WideFloatGemmTiles(), new BroadFloatGemmTiles(), new ScalarFloatGemmTiles())) {
            int depth = 37, width = tiles.columns(), cRow = width + 5;
            Random random = new Random(22);
            float[] a = narrow(Sample.numbers(random, 20 * depth)), b = narrow(Sample.numbers(random, depth * width)), c = narrow(Sample.numbers(random, 20 * cRow));
            for (boolean add : new boolean[] {false, true})
                for (int rows = 1; rows <= tiles.packed().tallest(); rows++) {
                    float[] expected = c.clone(), actual = c.clone(), edge = new float[tiles.rows() * width];
                    for (int i = 0; i < rows; i++) {
                        tiles.tile(depth, 1, a, i * depth, depth, 1, b, 0, edge, 0, width, false);
                        tiles.merge(1, width, edge, expected, i * cRow, cRow, 1, add);
                    }
                    float[] packed = new float[depth * tiles.step()], copied = new float[20 * GemmTiles.ROW];
                    tiles.packRows(depth, rows, 20, a, 0, depth, 1, packed, 0);
                    for (int i = 0; i < rows; i++) tiles.gather(depth, a, i * depth, 1, copied, i * GemmTiles.ROW);
                    if (tiles.packed().has(rows)) {
                        tiles.packedTile(depth, rows, packed, 0, b, 0, actual, 0, cRow, add);
                        assertArrayEquals(expected, actual, rows + " packed rows");
                    }
                    if (tiles.copied().has(rows)) {
                        actual = c.clone();
                        tiles.copiedTile(depth, rows, copied, 0, b, 0, actual, 0, cRow, add);
                        assertArrayEquals(expected, actual, rows + " copied rows");
                    }
                }
        }
    }

    @Test
    void heightsUseUpAllRows() {
        Heights heights = Heights.of(4, 6, 5);
        for (int rows = 1; rows < 100; rows++) {
            int left = rows, over = 0;
            for (int taken; left > 0; left -= taken) {
                taken = heights.next(left);
                if (!heights.has(taken)) over++;
            }
            assertEquals(0, left);
            assertEquals(rows >= 20 ? 0 : over, over, rows + " rows fit tiles of six and five");
        }
    }

    @Test
    void integersWrapAround() {
        int[] c = new int[4];
        Product product = Product.of(2, 2, 2, Matrix.dense(0, 2), new Matrix(0, 1, 2), Matrix.dense(0, 2));
        IntegerGemm.multiply(ONE, product, new int[] {1, 2, 3, Integer.MAX_VALUE}, new int[] {5, 6, 7, 8}, c);
        assertArrayEquals(new int[] {17, 23, 15 + 6 * Integer.MAX_VALUE, 21 + 8 * Integer.MAX_VALUE}, c);
        long[] d = new long[4];
        IntegerGemm.multiply(ONE, product, new long[] {1, 2, 3, 4}, new long[] {5, 6, 7, 8}, d);
        assertArrayEquals(new long[] {17, 23, 39, 53}, d);
    }

    @Test
    void refusesNegativeSizesAndAMissingBias() {
        Matrix x = Matrix.dense(0, 1);
        assertThrows(IllegalArgumentException.class, () -> Product.of(1, -1, 1, x, x, x));
        Product biased = Product.of(1, 1, 1, x, x, x).biased(Bias.PER_ROW, 0);
        assertThrows(NullPointerException.class, () -> Gemm.FLOATS.multiply(ONE, biased, new float[1], new float[1], null, new float[1]));
    }

    private static float[] narrow(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) y[i] = (float) x[i];
        return y;
    }
}
