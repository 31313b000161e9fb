package org.ventral.nn.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ventral.nn.data.UsBirths;

/** {@link Autoregression}. */
class AutoregressionTest {
    @Test void findsTheRuleThatMadeASeries() {
        double[] series = new double[60];
        series[0] = 3;
        series[1] = -1;
        for (int t = 2; t < 60; t++) series[t] = 2 + 0.5 * series[t - 1] - 0.8 * series[t - 2];
        Autoregression rule = Autoregression.fit(series, 2, 40);
        assertThat(rule.order()).isEqualTo(2);
        assertThat(rule.meanAbsoluteError(series, 40)).isLessThan(1e-9);
        assertThat(rule.forecast(series, 2)).isCloseTo(series[2], within(1e-9));
    }

    /** As NumPy's {@code lstsq} finds. */
    @Test void ofOrder28ForecastsBirthsToWithin387() {
        double[] births = UsBirths.embedded().values();
        assertThat(Autoregression.fit(births, 28, 2921).meanAbsoluteError(births, 2921)).isCloseTo(386.29878, within(1e-3));
    }

    @Test void needsMoreValuesThanCoefficients() {
        assertThatThrownBy(() -> Autoregression.fit(new double[10], 5, 10)).hasMessage("Autoregression: order 5 cannot be fitted to the first 10 of 10 values");
    }
}
