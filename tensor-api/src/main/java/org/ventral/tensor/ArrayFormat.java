package org.ventral.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Writes an array of any rank as text, in the bracket and column style that NumPy made common:
 *
 * <pre>{@code
 * [[1.  2.5]
 *  [3.  4. ]]
 * }</pre>
 *
 * <p>All numbers of an array share one width and one notation. Zeros at the end of a fraction are left out; scientific notation is used
 * where a magnitude is 1e8 or more, or below 1e-4, or where the largest is over 1000 times the smallest. Long arrays are shortened to
 * the first and last items of each long axis. An empty array is {@code []}, one of rank 0 a bare number.
 *
 * @param precision  digits after the decimal point, at most
 * @param edgeItems  items kept at either end of an axis of a shortened array
 * @param threshold  elements above which an array is shortened
 * @param lineWidth  columns after which a row goes on in the next line
 */
record ArrayFormat(int precision, int edgeItems, long threshold, int lineWidth) {
    /** 4 digits, 3 items at each end of arrays of more than 1000 elements, lines of 120 columns. */
    static final ArrayFormat STANDARD = new ArrayFormat(4, 3, 1000, 120);

    private static final String GAP = "...";

    ArrayFormat {
        if (precision < 0 || edgeItems < 1 || threshold < 0 || lineWidth < 1)
            throw new IllegalArgumentException("ArrayFormat: precision " + precision + ", edge items " + edgeItems
                    + ", threshold " + threshold + " and line width " + lineWidth + " must be at least 0, 1, 0 and 1");
    }

    /** The elements of an array by their index in row-major order. Only those that are written are asked for. */
    sealed interface Elements permits Reals, Integers, Truths {}

    /** Elements of the floating types. */
    @FunctionalInterface non-sealed interface Reals extends Elements {
        double at(long index);
    }

    /** Elements of the integer types. */
    @FunctionalInterface non-sealed interface Integers extends Elements {
        long at(long index);
    }

    /** Elements of {@link DType#BOOL}. */
    @FunctionalInterface non-sealed interface Truths extends Elements {
        boolean at(long index);
    }

    /** The text of an array. The dtype tells how many digits a real element has: a float32 of 0.1 is written 0.1. */
    String text(long[] shape, DType dtype, Elements elements) {
        long size = 1;
        for (long length : shape) size = Math.multiplyExact(size, length);
        if (size == 0) return "[]";
        boolean shortened = size > threshold;
        long[] shown = shownIndices(shape, shortened);
        LongFunction<String> cells = switch (elements) {
            case Integers integers -> rightAligned(i -> Long.toString(integers.at(i)), shown);
            case Truths truths -> rightAligned(i -> Boolean.toString(truths.at(i)), shown);
            case Reals reals -> realCells(dtype, reals, shown);
        };
        var writer = new Writer(shape, shortened, cells);
        writer.write(0, 0);
        return writer.out.toString();
    }

    // ---- which elements ----

    private boolean hasGap(long length, boolean shortened) {
        return shortened && length > 2L * edgeItems;
    }

    /** The flat indices of all elements that appear in the text, in order. */
    private long[] shownIndices(long[] shape, boolean shortened) {
        long[] indices = {0};
        for (long length : shape) {
            int kept = (int) (hasGap(length, shortened) ? 2L * edgeItems : length);
            long[] next = new long[Math.multiplyExact(indices.length, kept)];
            for (int i = 0; i < next.length; i++) {
                long item = i % kept;
                if (hasGap(length, shortened) && item >= edgeItems) item += length - kept;
                next[i] = indices[i / kept] * length + item;
            }
            indices = next;
        }
        return indices;
    }

    // ---- one element ----

    private static LongFunction<String> rightAligned(LongFunction<String> text, long[] shown) {
        int width = Arrays.stream(shown).mapToInt(i -> text.apply(i).length()).max().orElse(0);
        return i -> padLeft(text.apply(i), width);
    }

    private LongFunction<String> realCells(DType dtype, Reals reals, long[] shown) {
        double[] finite = Arrays.stream(shown).mapToDouble(reals::at).filter(Double::isFinite).toArray();
        boolean scientific = needsExponent(finite);
        int whole = 0, fraction = 0, exponent = 0;
        for (double value : finite) {
            Parts parts = Parts.of(value, rounded(value, dtype, scientific), scientific);
            whole = Math.max(whole, parts.whole.length());
            fraction = Math.max(fraction, parts.fraction.length());
            exponent = Math.max(exponent, parts.exponentDigits());
        }
        int widest = Arrays.stream(shown).mapToDouble(reals::at).filter(v -> !Double.isFinite(v))
                .mapToInt(v -> special(v).length()).max().orElse(0);
        int tail = 1 + fraction + (scientific ? 2 + exponent : 0);      // the point; the letter and the sign of the exponent
        int before = Math.max(whole, widest - tail), after = fraction, digits = exponent;
        return i -> {
            double value = reals.at(i);
            if (!Double.isFinite(value)) return padLeft(special(value), before + tail);
            // With an exponent all numbers show the same digits, so none may pretend to be rounder than it is: no shortest form here.
            BigDecimal shownValue = scientific ? significant(value, after + 1) : rounded(value, dtype, false);
            return Parts.of(value, shownValue, scientific).text(before, after, digits);
        };
    }

    /**
     * The shortest decimal that names the value, where that is short enough, else the value itself rounded, ties to even. An integer is
     * itself too: 17744 in float16 needs no more than 17740 to be told from its neighbours, but that would be a wrong number.
     */
    private BigDecimal rounded(double value, DType dtype, boolean scientific) {
        BigDecimal shortest = shortest(value, dtype).stripTrailingZeros();
        int digits = scientific ? shortest.precision() - 1 : shortest.scale();
        if (digits <= precision && (scientific || digits >= 0)) return shortest;
        return scientific ? significant(value, precision + 1) : new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal shortest(double value, DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> new BigDecimal(Double.toString(value));
            case FLOAT16, BFLOAT16 -> shortestHalf((float) value, dtype);
            default -> new BigDecimal(Float.toString((float) value));
        };
    }

    /** Five significant digits tell any two neighbours of the 16-bit formats apart. */
    private static BigDecimal shortestHalf(float value, DType dtype) {
        for (int digits = 1; digits < 5; digits++) {
            BigDecimal candidate = significant(value, digits);
            if (half(candidate.floatValue(), dtype) == half(value, dtype)) return candidate;
        }
        return significant(value, 5);
    }

    private static short half(float value, DType dtype) {
        return dtype == DType.FLOAT16 ? Float.floatToFloat16(value) : HalfFloats.floatToBfloat16(value);
    }

    private static BigDecimal significant(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static boolean needsExponent(double[] finite) {
        double[] magnitudes = Arrays.stream(finite).filter(v -> v != 0).map(Math::abs).toArray();
        double least = Arrays.stream(magnitudes).min().orElse(1), most = Arrays.stream(magnitudes).max().orElse(1);
        return most >= 1e8 || least < 1e-4 || most / least > 1000;
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    /** A number as {@code whole.fraction} or {@code whole.fractione±exponent}; the fraction has no zeros at its end. */
    private record Parts(String whole, String fraction, Integer exponent) {
        static Parts of(double value, BigDecimal rounded, boolean scientific) {
            String sign = value < 0 || 1 / value < 0 ? "-" : "";
            int exponent = scientific && rounded.signum() != 0 ? rounded.precision() - rounded.scale() - 1 : 0;
            String plain = rounded.abs().movePointLeft(exponent).stripTrailingZeros().toPlainString();
            int point = plain.indexOf('.');
            return new Parts(sign + (point < 0 ? plain : plain.substring(0, point)), point < 0 ? "" : plain.substring(point + 1),
                    scientific ? exponent : null);
        }

        int exponentDigits() {
            return exponent == null ? 0 : Math.max(2, Integer.toString(Math.abs(exponent)).length());
        }

        /** Fixed notation fills a short fraction with blanks, scientific notation with zeros. */
        String text(int wholeWidth, int fractionWidth, int exponentWidth) {
            String missing = (exponent == null ? " " : "0").repeat(fractionWidth - fraction.length());
            String mantissa = padLeft(whole, wholeWidth) + "." + fraction + missing;
            if (exponent == null) return mantissa;
            String digits = Integer.toString(Math.abs(exponent));
            return mantissa + (exponent < 0 ? "e-" : "e+") + "0".repeat(exponentWidth - digits.length()) + digits;
        }
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    // ---- brackets and lines ----

    private final class Writer {
        private final long[] shape;
        private final boolean shortened;
        private final LongFunction<String> cells;
        private final StringBuilder out = new StringBuilder();

        Writer(long[] shape, boolean shortened, LongFunction<String> cells) {
            this.shape = shape;
            this.shortened = shortened;
            this.cells = cells;
        }

        /** Writes the part of the array under the first {@code axis} indices, which are {@code prefix} when flattened. */
        void write(int axis, long prefix) {
            if (axis == shape.length) {
                out.append(cells.apply(prefix));
                return;
            }
            long length = shape[axis];
            boolean gap = hasGap(length, shortened), innermost = axis == shape.length - 1;
            out.append('[');
            int lineStart = out.length() - axis - 1;        // the row's own bracket and those before it, or blanks in their place
            for (long i = 0; i < length; i++) {
                if (i > 0 && !innermost) newItem(axis);
                if (gap && i == edgeItems) {
                    if (innermost) lineStart = place(GAP, axis, lineStart);
                    else out.append(GAP);
                    i = length - edgeItems;
                    if (!innermost) newItem(axis);
                }
                long index = prefix * length + i;
                if (innermost) lineStart = place(cells.apply(index), axis, lineStart);
                else write(axis + 1, index);
            }
            out.append(']');
        }

        /** Line ends between two parts: one more for each further axis that they have. */
        private void newItem(int axis) {
            out.append("\n".repeat(shape.length - 1 - axis)).append(" ".repeat(axis + 1));
        }

        /** Puts a word into the row, in a new line where it would not leave room for the brackets; returns where the line starts. */
        private int place(String word, int axis, int lineStart) {
            boolean first = out.charAt(out.length() - 1) == '[';
            if (first) {
                out.append(word);
                return lineStart;
            }
            if (out.length() + 1 - lineStart + word.length() > lineWidth - (axis + 1)) {
                while (out.charAt(out.length() - 1) == ' ') out.setLength(out.length() - 1);        // blanks that fill a fraction
                out.append('\n').append(" ".repeat(axis + 1));
                lineStart = out.length() - (axis + 1);
            } else {
                out.append(' ');
            }
            out.append(word);
            return lineStart;
        }
    }
}
