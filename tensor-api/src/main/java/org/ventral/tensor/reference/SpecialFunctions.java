package org.ventral.tensor.reference;

/** Functions that {@link Math} lacks, to nearly the precision of a double. */
final class SpecialFunctions {
    private static final double LN2 = Math.log(2);

    private SpecialFunctions() {}

    static double log2(double x) {
        int exponent = Math.getExponent(x);
        // Powers of two are exact; elsewhere one rounding more than the natural logarithm.
        if (x > 0 && Double.isFinite(x) && exponent >= Double.MIN_EXPONENT && Math.scalb(1.0, exponent) == x) return exponent;
        return Math.log(x) / LN2;
    }

    static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > 1e8 ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(y, x);
    }

    static double acosh(double x) {
        return x > 1e8 ? Math.log(x) + LN2 : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }

    static double atanh(double x) {
        return 0.5 * Math.log1p(2 * x / (1 - x));
    }

    /**
     * The error function: near 0 its Maclaurin series {@code 2/√π · e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!}, all of whose terms are positive, and
     * beyond 3 the continued fraction of its complement.
     */
    static double erf(double x) {
        if (Double.isNaN(x)) return x;
        double a = Math.abs(x);
        if (a > 6) return Math.copySign(1, x);
        double y;
        if (a < 3) {
            double term = a, sum = a;
            for (int n = 1; term > sum * 1e-17; n++) {
                term *= 2 * a * a / (2 * n + 1);
                sum += term;
            }
            y = 2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum;
        } else {
            double fraction = 0;
            for (int n = 120; n >= 1; n--) fraction = n / 2.0 / (a + fraction);
            y = 1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction);
        }
        return Math.copySign(y, x);
    }

    static long power(long base, long exponent) {
        if (exponent < 0) {
            if (base == 0) throw new ArithmeticException("POW: 0 to the power " + exponent);
            return base == 1 ? 1 : base == -1 ? (exponent & 1) == 0 ? 1 : -1 : 0;
        }
        long result = 1, square = base;
        for (long left = exponent; left != 0; left >>= 1) {
            if ((left & 1) != 0) result *= square;
            square *= square;
        }
        return result;
    }
}
