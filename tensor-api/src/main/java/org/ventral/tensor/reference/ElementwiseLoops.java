package org.ventral.tensor.reference;

import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.UnaryKind;

final class ElementwiseLoops {
    private ElementwiseLoops() {}

    static Tensor unary(UnaryKind kind, Tensor x, TensorType out) {
        return Values.of(x).map(v -> unary(kind, v), v -> unary(kind, v)).store(out, x);
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
            case LOG2 -> SpecialFunctions.log2(x);
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
            case ASINH -> SpecialFunctions.asinh(x);
            case ACOSH -> SpecialFunctions.acosh(x);
            case ATANH -> SpecialFunctions.atanh(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
            case ERF -> SpecialFunctions.erf(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case NOT -> throw new IllegalArgumentException("NOT takes bool");
        };
    }

    private static long unary(UnaryKind kind, long x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Long.signum(x);
            case SQUARE -> x * x;
            case NOT -> 1 - x;
            default -> throw new IllegalArgumentException(kind + " takes floating values");
        };
    }

    static Tensor binary(BinaryKind kind, Tensor x, Tensor y, TensorType out) {
        Values a = Values.of(x.expand(out.shape())), b = Values.of(y.expand(out.shape())), result = Values.zeros(out);
        for (int i = 0; i < result.length(); i++) {
            if (result.floating()) result.reals()[i] = binary(kind, a.reals()[i], b.reals()[i]);
            else result.whole()[i] = binary(kind, a.whole()[i], b.whole()[i]);
        }
        return result.store(out, x);
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
                double remainder = x % y;
                yield remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
            }
            case ATAN2 -> Math.atan2(x, y);
            case AND, OR, XOR -> throw new IllegalArgumentException(kind + " takes bool");
        };
    }

    private static long binary(BinaryKind kind, long x, long y) {
        return switch (kind) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case DIV -> x / y;
            case POW -> SpecialFunctions.power(x, y);
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case MOD -> Math.floorMod(x, y);
            case ATAN2 -> throw new IllegalArgumentException("ATAN2 takes floating values");
            case AND -> x & y;
            case OR -> x | y;
            case XOR -> x ^ y;
        };
    }

    static Tensor compare(CompareKind kind, Tensor x, Tensor y, TensorType out) {
        Values a = Values.of(x.expand(out.shape())), b = Values.of(y.expand(out.shape())), result = Values.zeros(out);
        for (int i = 0; i < result.length(); i++) {
            boolean holds = a.floating() ? compare(kind, a.reals()[i], b.reals()[i]) : compare(kind, a.whole()[i], b.whole()[i]);
            result.whole()[i] = holds ? 1 : 0;
        }
        return result.store(out, x);
    }

    private static boolean compare(CompareKind kind, double x, double y) {
        return switch (kind) {
            case EQ -> x == y;
            case NE -> x != y;
            case LT -> x < y;
            case LE -> x <= y;
            case GT -> x > y;
            case GE -> x >= y;
        };
    }

    private static boolean compare(CompareKind kind, long x, long y) {
        int order = Long.compare(x, y);
        return switch (kind) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    static Tensor where(Tensor condition, Tensor x, Tensor y, TensorType out) {
        boolean[] chosen = condition.expand(out.shape()).toBooleans();
        Values a = Values.of(x.expand(out.shape())), b = Values.of(y.expand(out.shape())), result = Values.zeros(out);
        for (int i = 0; i < chosen.length; i++) result.copy(i, chosen[i] ? a : b, i);
        return result.store(out, x);
    }

    static Tensor convert(Tensor x, TensorType out) {
        return Values.of(x).store(out, x);
    }
}
