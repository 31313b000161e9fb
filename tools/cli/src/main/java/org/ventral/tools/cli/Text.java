package org.ventral.tools.cli;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Text {
    private Text() {}

    /** {@link String#format} with a decimal point whatever the locale. */
    public static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** {@code 60,000}. */
    public static String count(long number) {
        return format("%,d", number);
    }

    /** {@code 1 epoch}, {@code 20 epochs}. */
    public static String count(long number, String unit) {
        return count(number) + " " + unit + (number == 1 ? "" : "s");
    }

    /** {@code 98.61 %} for 0.9861; a dash for what is not a number. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "–" : format("%.2f %%", 100 * share);
    }

    /** {@code 8.3 s} or {@code 3 min 20 s}. */
    public static String seconds(double seconds) {
        if (seconds < 100) return format("%.1f s", seconds);
        long whole = Math.round(seconds);
        return whole < 6000 ? format("%d min %02d s", whole / 60, whole % 60) : format("%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** {@code 0:42} or {@code 1:05:00}, as clocks do. */
    public static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600 ? format("%d:%02d", whole / 60, whole % 60) : format("%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60);
    }
}
