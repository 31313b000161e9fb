package org.ventral.tools.cli.train;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ventral.nn.Module;
import org.ventral.nn.data.DailySeries;
import org.ventral.nn.data.DataLoader;
import org.ventral.nn.data.Standardize;
import org.ventral.nn.sequence.Autoregression;
import org.ventral.nn.train.Evaluation;
import org.ventral.tools.cli.plot.ForecastPlot;

/**
 * A series whose last part is forecast a day ahead, by a model and by a simple rule.
 *
 * @param series the days
 * @param from   the first day of the test
 * @param scale  what the model's answers were standardized by
 * @param rule   the simple rule
 */
record Forecast(DailySeries series, int from, Standardize scale, Autoregression rule) {
    /** The last days of the test as a picture has them: true, as the model says, and as the rule says. */
    ForecastPlot picture(Module model, DataLoader test, String ruleName) {
        double[] answers = Evaluation.answers(model, test);
        double[] said = Arrays.stream(answers).map(answer -> scale.mean() + scale.deviation() * answer).toArray();
        double[] truth = Arrays.copyOfRange(series.values(), from, series.days());
        double[] ruled = IntStream.range(from, series.days()).mapToDouble(day -> rule.forecast(series.values(), day)).toArray();
        return new ForecastPlot(series.date(from), truth, said, ruled, ruleName);
    }
}
