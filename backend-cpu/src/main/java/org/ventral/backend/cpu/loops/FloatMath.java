package org.ventral.backend.cpu.loops;

/**
 * The elementary functions of the CPU backend in single precision, one number at a time.
 *
 * <p>{@code VectorMath} evaluates the very same formulas, operation by operation, on vectors. Every operation in them (fused multiply-add,
 * multiply, divide, integer arithmetic on the bits) is exactly rounded, so a number gets the same bits whether it falls into a full vector,
 * into the tail of a span, or runs where the Vector API is absent.
 *
 * <p>The polynomials and rational functions were fitted to the functions in 30-digit arithmetic by reweighted least squares, which approaches the
 * smallest maximal relative error. That of the results is stated at each function. NaN gives NaN everywhere.
 */
public final class FloatMath {
    /** 1.5 · 2²³: adding it rounds to an integer, held in the low bits of the sum. */
    public static final float ROUNDER = 0x1.8p23f;
    /** The bits of {@link #ROUNDER}. */
    public static final int ROUNDER_BITS = 0x4B400000;
    /** The bits of 1. */
    public static final int ONE_BITS = 0x3F800000;
    /** 1 / ln 2. */
    public static final float LOG2E = 1.44269504f;
    /** ln 2 in two parts: the nearest float, and what it lacks. */
    public static final float LN2_HIGH = 0.693147182f;
    /** See {@link #LN2_HIGH}. */
    public static final float LN2_LOW = -1.90465430e-9f;
    /** Arguments of exp beyond these give infinity and zero. */
    public static final float EXP_LARGEST = 89f;
    /** See {@link #EXP_LARGEST}. */
    public static final float EXP_SMALLEST = -104f;
    /** Below this argument, where the result would have fewer digits than a normal number, {@link #expOrZero} gives 0. */
    public static final float EXP_SMALLEST_NORMAL = -87.3f;
    /** Below this argument expm1 is -1 in single precision. */
    public static final float EXPM1_SMALLEST = -20f;
    /** exp(r) = 1 + r + r² (E0 + E1 r + …) for |r| ≤ ln 2 / 2. */
    public static final float E0 = 0.49999994f, E1 = 0.166665211f, E2 = 0.041668389f, E3 = 0.00836871564f, E4 = 0.00138146023f;

    /** The bits of √½, where the mantissa of a logarithm's argument is cut. */
    public static final int ROOT_HALF_BITS = 0x3F3504F3;
    /** log(1 + f) = f - f²/2 + f³ (L0 + L1 f + …) for √½ ≤ 1 + f &lt; √2. */
    public static final float L0 = 0.333333135f, L1 = -0.250000089f, L2 = 0.200021192f, L3 = -0.166679963f, L4 = 0.142195523f,
        L5 = -0.124055892f, L6 = 0.118881628f, L7 = -0.116756514f, L8 = 0.0674663857f;

    /**
     * Where the argument's square is above this, beyond ± 8, tanh is taken as ± 1, which is wrong by 2.3e-7 at most. That is more than the rational function's error, whose
     * results can therefore not exceed 1.
     */
    public static final float TANH_LARGEST_SQUARE = 64f;
    /** tanh(x) = x (1 + T1 x² + …) / (1 + U1 x² + …). */
    public static final float T1 = 0.133826867f, T2 = 0.00349745783f, T3 = 2.06358254e-05f, T4 = 1.33842937e-08f;
    /** See {@link #T1}. */
    public static final float U1 = 0.467160076f, U2 = 0.0258843619f, U3 = 0.000328851747f, U4 = 7.79025072e-07f;

    /** From here on erf is 1 in single precision. */
    public static final float ERF_LARGEST = 3.92f;
    /** erf(x) = x (R0 + R1 x² + …) / (1 + S1 x² + …). */
    public static final float R0 = 1.12837923f, R1 = 0.189879701f, R2 = 0.0526793338f, R3 = 0.00374284643f, R4 = 0.000284339389f, R5 = 2.05388415e-06f;
    /** See {@link #R0}. */
    public static final float S1 = 0.501609445f, S2 = 0.113891453f, S3 = 0.0149240214f, S4 = 0.00115693349f, S5 = 3.81022874e-05f;

    /** -1 / (2 ln 2); it happens to be within 2e-8 of a float. */
    public static final float BELL_LOG2 = -0.721347520f;
    /** 2^f = 1 + B1 f + … for |f| ≤ ½. */
    public static final float B1 = 0.693147004f, B2 = 0.240222424f, B3 = 0.0555073395f, B4 = 0.00967153348f, B5 = 0.00132646994f;
    /** Beyond ± this the normal distribution function is taken as it is here, within 1e-15 of 0 and 1. */
    public static final float NORMAL_LARGEST = 8f;
    /** Φ(-a) = e^(-a²/2) (½ + M1 a + …) / (1 + N1 a + …) for 0 ≤ a ≤ 8: Mills' ratio of the normal distribution. */
    public static final float M1 = 0.344082713f, M2 = 0.109508127f, M3 = 0.0147291254f;
    /** See {@link #M1}. */
    public static final float N1 = 1.486045f, N2 = 0.904761255f, N3 = 0.274095833f, N4 = 0.0369335301f;

    /** Below minus this, GELU is taken as it is here. */
    public static final float GELU_LARGEST = 6.5f;
    /** Where the polynomial in {@link #G0} has its centre: there, at the small values, its rounding errors are least. */
    public static final float GELU_CENTRE = 2.25f;
    /**
     * Φ(-a) = (G0 + G1 t + …)⁴ for 0 ≤ a ≤ 6.5, t = 2.25 - a. The fourth root of Φ is smooth and falls from 0.84 to 0.0025 only, so that a polynomial of degree 12 fits it, where
     * Φ itself would need an exponential and a division. Fitted by least squares at Chebyshev's points, reweighted until the relative error of Φ is level up to a = 3; beyond, more
     * and more of it was allowed. Each coefficient was rounded to a float before those that follow it were fitted.
     */
    public static final float G0 = 0.33251217f, G1 = 0.21583381f, G2 = 0.03266622f, G3 = -0.008410924f, G4 = -0.0027479231f, G5 = 0.00013805965f,
        G6 = 0.0001275945f, G7 = 5.9337567e-06f, G8 = -3.4241148e-06f, G9 = -4.13972e-07f, G10 = 4.2560004e-08f, G11 = 1.06247935e-08f, G12 = 5.306858e-10f;

    /** √(2/π), 1/√(2π), and the cubic coefficient of the tanh form of GELU. */
    public static final float ROOT_2_OVER_PI = 0.797884561f, NORMAL_PEAK = 0.398942280f, GELU_CUBIC = 0.044715f;

    private FloatMath() {}

    /** eˣ, relative error 1e-7; denormal results are rounded once, overflow gives infinity. */
    public static float exp(float x) {
        float c = x > EXP_LARGEST ? EXP_LARGEST : x;
        c = c < EXP_SMALLEST ? EXP_SMALLEST : c;
        float shifted = Math.fma(c, LOG2E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
        float q = Math.fma(Math.fma(Math.fma(Math.fma(E4, r, E3), r, E2), r, E1), r, E0);
        float p = Math.fma(Math.fma(q, r, 1f), r, 1f);
        int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
        int half = exponent >> 1;          // two factors, as 2ⁿ itself may be no normal number
        return p * Float.intBitsToFloat(half + 127 << 23) * Float.intBitsToFloat(exponent - half + 127 << 23);
    }

    /**
     * eˣ for x ≤ 88 with the relative error of {@link #exp}, but 0 below -87.3. What it spares, a third of the operations, is the care for overflow and denormal numbers, which
     * the parts of a softmax do not need: they are at most 1, and their sum is at least 1.
     */
    public static float expOrZero(float x) {
        float shifted = Math.fma(x, LOG2E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float q = Math.fma(Math.fma(Math.fma(Math.fma(E4, r, E3), r, E2), r, E1), r, E0);
        float p = Math.fma(Math.fma(q, r, 1f), r, 1f);
        float y = p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + ONE_BITS);   // the shift leaves nothing of ROUNDER's own bits
        return x < EXP_SMALLEST_NORMAL ? 0f : y;
    }

    /** eˣ - 1, relative error 2e-7, also near zero. */
    public static float expm1(float x) {
        float c = x > EXP_LARGEST ? EXP_LARGEST : x;
        c = c < EXPM1_SMALLEST ? EXPM1_SMALLEST : c;
        float shifted = Math.fma(c, LOG2E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
        float q = Math.fma(Math.fma(Math.fma(Math.fma(E4, r, E3), r, E2), r, E1), r, E0);
        float p = Math.fma(q * r, r, r);
        float scale = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) - ROUNDER_BITS + 126 << 23);   // 2ⁿ⁻¹: 2ⁿ may overflow
        float y = Math.fma(p, scale, scale - 0.5f);
        return x == 0f ? x : y + y;
    }

    /** Natural logarithm, relative error 2e-7; 0 gives minus infinity, negative numbers NaN; denormals are exact to the same error. */
    public static float log(float x) {
        boolean small = x < Float.MIN_NORMAL;
        int k = Float.floatToRawIntBits(small ? x * 0x1p23f : x) - ROOT_HALF_BITS;
        float e = (k >> 23) - (small ? 23f : 0f);
        float f = Float.intBitsToFloat((k & 0x7FFFFF) + ROOT_HALF_BITS) - 1f;
        float q = Math.fma(Math.fma(Math.fma(Math.fma(L8, f, L7), f, L6), f, L5), f, L4);
        q = Math.fma(Math.fma(Math.fma(Math.fma(q, f, L3), f, L2), f, L1), f, L0);
        float square = f * f;
        float y = Math.fma(e, LN2_LOW, q * f * square);
        y = Math.fma(square, -0.5f, y) + f;
        y = Math.fma(e, LN2_HIGH, y);
        y = x < Float.POSITIVE_INFINITY ? y : x;       // infinity and NaN
        y = x == 0f ? Float.NEGATIVE_INFINITY : y;
        return x < 0f ? Float.NaN : y;
    }

    /** Hyperbolic tangent, relative error 3e-7, never beyond ±1, odd to the bit. */
    public static float tanh(float x) {
        float s = x * x;
        boolean one = s > TANH_LARGEST_SQUARE;
        s = one ? TANH_LARGEST_SQUARE : s;
        float p = Math.fma(Math.fma(Math.fma(Math.fma(T4, s, T3), s, T2), s, T1), s, 1f);
        float q = Math.fma(Math.fma(Math.fma(Math.fma(U4, s, U3), s, U2), s, U1), s, 1f);
        return one ? withSign(1f, x) : x * p / q;
    }

    /** The error function, relative error 3e-7, never beyond ±1, odd to the bit. */
    public static float erf(float x) {
        boolean one = Math.abs(x) > ERF_LARGEST;
        float a = one ? ERF_LARGEST : Math.abs(x);
        float s = a * a;
        float p = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(R5, s, R4), s, R3), s, R2), s, R1), s, R0);
        float q = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(S5, s, S4), s, S3), s, S2), s, S1), s, 1f);
        float y = a * p / q;
        return withSign(one | y > 1f ? 1f : y, x);
    }

    /** 1 / (1 + e⁻ˣ), relative error 2e-7 down to x = -88, 0 below. */
    public static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    /** log(1 + eˣ) = max(x, 0) + log(1 + e^-|x|), relative error 3e-7. */
    public static float softplus(float x) {
        float e = exp(-Math.abs(x));
        float u = 1f + e;
        float lost = e - (u - 1f);         // what rounding took from 1 + e
        return (x <= 0f ? 0f : x) + (log(u) + lost / u);
    }

    /** x / (1 + e⁻ˣ). */
    public static float silu(float x) {
        return x / (1f + exp(-x));
    }

    /**
     * x Φ(x) = max(x, 0) - |x| Φ(-|x|) with the normal distribution function Φ. The absolute error is 1.5e-7 · max(1, x); the relative error is 7.3e-7 from x = -3 on, grows to
     * 1.3e-5 at -5 and 1e-2 at -6.5, below which the result is flat at -2.6e-10. The textbook form ½ x (1 + erf(x / √2)) would lose all digits to cancellation there.
     */
    public static float gelu(float x) {
        float a = Float.intBitsToFloat(Float.floatToRawIntBits(x) | 0x80000000);
        a = a < -GELU_LARGEST ? -GELU_LARGEST : a;
        float t = a + GELU_CENTRE, square = t * t;
        float even = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(G12, square, G10), square, G8), square, G6), square, G4), square, G2);
        float odd = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(G11, square, G9), square, G7), square, G5), square, G3), square, G1);
        float root = Math.fma(Math.fma(even, t, odd), t, G0), half = root * root;     // even and odd powers do not wait for each other
        return Math.fma(a, half * half, x <= 0f ? 0f : x);
    }

    /**
     * e^(-a²/2) as a power of 2, for |a| ≤ 13, where the result is a normal number. The rounding of the square makes its relative error a² · 3e-8. Here and below the
     * polynomials are cut in pairs of terms that do not wait for each other (Estrin's scheme).
     */
    private static float bell(float square) {
        float shifted = Math.fma(square, BELL_LOG2, ROUNDER);
        float f = Math.fma(square, BELL_LOG2, ROUNDER - shifted), f2 = f * f;
        float p = Math.fma(Math.fma(Math.fma(B5, f, B4), f2, Math.fma(B3, f, B2)), f2, Math.fma(B1, f, 1f));
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(shifted) - (ROUNDER_BITS - 127) << 23);
    }

    /** Φ(-a) e^(a²/2). */
    private static float mills(float a, float square) {
        float p = Math.fma(Math.fma(M3, a, M2), square, Math.fma(M1, a, 0.5f));
        return p / Math.fma(Math.fma(N4, square, Math.fma(N3, a, N2)), square, Math.fma(N1, a, 1f));
    }

    /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))); absolute error 2e-7 · |x|. */
    public static float geluTanh(float x) {
        float h = 0.5f * x;
        return Math.fma(h, tanh(geluTanhArgument(x)), h);
    }

    static float geluTanhArgument(float x) {
        return ROOT_2_OVER_PI * Math.fma(GELU_CUBIC * x * x, x, x);
    }

    /** The derivative of {@link #gelu}: Φ(x) + x φ(x), where φ is the normal density. */
    public static float geluSlope(float x) {
        float a = Math.abs(x);
        a = a > NORMAL_LARGEST ? NORMAL_LARGEST : a;
        float square = a * a, bell = bell(square), tail = bell * mills(a, square);
        return Math.fma(withSign(a, x), bell * NORMAL_PEAK, x < 0f ? tail : 1f - tail);
    }

    /** The derivative of {@link #geluTanh}, which is x σ(2u) with u the argument of the tanh: σ(2u) + 2 x u′ σ(2u) (1 - σ(2u)). */
    public static float geluTanhSlope(float x) {
        return sigmoidSlope(2f * geluTanhArgument(x), 2f * ROOT_2_OVER_PI * Math.fma(3f * GELU_CUBIC * x, x, 1f) * x);
    }

    /** The derivative of {@link #silu}: σ + x σ (1 - σ). */
    public static float siluSlope(float x) {
        return sigmoidSlope(x, x);
    }

    /** σ(u) + w σ(u) (1 - σ(u)), where 1 - σ comes from e^-|u| and does not cancel. */
    private static float sigmoidSlope(float u, float w) {
        float e = exp(-Math.abs(u));
        float large = 1f / (1f + e), small = e * large;
        return Math.fma(w, small * large, u < 0f ? small : large);
    }

    private static float withSign(float magnitude, float sign) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | Float.floatToRawIntBits(sign) & 0x80000000);
    }
}
