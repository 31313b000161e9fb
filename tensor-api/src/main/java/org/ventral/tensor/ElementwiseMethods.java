package org.ventral.tensor;

import org.ventral.tensor.op.Binary;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Compare;
import org.ventral.tensor.op.CompareKind;
import org.ventral.tensor.op.Unary;
import org.ventral.tensor.op.UnaryKind;
import org.ventral.tensor.op.Where;

/**
 * Functions of each element by itself. In the descriptions x is this tensor and y the operand; both are broadcast to one shape and
 * promoted to one dtype. A plain number takes the dtype of the tensor, but makes an integer tensor float32 if it has a fraction.
 */
public sealed interface ElementwiseMethods permits Tensor {
    /** This tensor. */
    Tensor self();

    /** {@code -x}. */
    default Tensor neg() {
        return Ops.apply(new Unary(UnaryKind.NEG), self());
    }

    /** {@code |x|}. */
    default Tensor abs() {
        return Ops.apply(new Unary(UnaryKind.ABS), self());
    }

    /** -1, 0 or 1 by sign; its gradient is 0. */
    default Tensor sign() {
        return Ops.apply(new Unary(UnaryKind.SIGN), self());
    }

    /** {@code x²}. */
    default Tensor square() {
        return Ops.apply(new Unary(UnaryKind.SQUARE), self());
    }

    /** {@code eˣ}. */
    default Tensor exp() {
        return Ops.apply(new Unary(UnaryKind.EXP), self());
    }

    /** {@code eˣ − 1}, exact near 0. */
    default Tensor expm1() {
        return Ops.apply(new Unary(UnaryKind.EXPM1), self());
    }

    /** Natural logarithm. */
    default Tensor log() {
        return Ops.apply(new Unary(UnaryKind.LOG), self());
    }

    /** {@code ln(1 + x)}, exact near 0. */
    default Tensor log1p() {
        return Ops.apply(new Unary(UnaryKind.LOG1P), self());
    }

    /** Logarithm to base 2. */
    default Tensor log2() {
        return Ops.apply(new Unary(UnaryKind.LOG2), self());
    }

    /** Square root. */
    default Tensor sqrt() {
        return Ops.apply(new Unary(UnaryKind.SQRT), self());
    }

    /** {@code 1 / √x}. */
    default Tensor rsqrt() {
        return Ops.apply(new Unary(UnaryKind.RSQRT), self());
    }

    /** {@code 1 / x}. */
    default Tensor reciprocal() {
        return Ops.apply(new Unary(UnaryKind.RECIPROCAL), self());
    }

    /** Sine. */
    default Tensor sin() {
        return Ops.apply(new Unary(UnaryKind.SIN), self());
    }

    /** Cosine. */
    default Tensor cos() {
        return Ops.apply(new Unary(UnaryKind.COS), self());
    }

    /** Tangent. */
    default Tensor tan() {
        return Ops.apply(new Unary(UnaryKind.TAN), self());
    }

    /** Arc sine. */
    default Tensor asin() {
        return Ops.apply(new Unary(UnaryKind.ASIN), self());
    }

    /** Arc cosine. */
    default Tensor acos() {
        return Ops.apply(new Unary(UnaryKind.ACOS), self());
    }

    /** Arc tangent. */
    default Tensor atan() {
        return Ops.apply(new Unary(UnaryKind.ATAN), self());
    }

    /** Hyperbolic sine. */
    default Tensor sinh() {
        return Ops.apply(new Unary(UnaryKind.SINH), self());
    }

    /** Hyperbolic cosine. */
    default Tensor cosh() {
        return Ops.apply(new Unary(UnaryKind.COSH), self());
    }

    /** Inverse hyperbolic sine. */
    default Tensor asinh() {
        return Ops.apply(new Unary(UnaryKind.ASINH), self());
    }

    /** Inverse hyperbolic cosine. */
    default Tensor acosh() {
        return Ops.apply(new Unary(UnaryKind.ACOSH), self());
    }

    /** Inverse hyperbolic tangent. */
    default Tensor atanh() {
        return Ops.apply(new Unary(UnaryKind.ATANH), self());
    }

    /** Hyperbolic tangent. */
    default Tensor tanh() {
        return Ops.apply(new Unary(UnaryKind.TANH), self());
    }

    /** Logistic function {@code 1 / (1 + e⁻ˣ)}. */
    default Tensor sigmoid() {
        return Ops.apply(new Unary(UnaryKind.SIGMOID), self());
    }

    /** Error function. */
    default Tensor erf() {
        return Ops.apply(new Unary(UnaryKind.ERF), self());
    }

    /** Largest integer not above; its gradient is 0. */
    default Tensor floor() {
        return Ops.apply(new Unary(UnaryKind.FLOOR), self());
    }

    /** Smallest integer not below; its gradient is 0. */
    default Tensor ceil() {
        return Ops.apply(new Unary(UnaryKind.CEIL), self());
    }

    /** Nearest integer, halves to even; its gradient is 0. */
    default Tensor round() {
        return Ops.apply(new Unary(UnaryKind.ROUND), self());
    }

    /** Integer part; its gradient is 0. */
    default Tensor trunc() {
        return Ops.apply(new Unary(UnaryKind.TRUNC), self());
    }

    /** Logical negation of bool. */
    default Tensor not() {
        return Ops.apply(new Unary(UnaryKind.NOT), self());
    }

    /** {@code x + y}. */
    default Tensor add(Tensor y) {
        return Promotion.binary(BinaryKind.ADD, self(), y);
    }

    /** {@code x + y}. */
    default Tensor add(double y) {
        return add(Promotion.constant(self(), y));
    }

    /** {@code x − y}. */
    default Tensor sub(Tensor y) {
        return Promotion.binary(BinaryKind.SUB, self(), y);
    }

    /** {@code x − y}. */
    default Tensor sub(double y) {
        return sub(Promotion.constant(self(), y));
    }

    /** {@code x · y}, elementwise. */
    default Tensor mul(Tensor y) {
        return Promotion.binary(BinaryKind.MUL, self(), y);
    }

    /** {@code x · y}, elementwise. */
    default Tensor mul(double y) {
        return mul(Promotion.constant(self(), y));
    }

    /** {@code x / y}; integers truncate towards zero. */
    default Tensor div(Tensor y) {
        return Promotion.binary(BinaryKind.DIV, self(), y);
    }

    /** {@code x / y}; integers truncate towards zero. */
    default Tensor div(double y) {
        return div(Promotion.constant(self(), y));
    }

    /** {@code xʸ}. */
    default Tensor pow(Tensor y) {
        return Promotion.binary(BinaryKind.POW, self(), y);
    }

    /** {@code xʸ}. */
    default Tensor pow(double y) {
        return pow(Promotion.constant(self(), y));
    }

    /** The larger of both; at a tie each gets half of the gradient. */
    default Tensor maximum(Tensor y) {
        return Promotion.binary(BinaryKind.MAX, self(), y);
    }

    /** The larger of both; at a tie each gets half of the gradient. */
    default Tensor maximum(double y) {
        return maximum(Promotion.constant(self(), y));
    }

    /** The smaller of both; at a tie each gets half of the gradient. */
    default Tensor minimum(Tensor y) {
        return Promotion.binary(BinaryKind.MIN, self(), y);
    }

    /** The smaller of both; at a tie each gets half of the gradient. */
    default Tensor minimum(double y) {
        return minimum(Promotion.constant(self(), y));
    }

    /** Remainder with the sign of y. */
    default Tensor mod(Tensor y) {
        return Promotion.binary(BinaryKind.MOD, self(), y);
    }

    /** Remainder with the sign of y. */
    default Tensor mod(double y) {
        return mod(Promotion.constant(self(), y));
    }

    /** Angle of the point (y, x): {@code atan(x / y)} in the right quadrant. */
    default Tensor atan2(Tensor y) {
        return Promotion.binary(BinaryKind.ATAN2, self(), y);
    }

    /** Angle of the point (y, x): {@code atan(x / y)} in the right quadrant. */
    default Tensor atan2(double y) {
        return atan2(Promotion.constant(self(), y));
    }

    /** Whether both; bool operands. */
    default Tensor and(Tensor y) {
        return Ops.apply(new Binary(BinaryKind.AND), self(), y);
    }

    /** Whether either; bool operands. */
    default Tensor or(Tensor y) {
        return Ops.apply(new Binary(BinaryKind.OR), self(), y);
    }

    /** Whether one but not both; bool operands. */
    default Tensor xor(Tensor y) {
        return Ops.apply(new Binary(BinaryKind.XOR), self(), y);
    }

    /** Whether {@code x = y}, as bool. */
    default Tensor eq(Tensor y) {
        return Promotion.compare(CompareKind.EQ, self(), y);
    }

    /** Whether {@code x = y}, as bool. */
    default Tensor eq(double y) {
        return eq(Promotion.constant(self(), y));
    }

    /** Whether {@code x ≠ y}, as bool. */
    default Tensor ne(Tensor y) {
        return Promotion.compare(CompareKind.NE, self(), y);
    }

    /** Whether {@code x ≠ y}, as bool. */
    default Tensor ne(double y) {
        return ne(Promotion.constant(self(), y));
    }

    /** Whether {@code x < y}, as bool. */
    default Tensor lt(Tensor y) {
        return Promotion.compare(CompareKind.LT, self(), y);
    }

    /** Whether {@code x < y}, as bool. */
    default Tensor lt(double y) {
        return lt(Promotion.constant(self(), y));
    }

    /** Whether {@code x ≤ y}, as bool. */
    default Tensor le(Tensor y) {
        return Promotion.compare(CompareKind.LE, self(), y);
    }

    /** Whether {@code x ≤ y}, as bool. */
    default Tensor le(double y) {
        return le(Promotion.constant(self(), y));
    }

    /** Whether {@code x > y}, as bool. */
    default Tensor gt(Tensor y) {
        return Promotion.compare(CompareKind.GT, self(), y);
    }

    /** Whether {@code x > y}, as bool. */
    default Tensor gt(double y) {
        return gt(Promotion.constant(self(), y));
    }

    /** Whether {@code x ≥ y}, as bool. */
    default Tensor ge(Tensor y) {
        return Promotion.compare(CompareKind.GE, self(), y);
    }

    /** Whether {@code x ≥ y}, as bool. */
    default Tensor ge(double y) {
        return ge(Promotion.constant(self(), y));
    }

    /** Elements of {@code a} where this bool tensor holds, else of {@code b}. */
    default Tensor where(Tensor a, Tensor b) {
        DType common = Promotion.common("Where", a, b);
        return Ops.apply(new Where(), self(), a.cast(common), b.cast(common));
    }

    /** Elements of {@code a} where this bool tensor holds, else the number. */
    default Tensor where(Tensor a, double b) {
        return where(a, Promotion.constant(a, b));
    }

    /** The number where the bool mask holds, else the elements of this tensor. */
    default Tensor maskedFill(Tensor mask, double value) {
        return Ops.apply(new Where(), mask, Promotion.constant(self(), value), self());
    }

    /** Elements limited to {@code [low, high]}; the gradient is 0 outside. */
    default Tensor clip(double low, double high) {
        if (low > high) throw new IllegalArgumentException("clip: the limits " + low + " and " + high + " are the wrong way round");
        Tensor inside = self().detach().ge(low).and(self().detach().le(high));
        return inside.where(self(), self().detach().maximum(low).minimum(high));
    }

    /** Whether an element is NaN, as bool. */
    default Tensor isNaN() {
        return Ops.apply(new Compare(CompareKind.NE), self(), self());
    }

    /** Whether an element is infinite, as bool. */
    default Tensor isInfinite() {
        return self().abs().eq(Double.POSITIVE_INFINITY);
    }

    /** {@code number − x}. */
    default Tensor subFrom(double number) {
        return Promotion.constant(self(), number).sub(self());
    }

    /** {@code number / x}. */
    default Tensor divInto(double number) {
        return Promotion.constant(self(), number).div(self());
    }
}
