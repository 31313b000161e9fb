package org.ventral.tools.cli.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.Metrics;

/** By epoch, side by side, the loss and the accuracy, or for a regression the mean absolute error, on training and test samples. */
final class CurvesPlot {
    private static final int TICK_SPACING = 60;
    private static final double PERCENT = 100;
    /** With more epochs than these, markers would hide the lines. */
    private static final int MOST_MARKED = 30;

    private CurvesPlot() {}

    static BufferedImage draw(String title, List<EpochRecord> history) {
        Metrics first = history.getFirst().train();
        List<XYChart> charts = new ArrayList<>();
        charts.add(chart("loss", history, m -> OptionalDouble.of(m.loss()), Styler.LegendPosition.InsideNE));
        if (first.accuracy().isPresent()) charts.add(chart("accuracy, %", history, m -> m.accuracy().stream().map(a -> PERCENT * a).findFirst(), Styler.LegendPosition.InsideSE));
        if (first.absoluteError().isPresent()) charts.add(chart("mean absolute error", history, Metrics::absoluteError, Styler.LegendPosition.InsideNE));
        return Charts.sheet(title, charts);
    }

    private static XYChart chart(String quantity, List<EpochRecord> history, Function<Metrics, OptionalDouble> value, Styler.LegendPosition legend) {
        XYChart chart = Charts.chart("epoch", quantity);
        var style = chart.getStyler();
        style.setLegendPosition(legend);
        style.setYAxisTickMarkSpacingHint(TICK_SPACING).setXAxisTickMarkSpacingHint(TICK_SPACING);
        if (history.size() > MOST_MARKED / 3) style.setXAxisMin(0.0);              // ticks at round numbers
        style.setYAxisDecimalPattern("0.###");
        if (legend == Styler.LegendPosition.InsideNE) style.setYAxisMin(0.0);         // what falls, falls towards zero
        style.setXAxisTickLabelsFormattingFunction(Charts::wholeNumber);
        if (history.size() == 1) style.setXAxisMin(0.0).setXAxisMax(2.0);
        Marker marker = history.size() <= MOST_MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
        double[] epochs = history.stream().mapToDouble(EpochRecord::epoch).toArray();
        double[] train = history.stream().mapToDouble(e -> value.apply(e.train()).orElse(Double.NaN)).toArray();
        Charts.look(chart.addSeries("training", epochs, train), Palette.TRAIN, marker);
        if (history.stream().allMatch(e -> e.test().isPresent())) {
            double[] test = history.stream().mapToDouble(e -> value.apply(e.test().orElseThrow()).orElse(Double.NaN)).toArray();
            Charts.look(chart.addSeries("test", epochs, test), Palette.TEST, marker);
        }
        return chart;
    }
}
