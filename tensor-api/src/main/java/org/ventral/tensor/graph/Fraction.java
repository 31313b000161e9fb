package org.ventral.tensor.graph;

/** A rational number in lowest terms, with a positive denominator. */
record Fraction(long numerator, long denominator) {
    Fraction {
        if (denominator == 0) throw new ArithmeticException("a fraction over 0");
        long divisor = divisor(Math.abs(numerator), Math.abs(denominator)) * (denominator < 0 ? -1 : 1);
        numerator /= divisor;
        denominator /= divisor;
    }

    private static long divisor(long a, long b) {
        return b == 0 ? Math.max(a, 1) : divisor(b, a % b);
    }

    Fraction plus(Fraction other) {
        long left = Math.multiplyExact(numerator, other.denominator), right = Math.multiplyExact(other.numerator, denominator);
        return new Fraction(Math.addExact(left, right), Math.multiplyExact(denominator, other.denominator));
    }

    Fraction times(Fraction other) {
        return new Fraction(Math.multiplyExact(numerator, other.numerator), Math.multiplyExact(denominator, other.denominator));
    }

    Fraction minus(Fraction other) {
        return plus(new Fraction(-other.numerator, other.denominator));
    }

    Fraction over(long divisor) {
        return times(new Fraction(1, divisor));
    }

    boolean isZero() {
        return numerator == 0;
    }
}
