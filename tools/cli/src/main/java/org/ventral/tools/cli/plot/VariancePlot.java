package org.ventral.tools.cli.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Variances of the signal on the left and of the gradient on the right, by depth, on a logarithmic scale (eqs. 7.112–7.120): flat lines are what an
 * initialization is for.
 *
 * @param lines one for each initialization
 */
public record VariancePlot(List<Line> lines) {
    /** Below this a line has left the picture: the others could not be told apart any more. */
    private static final double LEAST = 1e-16, MOST = 1e16;
    private static final int TICK_SPACING = 60;

    /**
     * What one initialization does.
     *
     * @param name        of it
     * @param activations variance of the signal at each layer, from the first to the last
     * @param gradients   variance of the gradient at each layer, from the first to the last
     */
    public record Line(String name, double[] activations, double[] gradients) {}

    /** The picture. */
    public BufferedImage draw(String title) {
        if (System.getProperty("java.awt.headless") == null) System.setProperty("java.awt.headless", "true");
        return Charts.sheet(title, List.of(chart("variance of the signal", Line::activations), chart("variance of the gradient", Line::gradients)));
    }

    private XYChart chart(String quantity, Function<Line, double[]> values) {
        XYChart chart = Charts.chart("layer", quantity);
        var style = chart.getStyler();
        style.setLegendPosition(Styler.LegendPosition.OutsideS).setLegendLayout(Styler.LegendLayout.Horizontal);
        style.setYAxisLogarithmic(true);
        style.setXAxisTickMarkSpacingHint(TICK_SPACING).setXAxisTickLabelsFormattingFunction(Charts::wholeNumber);
        List<Color> colors = colors(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            double[] all = values.apply(lines.get(i));
            List<Double> depth = new ArrayList<>(), shown = new ArrayList<>();
            for (int k = 0; k < all.length; k++)
                if (all[k] > LEAST && all[k] < MOST) {
                    depth.add(k + 1.0);
                    shown.add(all[k]);
                }
            if (!shown.isEmpty()) Charts.look(chart.addSeries(lines.get(i).name, depth, shown), colors.get(i), SeriesMarkers.CIRCLE);
        }
        return chart;
    }

    /** From blue to orange, and grey for what is beyond. */
    static List<Color> colors(int count) {
        return IntStream.range(0, count).mapToObj(i -> switch (i) {
            case 0 -> Palette.TRAIN;
            case 1 -> Palette.TEST;
            case 2 -> new Color(0x2e, 0x9e, 0x6b);
            case 3 -> new Color(0x8a, 0x5a, 0xb5);
            case 4 -> new Color(0xc2, 0x3b, 0x5e);
            default -> Palette.FAINT;
        }).toList();
    }
}
