package org.ventral.optim;

/** The usual schedules of the learning rate. Steps count from 0; after its last step a schedule keeps its last rate. */
public final class Schedules {
    private Schedules() {}

    /** Always the same rate. */
    public static Schedule constant(double rate) {
        Settings.atLeastZero("rate", rate);
        return _ -> rate;
    }

    /**
     * Linear decay (eq. 7.60): {@code (1 − α) η⁽⁰⁾ + α η⁽ᵀ⁾} with {@code α = t / T}, then constant.
     *
     * @param first the rate η⁽⁰⁾ of step 0
     * @param last the rate η⁽ᵀ⁾ from step T on; the book advises about 1 % of the first
     * @param steps T
     */
    public static Schedule linear(double first, double last, long steps) {
        return polynomial(first, last, 1, steps);
    }

    /** From the first rate to the last along {@code (1 − t / steps)} to a power, then constant; power 1 is linear. */
    public static Schedule polynomial(double first, double last, double power, long steps) {
        Settings.atLeastZero("first rate", first);
        Settings.atLeastZero("last rate", last);
        Settings.atLeastZero("power", power);
        Settings.positive("steps", steps);
        return step -> mix(first, last, step >= steps ? 0 : Math.pow(1 - (double) step / steps, power));
    }

    /** Down to a floor along half a cosine (Loshchilov and Hutter, 2017), then constant. */
    public static Schedule cosine(double first, double floor, long steps) {
        Settings.atLeastZero("first rate", first);
        Settings.atLeastZero("floor", floor);
        Settings.positive("steps", steps);
        return step -> mix(first, floor, wave(Math.min(step, steps), steps));
    }

    /**
     * Down to a floor along half a cosine, again and again (Loshchilov and Hutter, 2017).
     *
     * @param period steps of the first descent
     * @param growth by what each descent is longer than the one before, at least 1
     */
    public static Schedule cosineWithRestarts(double first, double floor, long period, int growth) {
        Settings.atLeastZero("first rate", first);
        Settings.atLeastZero("floor", floor);
        Settings.positive("period", period);
        Settings.positive("growth", growth);
        return step -> {
            if (growth == 1) return mix(first, floor, wave(step % period, period));
            long left = step, length = period;
            while (left >= length) {
                left -= length;
                length = length > Long.MAX_VALUE / growth ? Long.MAX_VALUE : length * growth;
            }
            return mix(first, floor, wave(left, length));
        };
    }

    /** The rate times a factor every so many steps. */
    public static Schedule stepwise(double first, double factor, long every) {
        Settings.atLeastZero("first rate", first);
        Settings.atLeastZero("factor", factor);
        Settings.positive("every", every);
        return step -> first * Math.pow(factor, Math.floorDiv(step, every));
    }

    /** The rate times a factor after each step. */
    public static Schedule exponential(double first, double factor) {
        return stepwise(first, factor, 1);
    }

    /** From 1 at the start of half a period to 0 at its end. */
    private static double wave(long step, long steps) {
        return (1 + Math.cos(Math.PI * step / steps)) / 2;
    }

    /** The first rate where {@code left} is 1, the last where it is 0; exact at both ends. */
    private static double mix(double first, double last, double left) {
        return left * first + (1 - left) * last;
    }
}
