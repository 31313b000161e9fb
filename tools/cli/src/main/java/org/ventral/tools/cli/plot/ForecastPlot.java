package org.ventral.tools.cli.plot;

import java.awt.image.BufferedImage;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The last days of a series that was forecast a day ahead.
 *
 * @param first    the first day
 * @param truth    what was
 * @param model    what the model said the day before
 * @param rule     what a simple rule said the day before
 * @param ruleName what that rule is called
 */
public record ForecastPlot(LocalDate first, double[] truth, double[] model, double[] rule, String ruleName) {
    private static final int SHOWN = 92, TICK_SPACING = 110;

    BufferedImage draw(String title) {
        int from = Math.max(0, truth.length - SHOWN);
        XYChart chart = Charts.chart("", "");
        var style = chart.getStyler();
        style.setLegendPosition(Styler.LegendPosition.OutsideS).setLegendLayout(Styler.LegendLayout.Horizontal).setLegendBorderColor(Palette.PAPER);
        style.setXAxisTickMarkSpacingHint(TICK_SPACING).setYAxisDecimalPattern("#,##0");
        style.setXAxisTickLabelsFormattingFunction(day -> first.plusDays(Math.round(day)).toString());
        Charts.look(line(chart, "true", truth, from), Palette.INK, SeriesMarkers.NONE);
        Charts.dashed(line(chart, ruleName, rule, from), Palette.TEST, SeriesMarkers.NONE);
        Charts.look(line(chart, "model", model, from), Palette.TRAIN, SeriesMarkers.NONE);
        return Charts.sheet(title, List.of(chart));
    }

    private static XYSeries line(XYChart chart, String name, double[] values, int from) {
        return chart.addSeries(name, IntStream.range(from, values.length).asDoubleStream().toArray(), Arrays.copyOfRange(values, from, values.length));
    }
}
