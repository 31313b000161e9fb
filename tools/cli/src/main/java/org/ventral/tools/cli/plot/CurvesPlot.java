package org.ventral.tools.cli.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.ventral.nn.train.EpochRecord;
import org.ventral.nn.train.Metrics;

/** Loss and accuracy by epoch, side by side, on training and test images. */
final class CurvesPlot {
    static final int WIDTH = 1600, HEIGHT = 680;

    private static final int TITLE_HEIGHT = 56, TICK_SPACING = 60;
    private static final double PERCENT = 100;
    /** With more epochs than these, markers would hide the lines. */
    private static final int MOST_MARKED = 30;

    private CurvesPlot() {}

    static BufferedImage draw(String title, List<EpochRecord> history) {
        boolean counted = history.getFirst().train().accuracy().isPresent();
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Palette.PAPER);
            g.fillRect(0, 0, WIDTH, HEIGHT);
            g.setColor(Palette.INK);
            g.setFont(Palette.TITLE);
            g.drawString(title, (WIDTH - g.getFontMetrics().stringWidth(title)) / 2, 40);
            int panel = counted ? WIDTH / 2 : WIDTH;
            paint(g, 0, panel, chart("loss", history, m -> OptionalDouble.of(m.loss()), Styler.LegendPosition.InsideNE));
            if (counted) paint(g, panel, WIDTH - panel, chart("accuracy, %", history, m -> m.accuracy().stream().map(a -> PERCENT * a).findFirst(), Styler.LegendPosition.InsideSE));
        } finally {
            g.dispose();
        }
        return image;
    }

    private static void paint(Graphics2D g, int x, int width, XYChart chart) {
        Graphics2D part = (Graphics2D) g.create(x, TITLE_HEIGHT, width, HEIGHT - TITLE_HEIGHT);
        try {
            chart.paint(part, width, HEIGHT - TITLE_HEIGHT);
        } finally {
            part.dispose();
        }
    }

    private static XYChart chart(String quantity, List<EpochRecord> history, Function<Metrics, OptionalDouble> value, Styler.LegendPosition legend) {
        XYChart chart = new XYChartBuilder().xAxisTitle("epoch").yAxisTitle(quantity).build();
        var style = chart.getStyler();
        style.setChartBackgroundColor(Palette.PAPER).setPlotBackgroundColor(Palette.PAPER).setChartFontColor(Palette.INK).setChartPadding(18);
        style.setLegendPosition(legend).setLegendFont(Palette.LABEL).setLegendBorderColor(Palette.GRID).setLegendBackgroundColor(Palette.PAPER);
        style.setPlotGridLinesColor(Palette.GRID).setPlotGridLinesStroke(new BasicStroke(1)).setPlotBorderVisible(false);
        style.setAxisTitleFont(Palette.HEADING).setAxisTickLabelsFont(Palette.SMALL).setAxisTickLabelsColor(Palette.FAINT).setAxisTickMarksColor(Palette.GRID);
        style.setYAxisTickMarkSpacingHint(TICK_SPACING).setXAxisTickMarkSpacingHint(TICK_SPACING);
        if (history.size() > MOST_MARKED / 3) style.setXAxisMin(0.0);              // ticks at round numbers
        style.setYAxisDecimalPattern("0.###");
        if (legend == Styler.LegendPosition.InsideNE) style.setYAxisMin(0.0);         // what falls, falls towards zero
        style.setXAxisTickLabelsFormattingFunction(CurvesPlot::wholeNumber);
        if (history.size() == 1) style.setXAxisMin(0.0).setXAxisMax(2.0);
        Marker marker = history.size() <= MOST_MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
        double[] epochs = history.stream().mapToDouble(EpochRecord::epoch).toArray();
        double[] train = history.stream().mapToDouble(e -> value.apply(e.train()).orElse(Double.NaN)).toArray();
        look(chart.addSeries("training", epochs, train), Palette.TRAIN, marker);
        if (history.stream().allMatch(e -> e.test().isPresent())) {
            double[] test = history.stream().mapToDouble(e -> value.apply(e.test().orElseThrow()).orElse(Double.NaN)).toArray();
            look(chart.addSeries("test", epochs, test), Palette.TEST, marker);
        }
        return chart;
    }

    private static void look(XYSeries series, java.awt.Color color, Marker marker) {
        series.setMarker(marker).setMarkerColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(2.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** There is no half epoch. */
    private static String wholeNumber(double tick) {
        return tick == Math.rint(tick) && tick >= 1 ? Long.toString((long) tick) : "";
    }
}
