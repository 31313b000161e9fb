package org.ventral.onnx.op;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.ventral.onnx.ElementType;
import org.ventral.onnx.model.NarrowFloat;

/** Numbers as text, in the form of NumPy, which ONNX's own results are in: the shortest decimals that name the value; and text as numbers. */
final class NumberText {
    /** From this magnitude on, and below the other, numbers are written with an exponent. */
    private static final double LARGE = 1e16, SMALL = 1e-4;
    /** Decimal digits that tell all float16 and bfloat16 values apart, and the narrower ones. */
    private static final int NARROW_DIGITS = 5;

    private NumberText() {}

    /** As in {@code 0.5}, {@code 1e-05}, {@code nan} and {@code -inf}. */
    static String ofReal(double value, ElementType type) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        double magnitude = Math.abs(value);
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        if (magnitude == 0) return sign + "0.0";
        BigDecimal digits = shortest(magnitude, type).stripTrailingZeros();
        if (magnitude >= SMALL && magnitude < LARGE) {
            String plain = digits.toPlainString();
            return sign + (plain.contains(".") ? plain : plain + ".0");
        }
        int exponent = digits.precision() - digits.scale() - 1;
        return "%s%se%s%02d".formatted(sign, digits.movePointLeft(exponent).stripTrailingZeros().toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static BigDecimal shortest(double magnitude, ElementType type) {
        if (type == ElementType.DOUBLE) return new BigDecimal(Double.toString(magnitude));
        if (type == ElementType.FLOAT) return new BigDecimal(Float.toString((float) magnitude));
        BigDecimal exact = new BigDecimal(magnitude);
        int bits = NarrowFloat.encode(type, (float) magnitude, false);
        for (int precision = 1; precision < NARROW_DIGITS; precision++) {
            BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
            if (NarrowFloat.encode(type, rounded.floatValue(), false) == bits) return rounded;
        }
        return exact.round(new MathContext(NARROW_DIGITS, RoundingMode.HALF_EVEN));
    }

    /** Decimal digits; {@code True} or {@code False} for truth values. */
    static String ofInteger(long value, ElementType type) {
        if (type == ElementType.BOOL) return value != 0 ? "True" : "False";
        return type.isUnsigned() ? Long.toUnsignedString(value) : Long.toString(value);
    }

    /**
     * A number in plain or scientific notation, or {@code nan}, {@code inf} or {@code infinity} in any case, with or without sign.
     *
     * @throws NumberFormatException if it is none
     */
    static double parseReal(String text, ElementType type) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        double sign = plain.startsWith("-") ? -1 : 1;
        String unsigned = plain.startsWith("-") || plain.startsWith("+") ? plain.substring(1) : plain;
        if (unsigned.equals("nan")) return Double.NaN;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) return sign * Double.POSITIVE_INFINITY;
        if (!unsigned.matches("(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?")) throw notA("number", text);
        return sign * (type == ElementType.DOUBLE ? Double.parseDouble(unsigned) : Float.parseFloat(unsigned));
    }

    /**
     * A decimal integer.
     *
     * @throws NumberFormatException if it is none, or too large for 64 bits
     */
    static long parseInteger(String text, ElementType type) {
        String plain = text.strip();
        if (!plain.matches("[+-]?\\d+")) throw notA("integer", text);
        return type == ElementType.UINT64 && !plain.startsWith("-") ? Long.parseUnsignedLong(plain) : Long.parseLong(plain);
    }

    /**
     * {@code true} or {@code false} in any case, or a number, which is true unless it is 0.
     *
     * @throws NumberFormatException if it is neither
     */
    static boolean parseTruth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> parseReal(text, ElementType.DOUBLE) != 0;
        };
    }

    private static NumberFormatException notA(String what, String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return new NumberFormatException("the string '%s' is no %s".formatted(shown, what));
    }
}
