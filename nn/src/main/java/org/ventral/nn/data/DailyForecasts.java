package org.ventral.nn.data;

import java.time.LocalDate;
import java.util.Objects;
import org.ventral.tensor.Tensor;

/**
 * Forecasts of a day from the days before it, as samples: inputs float32 {@code [N, window, FEATURES]}, targets float32 {@code [N, 1]}.
 *
 * <p>A step tells of one day its value, standardized, and of the day <em>after</em> it what the calendar knows in advance: the day of the week, the month and the
 * day of the month, each one-hot. So the last step tells of the day that is to be forecast all but the value. The target is that value, standardized.
 *
 * @param series the days
 * @param from   the first day that is forecast, at least {@code window}
 * @param to     the day after the last that is forecast
 * @param window how many days are seen
 * @param scale  how values are standardized; measure it on days that are learned from alone
 */
public record DailyForecasts(DailySeries series, int from, int to, int window, Standardize scale) implements Dataset {
    private static final int WEEKDAYS = 7, MONTHS = 12, DAYS = 31;

    /** Numbers of a step. */
    public static final int FEATURES = 1 + WEEKDAYS + MONTHS + DAYS;

    /** Checks the days. */
    public DailyForecasts {
        if (window < 1) throw new IllegalArgumentException("DailyForecasts: the window must be at least 1 day, got " + window);
        if (from < window || to > series.days() || from >= to)
            throw new IllegalArgumentException("DailyForecasts: days %d to %d cannot be forecast from %d days before each, in a series of %d".formatted(from, to, window, series.days()));
    }

    @Override public int size() {
        return to - from;
    }

    @Override public Batch get(int... indices) {
        float[] steps = new float[Math.multiplyExact(indices.length, window * FEATURES)], answers = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            int target = from + Objects.checkIndex(indices[i], size());
            for (int k = 0; k < window; k++) step(steps, (i * window + k) * FEATURES, target - window + k);
            answers[i] = scale.apply(series.value(target));
        }
        return new Batch(Tensor.of(steps, indices.length, window, FEATURES), Tensor.of(answers, indices.length, 1));
    }

    private void step(float[] to, int at, int day) {
        LocalDate next = series.date(day + 1);
        to[at] = scale.apply(series.value(day));
        to[at + next.getDayOfWeek().getValue()] = 1;
        to[at + WEEKDAYS + next.getMonthValue()] = 1;
        to[at + WEEKDAYS + MONTHS + next.getDayOfMonth()] = 1;
    }
}
