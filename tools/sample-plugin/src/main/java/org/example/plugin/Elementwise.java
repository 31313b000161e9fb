package org.example.plugin;

import org.ventral.tensor.DType;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.UnaryKind;

/** Functions of single elements. Operands of two-place functions have been broadcast. */
final class Elementwise {
    private Elementwise() {}

    static Numbers unary(UnaryKind kind, Numbers x) {
        Numbers y = Numbers.zeros(x.type());
        for (int i = 0; i < x.count(); i++) {
            if (x.isReal()) y.reals()[i] = unary(kind, x.reals()[i]);
            else y.wholes()[i] = unary(kind, x.wholes()[i]);
        }
        return y;
    }

    private static double unary(UnaryKind kind, double x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQUARE -> x * x;
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case LOG2 -> Math.log(x) / Math.log(2);
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
            case ACOSH -> Math.log1p(x - 1 + Math.sqrt(x - 1) * Math.sqrt(x + 1));
            case ATANH -> (Math.log1p(x) - Math.log1p(-x)) / 2;
            case TANH -> Math.tanh(x);
            case SIGMOID -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
            case ERF -> erf(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case TRUNC -> Math.copySign(Math.floor(Math.abs(x)), x);
            case NOT -> throw new IllegalArgumentException("NOT is for bool");
        };
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        return Math.copySign(a > 1e8 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.hypot(1, a))), x);
    }

    /** {@code 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!}; the sum has no cancellation, and beyond 6 the function is ±1 in double. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) return Math.signum(x);
        double term = x, sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private static long unary(UnaryKind kind, long x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Long.signum(x);
            case SQUARE -> x * x;
            case NOT -> 1 - x;
            default -> throw new IllegalArgumentException(kind + " is for floating numbers");
        };
    }

    static Numbers binary(BinaryKind kind, Numbers x, Numbers y) {
        Numbers z = Numbers.zeros(x.type());
        for (int i = 0; i < z.count(); i++) {
            if (z.isReal()) z.reals()[i] = binary(kind, x.reals()[i], y.reals()[i]);
            else z.wholes()[i] = binary(kind, x.wholes()[i], y.wholes()[i]);
        }
        return z;
    }

    private static double binary(BinaryKind kind, double x, double y) {
        return switch (kind) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case POW -> Math.pow(x, y);
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case MOD -> {
                double rest = x % y;
                yield rest * y < 0 ? rest + y : rest;
            }
            case ATAN2 -> Math.atan2(x, y);
            case AND, OR, XOR -> throw new IllegalArgumentException(kind + " is for bool");
        };
    }

    private static long binary(BinaryKind kind, long x, long y) {
        return switch (kind) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case POW -> power(x, y);
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case MOD -> Math.floorMod(x, y);
            case ATAN2 -> throw new IllegalArgumentException("ATAN2 is for floating numbers");
            case AND -> x & y;
            case OR -> x | y;
            case XOR -> x ^ y;
        };
    }

    private static long power(long base, long exponent) {
        if (exponent < 0) return switch (Math.clamp(base, -2, 2)) {
            case 1 -> 1;
            case -1 -> exponent % 2 == 0 ? 1 : -1;
            case 0 -> throw new ArithmeticException("POW: 0 to the power " + exponent);
            default -> 0;
        };
        if (exponent == 0) return 1;
        long half = power(base, exponent / 2);
        return exponent % 2 == 0 ? half * half : half * half * base;
    }

    static Numbers compare(CompareKind kind, Numbers x, Numbers y) {
        Numbers holds = Numbers.zeros(new TensorType(DType.BOOL, x.shape()));
        for (int i = 0; i < holds.count(); i++) {
            boolean less = x.isReal() ? x.reals()[i] < y.reals()[i] : x.wholes()[i] < y.wholes()[i];
            boolean equal = x.isReal() ? x.reals()[i] == y.reals()[i] : x.wholes()[i] == y.wholes()[i];
            boolean more = x.isReal() ? x.reals()[i] > y.reals()[i] : x.wholes()[i] > y.wholes()[i];
            boolean result = switch (kind) {
                case EQ -> equal;
                case NE -> !equal;
                case LT -> less;
                case LE -> less || equal;
                case GT -> more;
                case GE -> more || equal;
            };
            holds.wholes()[i] = result ? 1 : 0;
        }
        return holds;
    }

    static Numbers where(Numbers condition, Numbers x, Numbers y) {
        Numbers z = Numbers.zeros(x.type());
        for (int i = 0; i < z.count(); i++) z.copy(i, condition.wholes()[i] != 0 ? x : y, i);
        return z;
    }
}
