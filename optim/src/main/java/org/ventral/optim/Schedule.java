package org.ventral.optim;

/**
 * The learning rate of each step. {@link Schedules} has the usual ones; their methods combine them.
 *
 * {@snippet :
 * Schedule schedule = Schedules.linear(0.1, 0.001, 9_000).warmUp(1_000);        // 10,000 steps in all
 * schedule.apply(optimizer);                                                   // before each step
 * }
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The rate of a step.
     *
     * @param step counted from 0
     */
    double rate(long step);

    /** Sets the rate of the optimizer's next step. */
    default void apply(Optimizer optimizer) {
        apply(optimizer, optimizer.steps());
    }

    /** Sets the rate that this schedule has at a step. */
    default void apply(Optimizer optimizer, long step) {
        optimizer.rate(rate(step));
    }

    /**
     * This schedule after a warm-up (section 7.6.1), in which the rate rises in equal steps towards this schedule's first:
     * {@code rate(0) · (t + 1) / (steps + 1)} at step t, then {@code rate(t − steps)}.
     */
    default Schedule warmUp(long steps) {
        if (steps == 0) return this;
        Settings.positive("warm-up steps", steps);
        return step -> step < steps ? rate(0) * ((step + 1.0) / (steps + 1.0)) : rate(step - steps);
    }

    /** This schedule for some steps, then another from its beginning. */
    default Schedule then(long steps, Schedule next) {
        Settings.positive("steps", steps);
        return step -> step < steps ? rate(step) : next.rate(step - steps);
    }

    /** This schedule times a factor. */
    default Schedule times(double factor) {
        Settings.atLeastZero("factor", factor);
        return step -> rate(step) * factor;
    }

    /** This schedule, but never below a floor. */
    default Schedule atLeast(double floor) {
        Settings.atLeastZero("floor", floor);
        return step -> Math.max(rate(step), floor);
    }
}
