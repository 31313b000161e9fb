package org.ventral.onnx.write;

import org.ventral.tensor.DType;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.UnaryKind;

/** Functions of single elements. Where the standard lacks one, it is put together from others so that no digits are lost. */
final class ElementwiseWriter {
    private ElementwiseWriter() {}

    static Ref unary(Emitter e, UnaryKind kind, Ref x) {
        return switch (kind) {
            case NEG -> e.unary("Neg", x);
            case ABS -> e.unary("Abs", x);
            case SIGN -> e.unary("Sign", x);
            case SQUARE -> e.binary("Mul", x, x);
            case EXP -> e.unary("Exp", x);
            case EXPM1 -> expm1(e, x);
            case LOG -> e.unary("Log", x);
            case LOG1P -> log1p(e, x);
            case LOG2 -> e.binary("Mul", e.unary("Log", x), 1 / Math.log(2));
            case SQRT -> e.unary("Sqrt", x);
            case RSQRT -> e.unary("Reciprocal", e.unary("Sqrt", x));
            case RECIPROCAL -> e.unary("Reciprocal", x);
            case SIN -> e.unary("Sin", x);
            case COS -> e.unary("Cos", x);
            case TAN -> e.unary("Tan", x);
            case ASIN -> e.unary("Asin", x);
            case ACOS -> e.unary("Acos", x);
            case ATAN -> e.unary("Atan", x);
            case SINH -> e.unary("Sinh", x);
            case COSH -> e.unary("Cosh", x);
            case ASINH -> e.unary("Asinh", x);
            case ACOSH -> e.unary("Acosh", x);
            case ATANH -> e.unary("Atanh", x);
            case TANH -> e.unary("Tanh", x);
            case SIGMOID -> e.unary("Sigmoid", x);
            case ERF -> e.unary("Erf", x);
            case FLOOR -> e.unary("Floor", x);
            case CEIL -> e.unary("Ceil", x);
            case ROUND -> e.unary("Round", x);
            case TRUNC -> e.where(e.compare("Less", x, 0), e.unary("Ceil", x), e.unary("Floor", x));
            case NOT -> e.unary("Not", x);
        };
    }

    /** Near 0, where {@code eˣ − 1} cancels: {@code 2t / (1 − t)} with {@code t = tanh(x/2)}. */
    private static Ref expm1(Emitter e, Ref x) {
        Ref t = e.unary("Tanh", e.binary("Mul", x, 0.5));
        Ref near = e.binary("Div", e.binary("Add", t, t), e.binary("Sub", e.number(x.dtype(), 1), t));
        Ref far = e.binary("Sub", e.unary("Exp", x), 1);
        return e.where(e.compare("Less", e.unary("Abs", x), 0.5), near, far);
    }

    /** Near 0: {@code ln(u) · x / (u − 1)} with {@code u = 1 + x} as rounded, in which the rounding error of u cancels. */
    private static Ref log1p(Emitter e, Ref x) {
        Ref u = e.binary("Add", x, 1), log = e.unary("Log", u);
        Ref corrected = e.binary("Mul", log, e.binary("Div", x, e.binary("Sub", u, 1)));
        Ref near = e.where(e.compare("Equal", u, 1), x, corrected);
        return e.where(e.compare("Less", e.unary("Abs", x), 0.5), near, log);
    }

    static Ref binary(Emitter e, BinaryKind kind, Ref a, Ref b) {
        return switch (kind) {
            case ADD -> e.binary("Add", a, b);
            case SUB -> e.binary("Sub", a, b);
            case MUL -> e.binary("Mul", a, b);
            case DIV -> e.binary("Div", a, b);
            case POW -> e.binary("Pow", a, b);
            case MAX -> e.binary("Max", a, b);
            case MIN -> e.binary("Min", a, b);
            case MOD -> a.dtype().isFloating() ? modulo(e, a, b) : e.binary("Mod", a, b);
            case ATAN2 -> angle(e, a, b);
            case AND -> e.binary("And", a, b);
            case OR -> e.binary("Or", a, b);
            case XOR -> e.binary("Xor", a, b);
        };
    }

    /** The standard's floating remainder has the sign of the dividend; ours has that of the divisor. */
    private static Ref modulo(Emitter e, Ref a, Ref b) {
        Ref remainder = e.node("Mod", a, b).with("fmod", 1).to(a.type().with(org.ventral.tensor.Shape.broadcast(a.shape(), b.shape())));
        Ref signsDiffer = e.binary("Xor", e.compare("Less", remainder, 0), e.compare("Less", b, 0));
        Ref adjust = e.binary("And", signsDiffer, e.unary("Not", e.compare("Equal", remainder, 0)));
        return e.where(adjust, e.binary("Add", remainder, b), remainder);
    }

    /** The arc tangent of y/x, moved by π where x is negative; on the axis itself ±π/2. */
    private static Ref angle(Emitter e, Ref y, Ref x) {
        Ref quotient = e.unary("Atan", e.binary("Div", y, x));
        Ref below = e.compare("Less", y, 0);
        Ref left = e.binary("Add", quotient, e.where(below, e.number(y.dtype(), -Math.PI), e.number(y.dtype(), Math.PI)));
        Ref onAxis = e.binary("Mul", e.unary("Sign", y), Math.PI / 2);
        Ref turned = e.where(e.compare("Less", x, 0), left, quotient);
        return e.where(e.compare("Equal", x, 0), onAxis, turned);
    }

    static Ref compare(Emitter e, CompareKind kind, Ref a, Ref b) {
        return switch (kind) {
            case EQ -> e.compare("Equal", a, b);
            case NE -> e.unary("Not", e.compare("Equal", a, b));
            case LT -> e.compare("Less", a, b);
            case LE -> e.compare("LessOrEqual", a, b);
            case GT -> e.compare("Greater", a, b);
            case GE -> e.compare("GreaterOrEqual", a, b);
        };
    }

    /** The standard leaves open what "not a number" becomes as an integer; ours says 0. */
    static Ref cast(Emitter e, Ref x, DType to) {
        if (x.dtype() == DType.BFLOAT16 && to != DType.FLOAT32 && to != DType.BFLOAT16) return cast(e, e.cast(x, DType.FLOAT32), to);
        return x.dtype() == to ? e.unary("Identity", x) : e.cast(x, to);
    }
}
