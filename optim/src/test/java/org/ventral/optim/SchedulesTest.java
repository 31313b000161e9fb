package org.ventral.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ventral.tensor.Parameter;

class SchedulesTest {
    @Test void linearDecayIsEquation760() {
        Schedule linear = Schedules.linear(0.5, 0.005, 10);
        for (int t = 0; t <= 10; t++) {
            double alpha = t / 10.0;
            assertThat(linear.rate(t)).isCloseTo((1 - alpha) * 0.5 + alpha * 0.005, within(1e-15));
        }
        assertThat(linear.rate(0)).isEqualTo(0.5);
        assertThat(linear.rate(10)).isEqualTo(0.005);
        assertThat(linear.rate(1_000_000)).isEqualTo(0.005);
    }

    @Test void cosineHasItsEndsAndItsMiddle() {
        Schedule cosine = Schedules.cosine(1, 0.2, 100);
        assertThat(cosine.rate(0)).isEqualTo(1);
        assertThat(cosine.rate(50)).isCloseTo(0.6, within(1e-15));
        assertThat(cosine.rate(100)).isEqualTo(0.2);
        assertThat(cosine.rate(Long.MAX_VALUE)).isEqualTo(0.2);
    }

    @Test void restartsBeginAgainAndGrow() {
        Schedule restarts = Schedules.cosineWithRestarts(1, 0, 10, 3);
        for (long start : new long[] {0, 10, 40, 130}) assertThat(restarts.rate(start)).isEqualTo(1);
        assertThat(restarts.rate(25)).isCloseTo(0.5, within(1e-15));
        assertThat(restarts.rate(39)).isLessThan(0.01);
        assertThat(restarts.rate(Long.MAX_VALUE)).isBetween(0.0, 1.0);
        assertThat(Schedules.cosineWithRestarts(1, 0, 10, 1).rate(25)).isCloseTo(0.5, within(1e-15));
    }

    @Test void warmUpRisesEvenlyToTheFirstRate() {
        Schedule warm = Schedules.linear(0.8, 0, 10).warmUp(3);
        assertThat(warm.rate(0)).isCloseTo(0.2, within(1e-15));
        assertThat(warm.rate(1)).isCloseTo(0.4, within(1e-15));
        assertThat(warm.rate(2)).isCloseTo(0.6, within(1e-15));
        assertThat(warm.rate(3)).isEqualTo(0.8);
        assertThat(warm.rate(13)).isZero();
        assertThat(Schedules.constant(1).warmUp(0).rate(0)).isEqualTo(1);
    }

    @Test void stepsAndPowers() {
        assertThat(Schedules.stepwise(1, 0.1, 30).rate(29)).isEqualTo(1);
        assertThat(Schedules.stepwise(1, 0.1, 30).rate(60)).isCloseTo(0.01, within(1e-17));
        assertThat(Schedules.exponential(2, 0.5).rate(3)).isEqualTo(0.25);
        assertThat(Schedules.polynomial(1, 0, 2, 10).rate(5)).isEqualTo(0.25);
    }

    @Test void schedulesCombine() {
        Schedule both = Schedules.constant(1).then(5, Schedules.exponential(2, 0.5)).times(10).atLeast(3);
        assertThat(both.rate(4)).isEqualTo(10);
        assertThat(both.rate(5)).isEqualTo(20);
        assertThat(both.rate(6)).isEqualTo(10);
        assertThat(both.rate(100)).isEqualTo(3);
    }

    @Test void setsTheRateOfTheNextStep() {
        Map<String, Parameter> parameters = Map.of("x", Slopes.parameter(0));
        Optimizer sgd = Sgd.builder().build(parameters);
        Schedule schedule = Schedules.exponential(1, 0.5);
        for (int step = 0; step < 3; step++) {
            schedule.apply(sgd);
            sgd.step(Slopes.gradients(parameters, "x", 1));
        }
        assertThat(Slopes.values(parameters.get("x"))).containsExactly(-1.75);
        schedule.apply(sgd, 1);
        assertThat(sgd.rate()).isEqualTo(0.5);
    }

    @Test void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Schedules.constant(-1)).hasMessage("rate must be finite and at least 0, got -1.0");
        assertThatThrownBy(() -> Schedules.linear(1, 0, 0)).hasMessage("steps must be at least 1, got 0");
        assertThatThrownBy(() -> Schedules.constant(1).warmUp(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Schedules.cosineWithRestarts(1, 0, 5, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
