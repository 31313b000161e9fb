package org.ventral.tools.cli.plot;

import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.ventral.nn.train.EpochRecord;

/**
 * Training errors of a shallow and a deep network by epoch: plain ones on the left, residual ones on the right (He, Zhang, Ren and Sun, 2016, figures 1 and 6).
 *
 * @param panels one for each kind of network
 */
public record DepthPlot(List<Panel> panels) {
    private static final int TICK_SPACING = 60;
    private static final double PERCENT = 100;

    /**
     * The networks of one kind.
     *
     * @param kind    plain or residual
     * @param shallow what the shallow one learned
     * @param deep    what the deep one learned
     * @param names   what the two are called
     */
    public record Panel(String kind, List<EpochRecord> shallow, List<EpochRecord> deep, List<String> names) {}

    BufferedImage draw(String title) {
        return Charts.sheet(title, panels.stream().map(this::chart).toList());
    }

    private XYChart chart(Panel panel) {
        XYChart chart = Charts.chart("epoch", panel.kind + ": training error, %");
        var style = chart.getStyler();
        style.setLegendPosition(Styler.LegendPosition.InsideNE);
        style.setYAxisTickMarkSpacingHint(TICK_SPACING).setXAxisTickMarkSpacingHint(TICK_SPACING);
        style.setXAxisMin(0.0).setYAxisMin(0.0).setYAxisMax(PERCENT).setYAxisDecimalPattern("0.###").setXAxisTickLabelsFormattingFunction(Charts::wholeNumber);
        Charts.dashed(chart.addSeries(panel.names.getFirst(), epochs(panel.shallow), errors(panel.shallow)), Palette.TEST, SeriesMarkers.CIRCLE);
        Charts.look(chart.addSeries(panel.names.getLast(), epochs(panel.deep), errors(panel.deep)), Palette.TRAIN, SeriesMarkers.CIRCLE);
        return chart;
    }

    private static double[] epochs(List<EpochRecord> history) {
        return history.stream().mapToDouble(EpochRecord::epoch).toArray();
    }

    private static double[] errors(List<EpochRecord> history) {
        return history.stream().mapToDouble(record -> PERCENT * (1 - record.train().accuracy().orElse(Double.NaN))).toArray();
    }
}
