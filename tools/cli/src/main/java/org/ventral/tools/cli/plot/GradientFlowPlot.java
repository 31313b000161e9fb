package org.ventral.tools.cli.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How much of the gradient of the last state arrives at each state before it, on a logarithmic scale: in a plain recurrent network it dies within tens of
 * steps (eqs. 7.35, 7.36), in an LSTM whose forget gates are open it does not (eq. 7.47).
 *
 * @param lines one for each network
 */
public record GradientFlowPlot(List<Line> lines) {
    private static final double LEAST = 1e-30;

    /**
     * A network.
     *
     * @param name  of it
     * @param norms norm of the derivative with respect to a state by how many steps back it is; element 0 is the last state
     */
    public record Line(String name, double[] norms) {}

    /** The picture. */
    public BufferedImage draw(String title) {
        if (System.getProperty("java.awt.headless") == null) System.setProperty("java.awt.headless", "true");
        XYChart chart = Charts.chart("steps back in time", "norm of the derivative");
        var style = chart.getStyler();
        style.setYAxisLogarithmic(true);
        style.setXAxisMin(0.0);
        style.setLegendPosition(Styler.LegendPosition.InsideSW);
        List<Color> colors = VariancePlot.colors(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            double[] norms = lines.get(i).norms;
            List<Double> steps = new ArrayList<>(), shown = new ArrayList<>();
            for (int k = 0; k < norms.length; k++)
                if (norms[k] > LEAST && Double.isFinite(norms[k])) {
                    steps.add((double) k);
                    shown.add(norms[k]);
                }
            if (!shown.isEmpty()) Charts.look(chart.addSeries(lines.get(i).name, steps, shown), colors.get(i), SeriesMarkers.NONE);
        }
        return Charts.sheet(title, List.of(chart));
    }
}
