package org.ventral.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RngTest {
    /** The known answers of Random123's {@code kat_vectors} for philox4x32, 10 rounds. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"})
    void philoxGivesTheKnownAnswers(String counter, String key, String answer) {
        int[] c = words(counter), k = words(key), out = new int[4];
        Rng.philox(join(k[0], k[1]), join(c[2], c[3]), join(c[0], c[1]), 1, out);
        assertArrayEquals(words(answer), out);
    }

    @Test void seedZeroBeginsWithTheKnownAnswer() {
        Rng rng = Rng.of(0);
        for (int word : words("6627e8d5 e169c58d bc57ac4c 9b00dbd8")) assertEquals(word, rng.nextInt());
    }

    private static int[] words(String hex) {
        return Arrays.stream(hex.split(" ")).mapToInt(w -> Integer.parseUnsignedInt(w, 16)).toArray();
    }

    private static long join(int low, int high) {
        return (long) high << 32 | Integer.toUnsignedLong(low);
    }

    @Nested class Positions {
        @ParameterizedTest @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 1021, 1024, 1025})
        void bulkFillsEqualSingleDraws(int start) {
            int n = 2500;
            Rng single = Rng.of(7), bulk = Rng.of(7);
            float[] floats = new float[n + 2];
            double[] doubles = new double[n], normals = new double[n];
            single.skip(start);
            bulk.skip(start);
            bulk.fillUniform(floats, 1, n, 0, 1);
            for (int i = 0; i < n; i++) assertEquals(single.nextFloat(), floats[i + 1]);
            assertEquals(0, floats[0] + floats[n + 1], "elements outside the range are untouched");
            bulk.fillUniform(doubles, 0, n, 0, 1);
            for (double d : doubles) assertEquals(single.nextDouble(), d);
            bulk.fillNormal(normals, 0, n, 0, 1);
            for (double d : normals) assertEquals(single.nextGaussian(), d);
            assertEquals(single.state(), bulk.state());
        }

        @ParameterizedTest @ValueSource(ints = {1, 2, 3, 5, 64, 999, 1023, 1024, 2047})
        void bulkFillsDoNotDependOnHowTheyAreCut(int piece) {
            int n = 5000, start = 3;
            float[] uniform = new float[n], normal = new float[n], cutUniform = new float[n], cutNormal = new float[n];
            double[] wide = new double[n], cutWide = new double[n];
            byte[] coins = new byte[n], cutCoins = new byte[n];
            int[] ints = new int[n], cutInts = new int[n];
            Rng whole = Rng.of(99).at(start), cut = Rng.of(99).at(start);
            whole.fillUniform(uniform, 0, n, -2, 3);
            whole.fillNormal(normal, 0, n, 1, 2);
            whole.fillNormal(wide, 0, n, 1, 2);
            whole.fillBernoulli(coins, 0, n, 0.3);
            whole.fillInts(ints, 0, n, -5, 100);
            for (int i = 0; i < n; i += piece) cut.fillUniform(cutUniform, i, Math.min(piece, n - i), -2, 3);
            for (int i = 0; i < n; i += piece) cut.fillNormal(cutNormal, i, Math.min(piece, n - i), 1, 2);
            for (int i = 0; i < n; i += piece) cut.fillNormal(cutWide, i, Math.min(piece, n - i), 1, 2);
            for (int i = 0; i < n; i += piece) cut.fillBernoulli(cutCoins, i, Math.min(piece, n - i), 0.3);
            for (int i = 0; i < n; i += piece) cut.fillInts(cutInts, i, Math.min(piece, n - i), -5, 100);
            assertArrayEquals(uniform, cutUniform);
            assertArrayEquals(normal, cutNormal);
            assertArrayEquals(wide, cutWide);
            assertArrayEquals(coins, cutCoins);
            assertArrayEquals(ints, cutInts);
            assertEquals(whole.state(), cut.state());
        }

        @Test void anyPartCanBeHadFromItsPosition() {
            Rng rng = Rng.of(5).at(10);
            float[] all = new float[1000], part = new float[300];
            long start = rng.position();
            rng.fillNormal(all, 0, 1000, 0, 1);
            rng.at(start + 457).fillNormal(part, 0, 300, 0, 1);
            assertArrayEquals(Arrays.copyOfRange(all, 457, 757), part);
        }

        @Test void longDrawsBeginAtAnEvenWord() {
            Rng rng = Rng.of(3);
            rng.nextInt();
            assertEquals(Rng.of(3).at(2).nextLong(), rng.nextLong());
            assertEquals(4, rng.position());
        }

        @Test void positionsBeyond32BitsCount() {
            assertNotEquals(Rng.of(1).at(5).nextInt(), Rng.of(1).at(5 + (1L << 34)).nextInt());
        }

        @Test void refusesANegativeSkip() {
            assertThrows(IllegalArgumentException.class, () -> Rng.of(1).skip(-1));
        }
    }

    @Nested class Children {
        @Test void keyedChildrenDoNotDependOnWhatWasDrawn() {
            Rng fresh = Rng.of(11), used = Rng.of(11);
            for (int i = 0; i < 77; i++) used.nextGaussian();
            used.split();
            assertEquals(fresh.split("weights").state(), used.split("weights").state());
            assertEquals(fresh.split(3).state(), used.split(3).state());
        }

        @Test void successiveChildrenAreReproducibleAndDiffer() {
            Rng a = Rng.of(11), b = Rng.of(11);
            a.nextInt();
            Rng first = a.split(), second = a.split();
            assertEquals(first.state(), b.split().state());
            assertEquals(second.state(), b.split().state());
            assertNotEquals(first.state(), second.state());
        }

        @Test void noTwoChildrenAreAlike() {
            Set<String> seen = new HashSet<>();
            Rng root = Rng.of(0), counting = Rng.of(0);
            seen.add(root.state().encode());
            for (int i = 0; i < 1000; i++) {
                assertTrue(seen.add(root.split(i).state().encode()), "number " + i);
                assertTrue(seen.add(root.split("" + i).state().encode()), "label " + i);
                assertTrue(seen.add(counting.split().state().encode()), "ordinal " + i);
            }
            for (String label : new String[] {"", "a", "ab", "abcdefgh", "abcdefghi", "\0", "\0\0", "é"})
                assertTrue(seen.add(root.split(label).state().encode()), "label " + label);
            assertNotEquals(root.split("ab").state(), root.split("a").split("b").state());
        }

        @Test void childrenAndParentAreUncorrelated() {
            int n = 100_000;
            Rng parent = Rng.of(1);
            double[] a = new double[n], b = new double[n], c = new double[n];
            parent.split(0).fillNormal(b, 0, n, 0, 1);
            parent.split(1).fillNormal(c, 0, n, 0, 1);
            parent.fillNormal(a, 0, n, 0, 1);
            double bound = 5 / Math.sqrt(n);
            assertEquals(0, meanProduct(a, b), bound);
            assertEquals(0, meanProduct(b, c), bound);
        }
    }

    @Nested class States {
        @Test void restoredGeneratorsGoOnAlike() {
            Rng rng = Rng.of(-42).split("x");
            rng.nextFloat();
            rng.split();
            Rng.State state = Rng.State.decode(rng.state().encode());
            assertEquals(rng.state(), state);
            Rng again = Rng.restore(state);
            for (int i = 0; i < 10; i++) assertEquals(rng.nextGaussian(), again.nextGaussian());
            assertEquals(rng.split().state(), again.split().state());
        }

        @Test void encodesAsOneShortLine() {
            assertEquals("philox4x32-10:2a:0:3e8:0", Rng.of(42).at(1000).state().encode());
            assertEquals("philox4x32-10:ffffffffffffffff:0:0:0", Rng.of(-1).state().encode());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "philox4x32-10", "philox4x32-10:1:2:3", "philox4x32-10:1:2:3:4:5", "mt19937:1:2:3:4", "philox4x32-10:1:2:x:4", "philox4x32-10:1::3:4",
            "philox4x32-10:1:2:ffffffffffffffff:4", "philox4x32-10:11111111111111111:2:3:4"})
        void refusesOtherText(String text) {
            assertThrows(IllegalArgumentException.class, () -> Rng.State.decode(text));
        }
    }

    @Nested class Distributions {
        static final int N = 200_000;

        @Test void uniformFillsItsRange() {
            float[] a = new float[N];
            Rng.of(1).fillUniform(a, 0, N, -1, 3);
            double mean = 0, square = 0;
            for (float v : a) {
                assertTrue(v >= -1 && v < 3);
                mean += v / N;
                square += (double) v * v / N;
            }
            assertEquals(1, mean, 0.015);
            assertEquals(16 / 12.0, square - mean * mean, 0.015);
        }

        @Test void uniformNeverReachesItsUpperEnd() {
            float[] a = new float[N];
            float lo = 1, hi = Math.nextUp(Math.nextUp(lo));        // only two values lie in the range, and half of all draws round to hi
            Rng.of(1).fillUniform(a, 0, N, lo, hi);
            for (float v : a) assertTrue(v >= lo && v < hi);
            double[] d = new double[1000];
            Rng.of(1).fillUniform(d, 0, 1000, 1, Math.nextUp(1.0));
            for (double v : d) assertEquals(1.0, v);
        }

        @Test void uniformOfAnEmptyWidthIsConstant() {
            float[] a = new float[5];
            Rng.of(1).fillUniform(a, 0, 5, 2, 2);
            assertArrayEquals(new float[] {2, 2, 2, 2, 2}, a);
        }

        @ParameterizedTest @CsvSource({"1, 0", "NaN, 1", "0, Infinity", "-1.7e308, 1.7e308"})
        void uniformRefusesWhatIsNoRange(double lo, double hi) {
            assertThrows(IllegalArgumentException.class, () -> Rng.of(1).fillUniform(new double[1], 0, 1, lo, hi));
        }

        @Test void normalHasTheMomentsAndTailsOfTheNormalDistribution() {
            double[] d = new double[N];
            float[] f = new float[N];
            Rng.of(2).fillNormal(d, 0, N, 0, 1);
            Rng.of(2).fillNormal(f, 0, N, 0, 1);
            assertNormal(d);
            assertNormal(IntStream.range(0, N).mapToDouble(i -> f[i]).toArray());
        }

        private void assertNormal(double[] z) {
            double[] moments = new double[5];
            int beyondTwo = 0;
            for (double v : z) {
                for (int k = 1; k < 5; k++) moments[k] += Math.pow(v, k) / z.length;
                if (Math.abs(v) > 2) beyondTwo++;
            }
            assertEquals(0, moments[1], 0.01);
            assertEquals(1, moments[2], 0.015);
            assertEquals(0, moments[3], 0.03);
            assertEquals(3, moments[4], 0.1);
            assertEquals(0.0455, (double) beyondTwo / z.length, 0.0025);
            double neighbours = 0;      // the two numbers of one Box-Muller pair, and those of neighbouring pairs
            for (int i = 1; i < z.length; i++) neighbours += z[i] * z[i - 1] / z.length;
            assertEquals(0, neighbours, 0.012);
        }

        @Test void normalIsScaledAndShifted() {
            double[] z = new double[9], scaled = new double[9];
            Rng.of(2).fillNormal(z, 0, 9, 0, 1);
            Rng.of(2).fillNormal(scaled, 0, 9, 5, 0.5);
            for (int i = 0; i < 9; i++) assertEquals(5 + 0.5 * z[i], scaled[i]);
        }

        @Test void bernoulliHasItsProbability() {
            byte[] a = new byte[N];
            Rng.of(3).fillBernoulli(a, 0, N, 0.2);
            int ones = 0;
            for (byte v : a) {
                assertTrue(v == 0 || v == 1);
                ones += v;
            }
            assertEquals(0.2, (double) ones / N, 0.005);
            Rng.of(3).fillBernoulli(a, 0, N, 1);
            for (byte v : a) assertEquals(1, v);
            Rng.of(3).fillBernoulli(a, 0, N, 0);
            for (byte v : a) assertEquals(0, v);
            assertThrows(IllegalArgumentException.class, () -> Rng.of(3).fillBernoulli(a, 0, 1, Double.NaN));
            assertThrows(IllegalArgumentException.class, () -> Rng.of(3).fillBernoulli(a, 0, 1, 1.01));
        }

        @ParameterizedTest @ValueSource(ints = {1, 2, 3, 7, 10, 64})
        void boundedIntsAreEven(int bound) {
            int n = 60_000;
            int[] bulk = new int[n];
            long[] wide = new long[n];
            int[][] counts = new int[4][bound];
            Rng rng = Rng.of(4);
            rng.fillInts(bulk, 0, n, -3, bound - 3);
            rng.fillInts(wide, 0, n, 5L << 40, (5L << 40) + bound);
            for (int i = 0; i < n; i++) {
                counts[0][bulk[i] + 3]++;
                counts[1][(int) (wide[i] - (5L << 40))]++;
                counts[2][rng.nextInt(bound)]++;
                counts[3][(int) rng.nextLong(bound)]++;
            }
            for (int[] count : counts)
                for (int c : count) assertEquals((double) n / bound, c, 5 * Math.sqrt((double) n / bound) + 1e-9);
        }

        @Test void widestRangesWork() {
            Rng rng = Rng.of(4);
            int[] a = new int[1000];
            long[] b = new long[1000];
            rng.fillInts(a, 0, 1000, Integer.MIN_VALUE, Integer.MAX_VALUE);
            rng.fillInts(b, 0, 1000, Long.MIN_VALUE, Long.MAX_VALUE);
            assertEquals(500, Arrays.stream(a).filter(v -> v < 0).count(), 80);
            assertEquals(500, Arrays.stream(b).filter(v -> v < 0).count(), 80);
            for (int i = 0; i < 1000; i++) {
                int v = rng.nextInt(-2_000_000_000, 2_000_000_000);
                assertTrue(v >= -2_000_000_000 && v < 2_000_000_000);
                assertTrue(rng.nextInt((1 << 30) + 1) <= 1 << 30);
                long w = rng.nextLong((1L << 62) + 1);
                assertTrue(w >= 0 && w <= 1L << 62);
            }
        }

        @Test void refusesEmptyRanges() {
            Rng rng = Rng.of(4);
            assertThrows(IllegalArgumentException.class, () -> rng.nextInt(0));
            assertThrows(IllegalArgumentException.class, () -> rng.nextLong(0));
            assertThrows(IllegalArgumentException.class, () -> rng.nextInt(3, 3));
            assertThrows(IllegalArgumentException.class, () -> rng.fillInts(new int[1], 0, 1, 3, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> rng.fillInts(new int[1], 1, 1, 0, 3));
        }

        @Test void permutationsAreEquallyLikely() {
            Rng rng = Rng.of(6);
            int[] counts = new int[27];
            int n = 60_000;
            for (int i = 0; i < n; i++) {
                int[] p = rng.permutation(3);
                counts[9 * p[0] + 3 * p[1] + p[2]]++;
            }
            assertEquals(6, Arrays.stream(counts).filter(c -> c > 0).count());
            for (int c : counts) assertTrue(c == 0 || Math.abs(c - n / 6) < 500, Arrays.toString(counts));
        }

        @Test void aPermutationHasEveryNumberOnce() {
            int[] p = Rng.of(6).permutation(1000);
            assertFalse(Arrays.equals(IntStream.range(0, 1000).toArray(), p));
            assertArrayEquals(IntStream.range(0, 1000).toArray(), Arrays.stream(p).sorted().toArray());
            assertEquals(0, Rng.of(6).permutation(0).length);
        }

        @Test void plugsIntoTheJdk() {
            assertEquals(100, Rng.of(1).doubles(100).filter(d -> d >= 0 && d < 1).count());
        }
    }

    @Nested class ElementaryFunctions {
        @Test void agreeWithTheJdkToTheLastBits() {
            Rng rng = Rng.of(8);
            for (int i = 0; i < 100_000; i++) {
                double u = Math.scalb(rng.nextDouble() + 0x1p-60, -rng.nextInt(54)), t = rng.nextDouble();
                double log = StrictMath.log(u);
                assertEquals(log, Rng.logarithm(u), 4 * Math.ulp(log) + 1e-18);
                assertEquals(StrictMath.cos(2 * Math.PI * t), Rng.cosineOfTurn(t), 2e-15);
                assertEquals(StrictMath.sin(2 * Math.PI * t), Rng.sineOfTurn(t), 2e-15);
            }
        }

        @Test void areExactAtTheQuarters() {
            for (int quarter = 0; quarter <= 4; quarter++) {
                assertEquals(new double[] {1, 0, -1, 0, 1}[quarter], Rng.cosineOfTurn(quarter / 4.0), 0.0);
                assertEquals(new double[] {0, 1, 0, -1, 0}[quarter], Rng.sineOfTurn(quarter / 4.0), 0.0);
            }
        }
    }

    private static double meanProduct(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i] / a.length;
        return sum;
    }
}
