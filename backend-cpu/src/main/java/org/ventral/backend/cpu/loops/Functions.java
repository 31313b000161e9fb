package org.ventral.backend.cpu.loops;

import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.UnaryKind;

/** Every elementwise function, one number at a time: the definition that loops without a faster form of their own evaluate. */
public final class Functions {
    private static final double LN2 = 0.6931471805599453;

    private Functions() {}

    /** f(x) in single precision; the functions without a formula in {@link FloatMath} are computed in double and rounded once. */
    public static float apply(UnaryKind kind, float x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQUARE -> x * x;
            case EXP -> FloatMath.exp(x);
            case EXPM1 -> FloatMath.expm1(x);
            case LOG -> FloatMath.log(x);
            case SQRT -> (float) Math.sqrt(x);
            case RSQRT -> 1f / (float) Math.sqrt(x);
            case RECIPROCAL -> 1f / x;
            case TANH -> FloatMath.tanh(x);
            case SIGMOID -> FloatMath.sigmoid(x);
            case ERF -> FloatMath.erf(x);
            case LOG1P, LOG2, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH, FLOOR, CEIL, ROUND, TRUNC -> (float) apply(kind, (double) x);
            case NOT -> throw new IllegalArgumentException("NOT is defined on bool only, got float32");
        };
    }

    /** f(x) in double precision. */
    public static double apply(UnaryKind kind, double x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQUARE -> x * x;
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case LOG2 -> log2(x);
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case ASINH -> asinh(x);
            case ACOSH -> x > 0x1p28 ? Math.log(x) + LN2 : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
            case ATANH -> 0.5 * (Math.log1p(x) - Math.log1p(-x));
            case TANH -> Math.tanh(x);
            case SIGMOID -> sigmoid(x);
            case ERF -> DoubleErf.erf(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case NOT -> throw new IllegalArgumentException("NOT is defined on bool only, got float64");
        };
    }

    /** f(x) on integers; only functions that need no rounding are defined. */
    public static long apply(UnaryKind kind, long x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Long.signum(x);
            case SQUARE -> x * x;
            default -> throw new IllegalArgumentException(kind + " is not defined on integers");
        };
    }

    /** f(a, b) in single precision. */
    public static float apply(BinaryKind kind, float a, float b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> (float) Math.pow(a, b);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case MOD -> (float) mod(a, b);
            case ATAN2 -> (float) Math.atan2(a, b);
            case AND, OR, XOR -> throw new IllegalArgumentException(kind + " is defined on bool only, got float32");
        };
    }

    /** f(a, b) in double precision. */
    public static double apply(BinaryKind kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> Math.pow(a, b);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case MOD -> mod(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case AND, OR, XOR -> throw new IllegalArgumentException(kind + " is defined on bool only, got float64");
        };
    }

    /**
     * f(a, b) on integers; 32-bit results are this, truncated.
     *
     * @throws ArithmeticException on division by zero, and on a negative power of zero
     */
    public static long apply(BinaryKind kind, long a, long b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> power(a, b);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case MOD -> Math.floorMod(a, b);
            case ATAN2, AND, OR, XOR -> throw new IllegalArgumentException(kind + " is not defined on integers");
        };
    }

    /** f(a, b) on truth values 0 and 1. Arithmetic on them follows NumPy: ADD and MAX are "or", MUL and MIN "and". */
    public static byte apply(BinaryKind kind, byte a, byte b) {
        return switch (kind) {
            case AND, MUL, MIN -> (byte) (a & b);
            case OR, ADD, MAX -> (byte) (a | b);
            case XOR -> (byte) (a ^ b);
            case SUB, DIV, POW, MOD, ATAN2 -> throw new IllegalArgumentException(kind + " is not defined on bool");
        };
    }

    /** The remainder with the sign of the divisor. */
    private static double mod(double a, double b) {
        double r = a % b;
        return r != 0 && r < 0 != b < 0 ? r + b : r;
    }

    /** A negative power is the fraction, truncated: 0 but for bases 1 and -1. */
    private static long power(long base, long exponent) {
        if (exponent < 0) {
            if (base == 0) throw new ArithmeticException("POW: 0 to the power " + exponent);
            return base == 1 ? 1 : base == -1 ? (exponent & 1) == 0 ? 1 : -1 : 0;
        }
        long result = 1;
        for (long b = base, e = exponent; e > 0; e >>= 1, b *= b)
            if ((e & 1) != 0) result *= b;
        return result;
    }

    /** Exact at powers of two, which {@code log(x) / log(2)} is not: the exponent is split off first. */
    private static double log2(double x) {
        if (!(x > 0) || x == Double.POSITIVE_INFINITY) return Math.log(x);
        double scaled = x < Double.MIN_NORMAL ? x * 0x1p54 : x;
        int e = Math.getExponent(scaled);
        double m = Math.scalb(scaled, -e);
        if (m > 1.4142135623730951) {
            m *= 0.5;
            e++;
        }
        return e - (x < Double.MIN_NORMAL ? 54 : 0) + Math.log(m) / LN2;
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > 0x1p28 ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(y, x);
    }

    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
