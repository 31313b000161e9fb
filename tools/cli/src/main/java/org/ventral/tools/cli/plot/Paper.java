package org.ventral.tools.cli.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/** A sheet to draw on. */
final class Paper {
    private Paper() {}

    /** A picture of so many pixels, drawn with smooth edges on the paper's colour, beginning with the ink and the font of a title. */
    static BufferedImage draw(int width, int height, Consumer<Graphics2D> painter) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Palette.PAPER);
            g.fillRect(0, 0, width, height);
            g.setColor(Palette.INK);
            g.setFont(Palette.TITLE);
            painter.accept(g);
        } finally {
            g.dispose();
        }
        return image;
    }
}
