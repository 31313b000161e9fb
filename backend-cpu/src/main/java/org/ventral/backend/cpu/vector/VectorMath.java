package org.ventral.backend.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
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
 * {@link FloatMath} on spans of whole vectors: the same operations in the same order, hence the same bits.
 *
 * <p>Each function is one loop that calls nothing but the Vector API, here and everywhere in this package. The compiler stops inlining when what it compiles
 * has grown to a number of nodes (NodeCountInliningCutoff, about 50 vector operations, those of the callers included). The Vector API's own methods are exempt
 * from that; ours are not, however small. A formula in a method of its own is therefore left out of the loop now and then, when the loop has been inlined into a
 * large caller: each of its vectors is then an object, and the kernel takes ten to a hundred times as long for the rest of the run. Functions made of others
 * run as several loops with a strip between them that stays in the first-level cache.
 *
 * <p>The longest and most used formulas take two vectors in each turn. The second one fills the waits of the first, and shares the reads of the constants, more than registers can
 * hold: that makes them a fifth to a third faster. A method without a loop takes the vector left over where their number is odd.
 */
final class VectorMath {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final int LANES = FLOATS.length();

    /** Turns a vector by some lanes. */
    private static final VectorShuffle<Float> BY_8 = FLOATS.iotaShuffle(8, 1, true), BY_4 = FLOATS.iotaShuffle(4, 1, true);
    private static final VectorShuffle<Float> BY_2 = FLOATS.iotaShuffle(2, 1, true), BY_1 = FLOATS.iotaShuffle(1, 1, true);

    /* The constants as vectors: fewer nodes for the compiler than a broadcast in the formula. */
    private static final FloatVector V_EXP_LARGEST = all(EXP_LARGEST), V_EXP_SMALLEST = all(EXP_SMALLEST), V_LOG2E = all(LOG2E);
    private static final FloatVector V_ROUNDER = all(ROUNDER), V_MINUS_LN2_LOW = all(-LN2_LOW), V_MINUS_LN2_HIGH = all(-LN2_HIGH), V_E4 = all(E4);
    private static final FloatVector V_E3 = all(E3), V_E2 = all(E2), V_E1 = all(E1), V_E0 = all(E0), ONE = all(1f);
    private static final FloatVector V_EXPM1_SMALLEST = all(EXPM1_SMALLEST), HALF = all(0.5f), ZERO = all(0f), V_MIN_NORMAL = all(Float.MIN_NORMAL);
    private static final FloatVector SHIFT_FACTOR = all(0x1p23f), SHIFT = all(23f), V_L8 = all(L8), V_L7 = all(L7), V_L6 = all(L6), V_L5 = all(L5);
    private static final FloatVector V_L4 = all(L4), V_L3 = all(L3), V_L2 = all(L2), V_L1 = all(L1), V_L0 = all(L0), V_LN2_LOW = all(LN2_LOW);
    private static final FloatVector MINUS_HALF = all(-0.5f), V_LN2_HIGH = all(LN2_HIGH), V_INFINITY = all(Float.POSITIVE_INFINITY);
    private static final FloatVector V_MINUS_INFINITY = all(Float.NEGATIVE_INFINITY), V_NAN = all(Float.NaN);
    private static final FloatVector V_TANH_LARGEST_SQUARE = all(TANH_LARGEST_SQUARE), V_EXP_SMALLEST_NORMAL = all(EXP_SMALLEST_NORMAL);
    private static final FloatVector V_T4 = all(T4), V_T3 = all(T3), V_T2 = all(T2), V_T1 = all(T1), V_U4 = all(U4), V_U3 = all(U3), V_U2 = all(U2);
    private static final FloatVector V_U1 = all(U1), V_ERF_LARGEST = all(ERF_LARGEST), V_R5 = all(R5), V_R4 = all(R4), V_R3 = all(R3), V_R2 = all(R2);
    private static final FloatVector V_R1 = all(R1), V_R0 = all(R0), V_S5 = all(S5), V_S4 = all(S4), V_S3 = all(S3), V_S2 = all(S2), V_S1 = all(S1);
    private static final FloatVector V_NORMAL_LARGEST = all(NORMAL_LARGEST), V_M3 = all(M3), V_M2 = all(M2), V_M1 = all(M1), V_N4 = all(N4);
    private static final FloatVector V_N3 = all(N3), V_N2 = all(N2), V_N1 = all(N1), V_BELL_LOG2 = all(BELL_LOG2), V_B5 = all(B5), V_B4 = all(B4);
    private static final FloatVector V_B3 = all(B3), V_B2 = all(B2), V_B1 = all(B1), V_GELU_CUBIC = all(GELU_CUBIC);
    private static final FloatVector V_ROOT_2_OVER_PI = all(ROOT_2_OVER_PI), V_NORMAL_PEAK = all(NORMAL_PEAK);
    private static final FloatVector V_3_GELU_CUBIC = all(3f * GELU_CUBIC), V_2_ROOT_2_OVER_PI = all(2f * ROOT_2_OVER_PI);

    private static final FloatVector V_MINUS_GELU_LARGEST = all(-GELU_LARGEST), V_GELU_CENTRE = all(GELU_CENTRE), V_G12 = all(G12), V_G11 = all(G11);
    private static final FloatVector V_G10 = all(G10), V_G9 = all(G9), V_G8 = all(G8), V_G7 = all(G7), V_G6 = all(G6), V_G5 = all(G5), V_G4 = all(G4), V_G3 = all(G3);
    private static final FloatVector V_G2 = all(G2), V_G1 = all(G1), V_G0 = all(G0);

    private static final int SIGN = 0x80000000;
    /** What the loops over pairs of vectors take at a time. */
    private static final int PAIR = 2 * LANES;

    private VectorMath() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** y = e^(sign · x - shift), where {@code sign} is 1 or -1; answers the sum of the results. */
    static float exp(float sign, float shift, float[] x, int xo, float[] y, int yo, int n) {
        FloatVector sum = broadcast(FLOATS, 0f);
        for (int i = 0; i < n; i += LANES) {
            FloatVector c = fromArray(FLOATS, x, xo + i).fma(broadcast(FLOATS, sign), broadcast(FLOATS, -shift));
            c = c.blend(V_EXP_LARGEST, c.compare(GT, V_EXP_LARGEST));
            c = c.blend(V_EXP_SMALLEST, c.compare(LT, V_EXP_SMALLEST));
            FloatVector shifted = c.fma(V_LOG2E, V_ROUNDER);
            FloatVector whole = shifted.sub(V_ROUNDER);
            FloatVector r = whole.fma(V_MINUS_LN2_LOW, whole.fma(V_MINUS_LN2_HIGH, c));
            FloatVector q = V_E4.fma(r, V_E3).fma(r, V_E2).fma(r, V_E1).fma(r, V_E0);
            FloatVector p = q.fma(r, ONE).fma(r, ONE);
            IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
            IntVector half = exponent.lanewise(ASHR, 1);
            FloatVector e = p.mul(half.add(127).lanewise(LSHL, 23).reinterpretAsFloats())
                .mul(exponent.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats());
            e.intoArray(y, yo + i);
            sum = sum.add(e);
        }
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));             // not by the method of that name: what a loop adds up is boxed all along where a call is left at its end
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        return LANES > 1 ? sum.add(sum.rearrange(BY_1)).lane(0) : sum.lane(0);
    }

    /** y = e^(x - shift), or 0 where that is no normal number ({@link FloatMath#expOrZero}); answers the sum of the results. */
    static float expOrZero(float shift, float[] x, int xo, float[] y, int yo, int n) {
        int pairs = n & -PAIR;
        float sum = pairs > 0 ? expOrZeroPairs(shift, x, xo, y, yo, pairs) : 0f;
        return pairs < n ? sum + expOrZeroLast(shift, x, xo + pairs, y, yo + pairs) : sum;
    }

    private static float expOrZeroPairs(float shift, float[] x, int xo, float[] y, int yo, int n) {
        FloatVector sum = broadcast(FLOATS, 0f);
        for (int i = 0; i < n; i += PAIR) {
            FloatVector c0 = fromArray(FLOATS, x, xo + i).sub(shift), shifted0 = c0.fma(V_LOG2E, V_ROUNDER), whole0 = shifted0.sub(V_ROUNDER);
            FloatVector c1 = fromArray(FLOATS, x, xo + i + LANES).sub(shift), shifted1 = c1.fma(V_LOG2E, V_ROUNDER), whole1 = shifted1.sub(V_ROUNDER);
            FloatVector r0 = whole0.fma(V_MINUS_LN2_LOW, whole0.fma(V_MINUS_LN2_HIGH, c0));
            FloatVector r1 = whole1.fma(V_MINUS_LN2_LOW, whole1.fma(V_MINUS_LN2_HIGH, c1));
            FloatVector q0 = V_E4.fma(r0, V_E3).fma(r0, V_E2).fma(r0, V_E1).fma(r0, V_E0);
            FloatVector q1 = V_E4.fma(r1, V_E3).fma(r1, V_E2).fma(r1, V_E1).fma(r1, V_E0);
            FloatVector p0 = q0.fma(r0, ONE).fma(r0, ONE).mul(shifted0.reinterpretAsInts().lanewise(LSHL, 23).add(ONE_BITS).reinterpretAsFloats());
            FloatVector p1 = q1.fma(r1, ONE).fma(r1, ONE).mul(shifted1.reinterpretAsInts().lanewise(LSHL, 23).add(ONE_BITS).reinterpretAsFloats());
            FloatVector e0 = p0.blend(ZERO, c0.compare(LT, V_EXP_SMALLEST_NORMAL));
            FloatVector e1 = p1.blend(ZERO, c1.compare(LT, V_EXP_SMALLEST_NORMAL));
            e0.intoArray(y, yo + i);
            e1.intoArray(y, yo + i + LANES);
            sum = sum.add(e0);
            sum = sum.add(e1);
        }
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        return LANES > 1 ? sum.add(sum.rearrange(BY_1)).lane(0) : sum.lane(0);
    }

    private static float expOrZeroLast(float shift, float[] x, int xo, float[] y, int yo) {
        FloatVector c = fromArray(FLOATS, x, xo).sub(shift), shifted = c.fma(V_LOG2E, V_ROUNDER), whole = shifted.sub(V_ROUNDER);
        FloatVector r = whole.fma(V_MINUS_LN2_LOW, whole.fma(V_MINUS_LN2_HIGH, c));
        FloatVector q = V_E4.fma(r, V_E3).fma(r, V_E2).fma(r, V_E1).fma(r, V_E0);
        FloatVector p = q.fma(r, ONE).fma(r, ONE).mul(shifted.reinterpretAsInts().lanewise(LSHL, 23).add(ONE_BITS).reinterpretAsFloats());
        FloatVector e = p.blend(ZERO, c.compare(LT, V_EXP_SMALLEST_NORMAL));
        e.intoArray(y, yo);
        return sum(e);
    }

    static void expm1(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            FloatVector c = v.blend(V_EXP_LARGEST, v.compare(GT, V_EXP_LARGEST));
            c = c.blend(V_EXPM1_SMALLEST, c.compare(LT, V_EXPM1_SMALLEST));
            FloatVector shifted = c.fma(V_LOG2E, V_ROUNDER);
            FloatVector whole = shifted.sub(V_ROUNDER);
            FloatVector r = whole.fma(V_MINUS_LN2_LOW, whole.fma(V_MINUS_LN2_HIGH, c));
            FloatVector q = V_E4.fma(r, V_E3).fma(r, V_E2).fma(r, V_E1).fma(r, V_E0);
            FloatVector p = q.mul(r).fma(r, r);
            FloatVector scale = shifted.reinterpretAsInts().sub(ROUNDER_BITS - 126).lanewise(LSHL, 23).reinterpretAsFloats();
            FloatVector half = p.fma(scale, scale.sub(HALF));
            half.add(half).blend(v, v.compare(EQ, ZERO)).intoArray(y, yo + i);
        }
    }

    static void log(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            VectorMask<Float> small = v.compare(LT, V_MIN_NORMAL);
            IntVector k = v.blend(v.mul(SHIFT_FACTOR), small).reinterpretAsInts().sub(ROOT_HALF_BITS);
            FloatVector e = (FloatVector) k.lanewise(ASHR, 23).convertShape(VectorOperators.I2F, FLOATS, 0);
            e = e.sub(ZERO.blend(SHIFT, small));
            FloatVector f = k.and(0x7FFFFF).add(ROOT_HALF_BITS).reinterpretAsFloats().sub(ONE);
            FloatVector q = V_L8.fma(f, V_L7).fma(f, V_L6).fma(f, V_L5).fma(f, V_L4);
            q = q.fma(f, V_L3).fma(f, V_L2).fma(f, V_L1).fma(f, V_L0);
            FloatVector square = f.mul(f);
            FloatVector z = e.fma(V_LN2_LOW, q.mul(f).mul(square));
            z = square.fma(MINUS_HALF, z).add(f);
            z = e.fma(V_LN2_HIGH, z);
            z = v.blend(z, v.compare(LT, V_INFINITY));
            z = z.blend(V_MINUS_INFINITY, v.compare(EQ, ZERO));
            z.blend(V_NAN, v.compare(LT, ZERO)).intoArray(y, yo + i);
        }
    }

    static void tanh(float[] x, int xo, float[] y, int yo, int n) {
        int pairs = n & -PAIR;
        tanhPairs(x, xo, y, yo, pairs);
        if (pairs < n) tanhLast(x, xo + pairs, y, yo + pairs);
    }

    private static void tanhPairs(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += PAIR) {
            FloatVector v0 = fromArray(FLOATS, x, xo + i), square0 = v0.mul(v0);
            FloatVector v1 = fromArray(FLOATS, x, xo + i + LANES), square1 = v1.mul(v1);
            VectorMask<Float> one0 = square0.compare(GT, V_TANH_LARGEST_SQUARE);
            VectorMask<Float> one1 = square1.compare(GT, V_TANH_LARGEST_SQUARE);
            FloatVector s0 = square0.blend(V_TANH_LARGEST_SQUARE, one0);
            FloatVector s1 = square1.blend(V_TANH_LARGEST_SQUARE, one1);
            FloatVector p0 = V_T4.fma(s0, V_T3).fma(s0, V_T2).fma(s0, V_T1).fma(s0, ONE), q0 = V_U4.fma(s0, V_U3).fma(s0, V_U2).fma(s0, V_U1).fma(s0, ONE);
            FloatVector p1 = V_T4.fma(s1, V_T3).fma(s1, V_T2).fma(s1, V_T1).fma(s1, ONE), q1 = V_U4.fma(s1, V_U3).fma(s1, V_U2).fma(s1, V_U1).fma(s1, ONE);
            FloatVector sign0 = v0.reinterpretAsInts().and(SIGN).or(ONE_BITS).reinterpretAsFloats();
            FloatVector sign1 = v1.reinterpretAsInts().and(SIGN).or(ONE_BITS).reinterpretAsFloats();
            v0.mul(p0).div(q0).blend(sign0, one0).intoArray(y, yo + i);
            v1.mul(p1).div(q1).blend(sign1, one1).intoArray(y, yo + i + LANES);
        }
    }

    private static void tanhLast(float[] x, int xo, float[] y, int yo) {
        FloatVector v = fromArray(FLOATS, x, xo), square = v.mul(v);
        VectorMask<Float> one = square.compare(GT, V_TANH_LARGEST_SQUARE);
        FloatVector s = square.blend(V_TANH_LARGEST_SQUARE, one);
        FloatVector p = V_T4.fma(s, V_T3).fma(s, V_T2).fma(s, V_T1).fma(s, ONE), q = V_U4.fma(s, V_U3).fma(s, V_U2).fma(s, V_U1).fma(s, ONE);
        FloatVector sign = v.reinterpretAsInts().and(SIGN).or(ONE_BITS).reinterpretAsFloats();
        v.mul(p).div(q).blend(sign, one).intoArray(y, yo);
    }

    static void erf(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            VectorMask<Float> one = v.abs().compare(GT, V_ERF_LARGEST);
            FloatVector a = v.abs().blend(V_ERF_LARGEST, one);
            FloatVector s = a.mul(a);
            FloatVector p = V_R5.fma(s, V_R4).fma(s, V_R3).fma(s, V_R2).fma(s, V_R1).fma(s, V_R0);
            FloatVector q = V_S5.fma(s, V_S4).fma(s, V_S3).fma(s, V_S2).fma(s, V_S1).fma(s, ONE);
            FloatVector z = a.mul(p).div(q);
            z = z.blend(ONE, z.compare(GT, ONE)).blend(ONE, one);
            z.reinterpretAsInts().or(v.reinterpretAsInts().and(SIGN)).reinterpretAsFloats().intoArray(y, yo + i);
        }
    }

    static void gelu(float[] x, int xo, float[] y, int yo, int n) {
        int pairs = n & -PAIR;
        geluPairs(x, xo, y, yo, pairs);
        if (pairs < n) geluLast(x, xo + pairs, y, yo + pairs);
    }

    private static void geluPairs(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += PAIR) {
            FloatVector v0 = fromArray(FLOATS, x, xo + i), b0 = v0.reinterpretAsInts().or(SIGN).reinterpretAsFloats();
            FloatVector v1 = fromArray(FLOATS, x, xo + i + LANES), b1 = v1.reinterpretAsInts().or(SIGN).reinterpretAsFloats();
            FloatVector a0 = b0.blend(V_MINUS_GELU_LARGEST, b0.compare(LT, V_MINUS_GELU_LARGEST)), t0 = a0.add(V_GELU_CENTRE), s0 = t0.mul(t0);
            FloatVector a1 = b1.blend(V_MINUS_GELU_LARGEST, b1.compare(LT, V_MINUS_GELU_LARGEST)), t1 = a1.add(V_GELU_CENTRE), s1 = t1.mul(t1);
            FloatVector even0 = V_G12.fma(s0, V_G10).fma(s0, V_G8).fma(s0, V_G6).fma(s0, V_G4).fma(s0, V_G2);
            FloatVector even1 = V_G12.fma(s1, V_G10).fma(s1, V_G8).fma(s1, V_G6).fma(s1, V_G4).fma(s1, V_G2);
            FloatVector odd0 = V_G11.fma(s0, V_G9).fma(s0, V_G7).fma(s0, V_G5).fma(s0, V_G3).fma(s0, V_G1);
            FloatVector odd1 = V_G11.fma(s1, V_G9).fma(s1, V_G7).fma(s1, V_G5).fma(s1, V_G3).fma(s1, V_G1);
            FloatVector root0 = even0.fma(t0, odd0).fma(t0, V_G0), half0 = root0.mul(root0);
            FloatVector root1 = even1.fma(t1, odd1).fma(t1, V_G0), half1 = root1.mul(root1);
            a0.fma(half0.mul(half0), v0.blend(ZERO, v0.compare(LE, ZERO))).intoArray(y, yo + i);
            a1.fma(half1.mul(half1), v1.blend(ZERO, v1.compare(LE, ZERO))).intoArray(y, yo + i + LANES);
        }
    }

    private static void geluLast(float[] x, int xo, float[] y, int yo) {
        FloatVector v = fromArray(FLOATS, x, xo), b = v.reinterpretAsInts().or(SIGN).reinterpretAsFloats();
        FloatVector a = b.blend(V_MINUS_GELU_LARGEST, b.compare(LT, V_MINUS_GELU_LARGEST)), t = a.add(V_GELU_CENTRE), s = t.mul(t);
        FloatVector even = V_G12.fma(s, V_G10).fma(s, V_G8).fma(s, V_G6).fma(s, V_G4).fma(s, V_G2);
        FloatVector odd = V_G11.fma(s, V_G9).fma(s, V_G7).fma(s, V_G5).fma(s, V_G3).fma(s, V_G1);
        FloatVector root = even.fma(t, odd).fma(t, V_G0), half = root.mul(root);
        a.fma(half.mul(half), v.blend(ZERO, v.compare(LE, ZERO))).intoArray(y, yo);
    }

    /** The two factors of Φ(-|x|): e^(-a²/2) and Mills' ratio, where a is |x|, but at most 8. */
    static void normalTail(float[] x, int xo, float[] bell, int bo, float[] mills, int mo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector a = fromArray(FLOATS, x, xo + i).abs();
            a = a.blend(V_NORMAL_LARGEST, a.compare(GT, V_NORMAL_LARGEST));
            FloatVector square = a.mul(a);
            FloatVector shifted = square.fma(V_BELL_LOG2, V_ROUNDER);
            FloatVector f = square.fma(V_BELL_LOG2, V_ROUNDER.sub(shifted)), f2 = f.mul(f);
            FloatVector b = V_B5.fma(f, V_B4).fma(f2, V_B3.fma(f, V_B2)).fma(f2, V_B1.fma(f, ONE));
            b.mul(shifted.reinterpretAsInts().sub(ROUNDER_BITS - 127).lanewise(LSHL, 23).reinterpretAsFloats()).intoArray(bell, bo + i);
            FloatVector p = V_M3.fma(a, V_M2).fma(square, V_M1.fma(a, HALF));
            p.div(V_N4.fma(square, V_N3.fma(a, V_N2)).fma(square, V_N1.fma(a, ONE))).intoArray(mills, mo + i);
        }
    }

    /** The slope of GELU at x times g, given what {@link #normalTail} answers. */
    static void geluBack(float[] x, int xo, float[] bell, int bo, float[] mills, int mo, float[] g, int go, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i), a = v.abs(), b = fromArray(FLOATS, bell, bo + i);
            a = a.blend(V_NORMAL_LARGEST, a.compare(GT, V_NORMAL_LARGEST));
            FloatVector signed = a.reinterpretAsInts().or(v.reinterpretAsInts().and(SIGN)).reinterpretAsFloats();
            FloatVector tail = b.mul(fromArray(FLOATS, mills, mo + i));
            signed.fma(b.mul(V_NORMAL_PEAK), ONE.sub(tail).blend(tail, v.compare(LT, ZERO))).mul(fromArray(FLOATS, g, go + i)).intoArray(dx, dxo + i);
        }
    }

    /** The argument of the hyperbolic tangent in GELU's tanh form: √(2/π) (x + 0.044715 x³). */
    static void geluTanhArgument(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.mul(V_GELU_CUBIC).mul(v).fma(v, v).mul(V_ROOT_2_OVER_PI).intoArray(y, yo + i);
        }
    }

    /** Twice the derivative of that argument, times x. */
    static void geluTanhWeight(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = fromArray(FLOATS, x, xo + i);
            v.mul(V_3_GELU_CUBIC).fma(v, ONE).mul(V_2_ROOT_2_OVER_PI).mul(v).intoArray(y, yo + i);
        }
    }

    /** g times (σ + w σ (1 - σ)), where σ = σ(u), given e = e^-|u|. Only the sign of {@code u} is read. */
    static void sigmoidBack(float[] u, int uo, float[] w, int wo, float[] e, int eo, float[] g, int go, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector tail = fromArray(FLOATS, e, eo + i);
            FloatVector large = ONE.div(tail.add(ONE)), small = tail.mul(large);
            FloatVector slope = fromArray(FLOATS, w, wo + i).fma(small.mul(large), large.blend(small, fromArray(FLOATS, u, uo + i).compare(LT, ZERO)));
            slope.mul(fromArray(FLOATS, g, go + i)).intoArray(dx, dxo + i);
        }
    }

    static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        exp(-1f, 0f, x, xo, y, yo, n);
        logistic(y, yo, n);
    }

    /** y ← 1 / (1 + y). */
    private static void logistic(float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LANES) ONE.div(fromArray(FLOATS, y, yo + i).add(ONE)).intoArray(y, yo + i);
    }

    /** The sum of the lanes, pairwise. {@code reduceLanes} would not do: its order differs between interpreted and compiled code. */
    static float sum(FloatVector v) {
        FloatVector sum = v;
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        return LANES > 1 ? sum.add(sum.rearrange(BY_1)).lane(0) : sum.lane(0);
    }

    /** The largest lane. */
    static float largest(FloatVector v) {
        FloatVector m = v;
        if (LANES > 8) m = larger(m.rearrange(BY_8), m);
        if (LANES > 4) m = larger(m.rearrange(BY_4), m);
        if (LANES > 2) m = larger(m.rearrange(BY_2), m);
        return LANES > 1 ? larger(m.rearrange(BY_1), m).lane(0) : m.lane(0);
    }

    /** The larger of each pair; not {@code max}, which takes several times as long to get NaN and zeros right. */
    private static FloatVector larger(FloatVector x, FloatVector than) {
        return than.blend(x, x.compare(GT, than));
    }
}
