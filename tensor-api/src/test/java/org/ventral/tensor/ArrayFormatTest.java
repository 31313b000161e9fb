package org.ventral.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are those of NumPy 2.1 with {@code set_printoptions(precision=4, linewidth=120)}. */
class ArrayFormatTest {
    private static String reals(long[] shape, double... values) {
        return ArrayFormat.STANDARD.text(shape, DType.FLOAT64, (ArrayFormat.Reals) i -> values[(int) i]);
    }

    private static String row(double... values) {
        return reals(new long[] {values.length}, values);
    }

    private static String floats(float... values) {
        return ArrayFormat.STANDARD.text(new long[] {values.length}, DType.FLOAT32, (ArrayFormat.Reals) i -> values[(int) i]);
    }

    private static String counting(long... shape) {
        return ArrayFormat.STANDARD.text(shape, DType.INT64, (ArrayFormat.Integers) i -> i);
    }

    @Nested class Numbers {
        @Test void dropZerosAtTheEndOfFractions() {
            assertEquals("[1.  2.5]", row(1, 2.5));
            assertEquals("[1. 2.]", row(1, 2));
            assertEquals("[0.1 0.2]", row(0.1, 0.2));
            assertEquals("[ 0. -0.]", row(0, -0.0));
        }

        @Test void areRoundedToFourDigits() {
            assertEquals("[0.3333 0.6667]", row(1 / 3.0, 2 / 3.0));
            assertEquals("[1.0000e+00 9.9999e+03]", row(1, 9999.94));
            assertEquals("[9999.94]", row(9999.94));
            assertEquals("[1.]", row(0.999996));
            assertEquals("[0.0312 0.0938]", row(0.03125, 0.09375));        // ties go to even
        }

        @Test void areWrittenInTheirOwnPrecision() {
            assertEquals("[0.1 0.2]", floats(0.1f, 0.2f));
            assertEquals("[16777216.]", floats(16777216));
            short tenth = Float.floatToFloat16(0.1f);
            assertEquals("[0.1]", ArrayFormat.STANDARD.text(new long[] {1}, DType.FLOAT16, (ArrayFormat.Reals) _ -> Float.float16ToFloat(tenth)));
            assertEquals("[17744.]", ArrayFormat.STANDARD.text(new long[] {1}, DType.FLOAT16, (ArrayFormat.Reals) _ -> 17744));
            short brain = HalfFloats.floatToBfloat16(0.1f);
            assertEquals("[0.1]", ArrayFormat.STANDARD.text(new long[] {1}, DType.BFLOAT16, (ArrayFormat.Reals) _ -> HalfFloats.bfloat16ToFloat(brain)));
        }

        @Test void takeAnExponentWhereTheirRangeIsWide() {
            assertEquals("[1.0e-05 1.5e+00 0.0e+00]", row(1e-5, 1.5, 0));
            assertEquals("[1.0e+08 2.5e+08]", row(1e8, 2.5e8));
            assertEquals("[ 1.e+300 -1.e-300]", row(1e300, -1e-300));
            assertEquals("[   1. 1000.]", row(1, 1000));
            assertEquals("[1.000e+00 1.001e+03]", row(1, 1001));
            assertEquals("[1.e-10]", floats(1e-10f));
        }

        @Test void maySayNanAndInf() {
            assertEquals("[ nan -inf  1.5]", row(Double.NaN, Double.NEGATIVE_INFINITY, 1.5));
            assertEquals("[nan  1.]", row(Double.NaN, 1));
            assertEquals("[inf nan]", row(Double.POSITIVE_INFINITY, Double.NaN));
            assertEquals("[1.e-09    inf]", row(1e-9, Double.POSITIVE_INFINITY));
        }

        @Test void integersAndTruthsAreAlignedRight() {
            long[] values = {1, -20, 300, Long.MIN_VALUE};
            assertEquals("[[                   1                  -20]\n [                 300 -9223372036854775808]]",
                    ArrayFormat.STANDARD.text(new long[] {2, 2}, DType.INT64, (ArrayFormat.Integers) i -> values[(int) i]));
            assertEquals("[ true false]", ArrayFormat.STANDARD.text(new long[] {2}, DType.BOOL, (ArrayFormat.Truths) i -> i == 0));
        }
    }

    @Nested class Shapes {
        @Test void aScalarHasNoBrackets() {
            assertEquals("0.6931", reals(new long[0], Math.log(2)));
            assertEquals("nan", reals(new long[0], Double.NaN));
            assertEquals("7", ArrayFormat.STANDARD.text(new long[0], DType.INT32, (ArrayFormat.Integers) _ -> 7));
            assertEquals("true", ArrayFormat.STANDARD.text(new long[0], DType.BOOL, (ArrayFormat.Truths) _ -> true));
        }

        @ParameterizedTest @CsvSource({"0,1", "3,0", "0,0"})
        void anEmptyArrayHasNothingElse(long rows, long columns) {
            assertEquals("[]", reals(new long[] {rows, columns}));
            assertEquals("[]", reals(new long[] {0}));
        }

        @Test void rowsAreIndentedAndBlocksParted() {
            assertEquals("[[1.  2.5]\n [3.  4. ]]", reals(new long[] {2, 2}, 1, 2.5, 3, 4));
            assertEquals("[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]", counting(2, 2, 2));
            assertEquals("[[[[0]]]\n\n\n [[[1]]]]", counting(2, 1, 1, 1));
            assertEquals("[[[0.]]]", reals(new long[] {1, 1, 1}, 0));
        }

        @Test void longLinesAreBroken() {
            double[] values = new double[30];
            for (int i = 0; i < 30; i++) values[i] = 1.25 * i;
            assertEquals("""
                [ 0.    1.25  2.5   3.75  5.    6.25  7.5   8.75 10.   11.25 12.5  13.75 15.   16.25 17.5  18.75 20.   21.25 22.5
                 23.75 25.   26.25 27.5  28.75 30.   31.25 32.5  33.75 35.   36.25]""", row(values));
            assertEquals("""
                [[ 0  1  2  3]
                 [ 4  5  6  7]
                 [ 8  9 10 11]]""", new ArrayFormat(4, 3, 1000, 15).text(new long[] {3, 4}, DType.INT32, (ArrayFormat.Integers) i -> i));
            assertEquals("""
                [[ 0  1  2
                   3]
                 [ 4  5  6
                  10]]""", new ArrayFormat(4, 3, 1000, 14).text(new long[] {2, 4}, DType.INT32, (ArrayFormat.Integers) i -> i + i / 7 * 3));
        }

        @Test void aWordWiderThanTheLineStandsAlone() {
            assertEquals("[100\n 101]", new ArrayFormat(4, 3, 1000, 1).text(new long[] {2}, DType.INT32, (ArrayFormat.Integers) i -> 100 + i));
        }
    }

    @Nested class Shortening {
        @Test void beginsAboveAThousandElements() {
            assertEquals("[   0    1    2 ...  998  999 1000]", counting(1001));
            assertTrue(counting(1000).endsWith("998 999]") && !counting(1000).contains("..."));
        }

        @Test void leavesShortAxesWhole() {
            assertEquals("""
                [[   0    1    2 ...  597  598  599]
                 [ 600  601  602 ... 1197 1198 1199]]""", counting(2, 600));
        }

        @Test void cutsEveryLongAxis() {
            String[] lines = counting(20, 20, 20).split("\n");
            assertEquals(49, lines.length);
            assertEquals("[[[   0    1    2 ...   17   18   19]", lines[0]);
            assertEquals("  ...", lines[3]);
            assertEquals("  [ 380  381  382 ...  397  398  399]]", lines[6]);
            assertEquals("", lines[7]);
            assertEquals(" ...", lines[24]);
            assertEquals(" [[6800 6801 6802 ... 6817 6818 6819]", lines[26]);
            assertEquals("  [7980 7981 7982 ... 7997 7998 7999]]]", lines[48]);
        }

        @Test void looksAtNothingThatIsNotShown() {
            Set<Long> seen = new HashSet<>();
            String text = ArrayFormat.STANDARD.text(new long[] {1L << 40, 1 << 20}, DType.FLOAT32, (ArrayFormat.Reals) i -> {
                seen.add(i);
                return i < 10 ? 1 : 2;
            });
            assertEquals(36, seen.size());
            assertTrue(text.startsWith("[[1. 1. 1. ... 2. 2. 2.]\n"), text);
        }
    }

    @Test void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new ArrayFormat(-1, 3, 1000, 120));
        assertThrows(IllegalArgumentException.class, () -> new ArrayFormat(4, 0, 1000, 120));
        assertEquals("[0.33]", new ArrayFormat(2, 3, 1000, 120).text(new long[] {1}, DType.FLOAT64, (ArrayFormat.Reals) _ -> 1 / 3.0));
        assertEquals("[2.]", new ArrayFormat(0, 3, 1000, 120).text(new long[] {1}, DType.FLOAT64, (ArrayFormat.Reals) _ -> 5 / 3.0));
    }
}
