package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.ventral.backend.cpu.loops.FloatMath.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.ventral.backend.cpu.loops.FloatMath;

/**
 * {@link FloatMath} on vectors: the same operations in the same order, hence the same bits. Every method is small enough to be inlined into the loop
 * that calls it, so that no vector is ever boxed.
 */
final class VectorMath {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final int LANES = FLOATS.length();

    /** Turns a vector by some lanes. */
    private static final VectorShuffle<Float> BY_8 = FLOATS.iotaShuffle(8, 1, true), BY_4 = FLOATS.iotaShuffle(4, 1, true);
    private static final VectorShuffle<Float> BY_2 = FLOATS.iotaShuffle(2, 1, true), BY_1 = FLOATS.iotaShuffle(1, 1, true);

    /*
     * The constants as vectors. A broadcast in the formula would do the same, but the compiler stops inlining into a loop at a number of nodes
     * (NodeCountInliningCutoff, about 50 vector operations), and a vector that is then left boxed costs ten times the formula. For the same reason the
     * longest formulas come in two halves for two loops; shorter loops also overlap better in the processor.
     */
    private static final FloatVector V_EXP_LARGEST = all(EXP_LARGEST), V_EXP_SMALLEST = all(EXP_SMALLEST), V_LOG2E = all(LOG2E);
    private static final FloatVector V_ROUNDER = all(ROUNDER), V_MINUS_LN2_LOW = all(-LN2_LOW), V_MINUS_LN2_HIGH = all(-LN2_HIGH), V_E4 = all(E4);
    private static final FloatVector V_E3 = all(E3), V_E2 = all(E2), V_E1 = all(E1), V_E0 = all(E0), ONE = all(1f);
    private static final FloatVector V_EXPM1_SMALLEST = all(EXPM1_SMALLEST), HALF = all(0.5f), ZERO = all(0f), V_MIN_NORMAL = all(Float.MIN_NORMAL);
    private static final FloatVector SHIFT_FACTOR = all(0x1p23f), SHIFT = all(23f), V_L8 = all(L8), V_L7 = all(L7), V_L6 = all(L6), V_L5 = all(L5);
    private static final FloatVector V_L4 = all(L4), V_L3 = all(L3), V_L2 = all(L2), V_L1 = all(L1), V_L0 = all(L0), V_LN2_LOW = all(LN2_LOW);
    private static final FloatVector MINUS_HALF = all(-0.5f), V_LN2_HIGH = all(LN2_HIGH), V_INFINITY = all(Float.POSITIVE_INFINITY);
    private static final FloatVector V_MINUS_INFINITY = all(Float.NEGATIVE_INFINITY), V_NAN = all(Float.NaN), V_TANH_LARGEST = all(TANH_LARGEST);
    private static final FloatVector V_T4 = all(T4), V_T3 = all(T3), V_T2 = all(T2), V_T1 = all(T1), V_U4 = all(U4), V_U3 = all(U3), V_U2 = all(U2);
    private static final FloatVector V_U1 = all(U1), V_ERF_LARGEST = all(ERF_LARGEST), V_R5 = all(R5), V_R4 = all(R4), V_R3 = all(R3), V_R2 = all(R2);
    private static final FloatVector V_R1 = all(R1), V_R0 = all(R0), V_S5 = all(S5), V_S4 = all(S4), V_S3 = all(S3), V_S2 = all(S2), V_S1 = all(S1);
    private static final FloatVector V_NORMAL_LARGEST = all(NORMAL_LARGEST), V_M3 = all(M3), V_M2 = all(M2), V_M1 = all(M1), V_N4 = all(N4);
    private static final FloatVector V_N3 = all(N3), V_N2 = all(N2), V_N1 = all(N1), V_BELL_LOG2 = all(BELL_LOG2), V_B5 = all(B5), V_B4 = all(B4);
    private static final FloatVector V_B3 = all(B3), V_B2 = all(B2), V_B1 = all(B1), V_GELU_CUBIC = all(GELU_CUBIC);
    private static final FloatVector V_ROOT_2_OVER_PI = all(ROOT_2_OVER_PI), V_NORMAL_PEAK = all(NORMAL_PEAK), TWO = all(2f);
    private static final FloatVector V_3_GELU_CUBIC = all(3f * GELU_CUBIC), V_2_ROOT_2_OVER_PI = all(2f * ROOT_2_OVER_PI);

    private VectorMath() {}

    /** A vector of equal lanes. */
    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(V_EXP_LARGEST, x.compare(GT, V_EXP_LARGEST));
        c = c.blend(V_EXP_SMALLEST, c.compare(LT, V_EXP_SMALLEST));
        FloatVector shifted = c.fma(V_LOG2E, V_ROUNDER);
        FloatVector n = shifted.sub(V_ROUNDER);
        FloatVector r = n.fma(V_MINUS_LN2_LOW, n.fma(V_MINUS_LN2_HIGH, c));
        FloatVector q = V_E4.fma(r, V_E3).fma(r, V_E2).fma(r, V_E1).fma(r, V_E0);
        FloatVector p = q.fma(r, ONE).fma(r, ONE);
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
        IntVector half = exponent.lanewise(ASHR, 1);
        return p.mul(power(half.add(127))).mul(power(exponent.sub(half).add(127)));
    }

    static FloatVector expm1(FloatVector x) {
        FloatVector c = x.blend(V_EXP_LARGEST, x.compare(GT, V_EXP_LARGEST));
        c = c.blend(V_EXPM1_SMALLEST, c.compare(LT, V_EXPM1_SMALLEST));
        FloatVector shifted = c.fma(V_LOG2E, V_ROUNDER);
        FloatVector n = shifted.sub(V_ROUNDER);
        FloatVector r = n.fma(V_MINUS_LN2_LOW, n.fma(V_MINUS_LN2_HIGH, c));
        FloatVector q = V_E4.fma(r, V_E3).fma(r, V_E2).fma(r, V_E1).fma(r, V_E0);
        FloatVector p = q.mul(r).fma(r, r);
        FloatVector scale = power(shifted.reinterpretAsInts().sub(ROUNDER_BITS - 126));
        FloatVector y = p.fma(scale, scale.sub(HALF));
        return y.add(y).blend(x, x.compare(EQ, ZERO));
    }

    private static FloatVector power(IntVector biasedExponent) {
        return biasedExponent.lanewise(LSHL, 23).reinterpretAsFloats();
    }

    static FloatVector log(FloatVector x) {
        VectorMask<Float> small = x.compare(LT, V_MIN_NORMAL);
        IntVector k = x.blend(x.mul(SHIFT_FACTOR), small).reinterpretAsInts().sub(ROOT_HALF_BITS);
        FloatVector e = (FloatVector) k.lanewise(ASHR, 23).convertShape(VectorOperators.I2F, FLOATS, 0);
        e = e.sub(ZERO.blend(SHIFT, small));
        FloatVector f = k.and(0x7FFFFF).add(ROOT_HALF_BITS).reinterpretAsFloats().sub(ONE);
        FloatVector q = V_L8.fma(f, V_L7).fma(f, V_L6).fma(f, V_L5).fma(f, V_L4);
        q = q.fma(f, V_L3).fma(f, V_L2).fma(f, V_L1).fma(f, V_L0);
        FloatVector square = f.mul(f);
        FloatVector y = e.fma(V_LN2_LOW, q.mul(f).mul(square));
        y = square.fma(MINUS_HALF, y).add(f);
        y = e.fma(V_LN2_HIGH, y);
        y = x.blend(y, x.compare(LT, V_INFINITY));
        y = y.blend(V_MINUS_INFINITY, x.compare(EQ, ZERO));
        return y.blend(V_NAN, x.compare(LT, ZERO));
    }

    static FloatVector tanh(FloatVector x) {
        VectorMask<Float> one = x.abs().compare(GT, V_TANH_LARGEST);
        FloatVector a = x.abs().blend(V_TANH_LARGEST, one);
        FloatVector s = a.mul(a);
        FloatVector p = V_T4.fma(s, V_T3).fma(s, V_T2).fma(s, V_T1).fma(s, ONE);
        FloatVector q = V_U4.fma(s, V_U3).fma(s, V_U2).fma(s, V_U1).fma(s, ONE);
        FloatVector y = a.mul(p).div(q);
        return withSign(y.blend(ONE, y.compare(GT, ONE)).blend(ONE, one), x);
    }

    static FloatVector erf(FloatVector x) {
        VectorMask<Float> one = x.abs().compare(GT, V_ERF_LARGEST);
        FloatVector a = x.abs().blend(V_ERF_LARGEST, one);
        FloatVector s = a.mul(a);
        FloatVector p = V_R5.fma(s, V_R4).fma(s, V_R3).fma(s, V_R2).fma(s, V_R1).fma(s, V_R0);
        FloatVector q = V_S5.fma(s, V_S4).fma(s, V_S3).fma(s, V_S2).fma(s, V_S1).fma(s, ONE);
        FloatVector y = a.mul(p).div(q);
        return withSign(y.blend(ONE, y.compare(GT, ONE)).blend(ONE, one), x);
    }

    private static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
        return magnitude.reinterpretAsInts().or(sign.reinterpretAsInts().and(0x80000000)).reinterpretAsFloats();
    }

    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }

    /** e^-|x|, the first half of softplus and of the slope of SiLU. */
    static FloatVector tail(FloatVector x) {
        return exp(x.abs().neg());
    }

    /** Softplus of x, given its first half. */
    static FloatVector softplus(FloatVector x, FloatVector e) {
        FloatVector u = e.add(ONE);
        FloatVector lost = e.sub(u.sub(ONE));
        return x.blend(ZERO, x.compare(LE, ZERO)).add(log(u).add(lost.div(u)));
    }

    static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(ONE));
    }

    private static FloatVector normalArgument(FloatVector x) {
        FloatVector a = x.abs();
        return a.blend(V_NORMAL_LARGEST, a.compare(GT, V_NORMAL_LARGEST));
    }

    static FloatVector gelu(FloatVector x) {
        FloatVector a = normalArgument(x), square = a.mul(a);
        return bell(square).mul(mills(a, square)).fma(a.neg(), x.blend(ZERO, x.compare(LE, ZERO)));
    }

    /** The first half of the slope of GELU. */
    static FloatVector mills(FloatVector x) {
        FloatVector a = normalArgument(x);
        return mills(a, a.mul(a));
    }

    private static FloatVector mills(FloatVector a, FloatVector square) {
        FloatVector p = V_M3.fma(a, V_M2).fma(square, V_M1.fma(a, HALF));
        return p.div(V_N4.fma(square, V_N3.fma(a, V_N2)).fma(square, V_N1.fma(a, ONE)));
    }

    private static FloatVector bell(FloatVector square) {
        FloatVector shifted = square.fma(V_BELL_LOG2, V_ROUNDER);
        FloatVector f = square.fma(V_BELL_LOG2, V_ROUNDER.sub(shifted)), f2 = f.mul(f);
        FloatVector p = V_B5.fma(f, V_B4).fma(f2, V_B3.fma(f, V_B2)).fma(f2, V_B1.fma(f, ONE));
        return p.mul(power(shifted.reinterpretAsInts().sub(ROUNDER_BITS - 127)));
    }

    static FloatVector geluTanh(FloatVector x) {
        FloatVector h = x.mul(HALF);
        return h.fma(tanh(geluTanhArgument(x)), h);
    }

    private static FloatVector geluTanhArgument(FloatVector x) {
        return x.mul(V_GELU_CUBIC).mul(x).fma(x, x).mul(V_ROOT_2_OVER_PI);
    }

    /** The slope of GELU at x, given its first half. */
    static FloatVector geluSlope(FloatVector x, FloatVector mills) {
        FloatVector a = normalArgument(x);
        FloatVector bell = bell(a.mul(a)), tail = bell.mul(mills);
        return withSign(a, x).fma(bell.mul(V_NORMAL_PEAK), ONE.sub(tail).blend(tail, x.compare(LT, ZERO)));
    }

    /** The first half of the slope of GELU in its tanh form. */
    static FloatVector geluTanhTail(FloatVector x) {
        return exp(geluTanhArgument(x).mul(TWO).abs().neg());
    }

    /** That slope, given its first half. */
    static FloatVector geluTanhSlope(FloatVector x, FloatVector e) {
        FloatVector w = x.mul(V_3_GELU_CUBIC).fma(x, ONE).mul(V_2_ROOT_2_OVER_PI).mul(x);
        return sigmoidSlope(x, w, e);
    }

    /** The slope of SiLU at x, given e^-|x|. */
    static FloatVector siluSlope(FloatVector x, FloatVector e) {
        return sigmoidSlope(x, x, e);
    }

    private static FloatVector sigmoidSlope(FloatVector u, FloatVector w, FloatVector e) {
        FloatVector large = ONE.div(e.add(ONE)), small = e.mul(large);
        return w.fma(small.mul(large), large.blend(small, u.compare(LT, ZERO)));
    }

    /** The sum of the lanes, pairwise. {@code reduceLanes} would not do: its order differs between interpreted and compiled code. */
    static float sum(FloatVector v) {
        FloatVector sum = v;
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        return LANES > 1 ? sum.add(sum.rearrange(BY_1)).lane(0) : sum.lane(0);
    }

    /** The larger of each pair; not {@code max}, which takes several times as long to get NaN and zeros right. */
    static FloatVector larger(FloatVector x, FloatVector than) {
        return than.blend(x, x.compare(GT, than));
    }

    /** The largest lane. */
    static float largest(FloatVector v) {
        FloatVector m = v;
        if (LANES > 8) m = larger(m.rearrange(BY_8), m);
        if (LANES > 4) m = larger(m.rearrange(BY_4), m);
        if (LANES > 2) m = larger(m.rearrange(BY_2), m);
        return LANES > 1 ? larger(m.rearrange(BY_1), m).lane(0) : m.lane(0);
    }
}
