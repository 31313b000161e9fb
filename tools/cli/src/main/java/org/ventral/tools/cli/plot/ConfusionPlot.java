package org.ventral.tools.cli.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import org.ventral.nn.train.ConfusionMatrix;

/**
 * A confusion matrix as a heat map. The hue tells right from wrong, the depth is the share of the row's images, by its square root so that rare
 * mistakes are seen at all.
 */
final class ConfusionPlot {
    private static final int CELL = 72, LEAST_CELL = 26, MOST_GRID = 1400, MARGIN = 28, GAP = 10, HEADER = 104, AXIS = 36;

    private final ConfusionMatrix matrix;
    private final List<String> names;
    private final int cell, side, left, top, nameWidth;
    private final Font font;

    private ConfusionPlot(ConfusionMatrix matrix, List<String> names, int nameWidth) {
        this.matrix = matrix;
        this.names = names;
        cell = Math.clamp(MOST_GRID / matrix.classes(), LEAST_CELL, CELL);
        side = cell * matrix.classes();
        this.nameWidth = nameWidth;
        left = MARGIN + AXIS + nameWidth + GAP;
        top = HEADER;
        font = cell >= 56 ? Palette.LABEL : Palette.SMALL.deriveFont(Math.max(9f, cell / 4f));
    }

    static BufferedImage draw(String title, ConfusionMatrix matrix, List<String> names) {
        Graphics2D ruler = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        FontMetrics metrics = ruler.getFontMetrics(Palette.LABEL);
        int widest = names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
        ruler.dispose();
        return new ConfusionPlot(matrix, names, widest).picture(title);
    }

    private BufferedImage picture(String title) {
        boolean slanted = nameWidth > cell - 8;
        int below = slanted ? (int) (nameWidth * 0.72) + 34 : 34;
        int width = left + side + MARGIN + (slanted ? 10 : 0), height = top + side + below + 46 + MARGIN / 2;
        return Paper.draw(width, height, g -> {
            heading(g, title);
            for (int truth = 0; truth < matrix.classes(); truth++) row(g, truth);
            columns(g, slanted);
            axes(g, height);
        });
    }

    private void heading(Graphics2D g, String title) {
        g.drawString(title, left, 44);
        g.setColor(Palette.FAINT);
        g.setFont(Palette.LABEL);
        g.drawString(String.format(java.util.Locale.ROOT, "test accuracy %.2f %%, %,d of %,d images", 100 * matrix.accuracy(), matrix.correct(), matrix.total()), left, 74);
    }

    private void row(Graphics2D g, int truth) {
        int y = top + truth * cell;
        long images = 0;
        for (int predicted = 0; predicted < matrix.classes(); predicted++) images += matrix.count(truth, predicted);
        g.setFont(font);
        FontMetrics metrics = g.getFontMetrics();
        int baseline = y + (cell - metrics.getHeight()) / 2 + metrics.getAscent();
        for (int predicted = 0; predicted < matrix.classes(); predicted++) {
            long count = matrix.count(truth, predicted);
            double depth = images == 0 ? 0 : Math.sqrt((double) count / images);
            int x = left + predicted * cell;
            g.setColor(count == 0 ? new Color(0xf5, 0xf7, 0xf9) : Palette.mix(Palette.PAPER, truth == predicted ? Palette.TRAIN : Palette.TEST, 0.12 + 0.88 * depth));
            g.fillRect(x + 1, y + 1, cell - 2, cell - 2);
            if (count == 0) continue;
            g.setColor(depth > 0.62 ? Color.WHITE : Palette.INK);
            String text = Long.toString(count);
            g.drawString(text, x + (cell - metrics.stringWidth(text)) / 2, baseline);
        }
        g.setColor(Palette.INK);
        g.setFont(Palette.LABEL);
        String name = names.get(truth);
        g.drawString(name, left - GAP - g.getFontMetrics().stringWidth(name), baseline);
    }

    private void columns(Graphics2D g, boolean slanted) {
        g.setColor(Palette.INK);
        g.setFont(Palette.LABEL);
        FontMetrics metrics = g.getFontMetrics();
        for (int predicted = 0; predicted < matrix.classes(); predicted++) {
            String name = names.get(predicted);
            int middle = left + predicted * cell + cell / 2, y = top + side + GAP + metrics.getAscent();
            if (!slanted) {
                g.drawString(name, middle - metrics.stringWidth(name) / 2, y);
                continue;
            }
            AffineTransform upright = g.getTransform();
            g.translate(middle + 6, y - 2);
            g.rotate(-Math.PI / 4);
            g.drawString(name, -metrics.stringWidth(name), 0);
            g.setTransform(upright);
        }
    }

    private void axes(Graphics2D g, int height) {
        g.setColor(Palette.INK);
        g.setFont(Palette.HEADING);
        FontMetrics metrics = g.getFontMetrics();
        String predicted = "predicted class", truth = "true class";
        g.drawString(predicted, left + (side - metrics.stringWidth(predicted)) / 2, height - MARGIN / 2 - metrics.getDescent());
        AffineTransform upright = g.getTransform();
        g.translate(MARGIN + metrics.getAscent() / 2, top + (side + metrics.stringWidth(truth)) / 2);
        g.rotate(-Math.PI / 2);
        g.drawString(truth, 0, 0);
        g.setTransform(upright);
    }
}
