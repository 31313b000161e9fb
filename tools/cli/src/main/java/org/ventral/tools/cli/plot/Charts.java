package org.ventral.tools.cli.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;

/** What the charts of this package have in common. */
final class Charts {
    static final int WIDTH = 1600, HEIGHT = 680;

    private static final int TITLE_HEIGHT = 56, TITLE_BASE = 40;
    private static final float LINE = 2.6f;

    private Charts() {}

    /** An empty chart in the colours and fonts of all. */
    static XYChart chart(String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder().xAxisTitle(xTitle).yAxisTitle(yTitle).build();
        var style = chart.getStyler();
        style.setChartBackgroundColor(Palette.PAPER).setPlotBackgroundColor(Palette.PAPER).setChartFontColor(Palette.INK).setChartPadding(18);
        style.setLegendFont(Palette.LABEL).setLegendBorderColor(Palette.GRID).setLegendBackgroundColor(Palette.PAPER);
        style.setPlotGridLinesColor(Palette.GRID).setPlotGridLinesStroke(new BasicStroke(1)).setPlotBorderVisible(false);
        style.setAxisTitleFont(Palette.HEADING).setAxisTickLabelsFont(Palette.SMALL).setAxisTickLabelsColor(Palette.FAINT).setAxisTickMarksColor(Palette.GRID);
        return chart;
    }

    static void look(XYSeries series, Color color, Marker marker) {
        series.setMarker(marker).setMarkerColor(color);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** A line of dashes, for what is only there to compare with. */
    static void dashed(XYSeries series, Color color, Marker marker) {
        look(series, color, marker);
        series.setLineStyle(new BasicStroke(LINE - 0.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 5}, 0));
    }

    /** Charts side by side under a title. */
    static BufferedImage sheet(String title, List<XYChart> charts) {
        return Paper.draw(WIDTH, HEIGHT, g -> {
            g.drawString(title, (WIDTH - g.getFontMetrics().stringWidth(title)) / 2, TITLE_BASE);
            int panel = WIDTH / charts.size();
            for (int i = 0; i < charts.size(); i++) paint(g, i * panel, panel, charts.get(i));
        });
    }

    private static void paint(Graphics2D g, int x, int width, XYChart chart) {
        Graphics2D part = (Graphics2D) g.create(x, TITLE_HEIGHT, width, HEIGHT - TITLE_HEIGHT);
        try {
            chart.paint(part, width, HEIGHT - TITLE_HEIGHT);
        } finally {
            part.dispose();
        }
    }

    /** There is no half epoch. */
    static String wholeNumber(double tick) {
        return tick == Math.rint(tick) && tick >= 1 ? Long.toString((long) tick) : "";
    }
}
