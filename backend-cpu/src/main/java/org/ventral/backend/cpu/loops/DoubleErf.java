package org.ventral.backend.cpu.loops;

/** The error function in double precision, relative error about 1e-15. */
public final class DoubleErf {
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    private static final double SERIES_LARGEST = 2.5;
    private static final double LARGEST = 6;

    private DoubleErf() {}

    /**
     * For |x| &lt; 2.5 the series 2/√π · e^(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!! (Abramowitz and Stegun, 7.1.6), whose terms are all positive; above, one minus the
     * continued fraction of erfc (7.1.14), evaluated from its tail.
     */
    public static double erf(double x) {
        double a = Math.abs(x);
        if (!(a < LARGEST)) return a >= LARGEST ? Math.signum(x) : x;
        return Math.copySign(a < SERIES_LARGEST ? series(a) : 1 - complement(a), x);
    }

    private static double series(double a) {
        double square = a * a, term = a, sum = a;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= 2 * square / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * Math.exp(-square) * sum;
    }

    private static double complement(double a) {
        double fraction = a;
        for (int n = 60; n > 0; n--) fraction = a + 0.5 * n / fraction;
        return 0.5 * TWO_OVER_ROOT_PI * Math.exp(-a * a) / fraction;
    }
}
