package org.ventral.optim;

/** Checks of numbers that users set. */
final class Settings {
    private Settings() {}

    static double atLeastZero(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) throw new IllegalArgumentException(name + " must be finite and at least 0, got " + value);
        return value;
    }

    static double fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) throw new IllegalArgumentException(name + " must be at least 0 and below 1, got " + value);
        return value;
    }

    static double unit(String name, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(name + " must be from 0 to 1, got " + value);
        return value;
    }

    static long positive(String name, long value) {
        if (value < 1) throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        return value;
    }
}
