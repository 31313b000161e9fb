package org.ventral.nn.data;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * A number for each day, without gaps. The array is not copied.
 *
 * @param first  the first day
 * @param values one for each day from then on, at least one
 */
public record DailySeries(LocalDate first, double[] values) {
    /** Checks that there is a day. */
    public DailySeries {
        if (values.length == 0) throw new IllegalArgumentException("DailySeries: there is no day");
    }

    /** Number of days. */
    public int days() {
        return values.length;
    }

    /** The value of a day, from 0. */
    public double value(int day) {
        return values[day];
    }

    /** The date of a day, from 0; also of days after the last. */
    public LocalDate date(int day) {
        return first.plusDays(day);
    }

    /** Mean and deviation of the days before one, by which all are to be standardized. */
    public Standardize scaleBefore(int day) {
        double mean = Arrays.stream(values, 0, day).average().orElseThrow(() -> new IllegalArgumentException("DailySeries: no day is before day " + day));
        double squares = Arrays.stream(values, 0, day).map(value -> (value - mean) * (value - mean)).sum();
        double deviation = Math.sqrt(squares / day);
        return new Standardize(mean, deviation > 0 ? deviation : 1);
    }

    @Override public String toString() {
        return "DailySeries of " + days() + " days from " + first;
    }
}
