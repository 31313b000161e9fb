package org.ventral.tools.cli.plot;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.ventral.tools.cli.image.Pictures;

/**
 * Many small pictures under headings.
 *
 * @param title    above all of them; may be empty
 * @param sections from top to bottom
 */
public record ContactSheet(String title, List<Section> sections) {
    private static final int MARGIN = 36, GAP = 12, CAPTION = 24, HEAD = 34, NOTE = 26, TITLE = 56, BETWEEN = 26;

    /**
     * Pictures that belong together.
     *
     * @param heading what they are; may be empty
     * @param note    how to read them, in smaller letters; may be empty
     * @param side    of the longer side of each, in pixels
     * @param tiles   row by row
     */
    public record Section(String heading, String note, int side, List<Tile> tiles) {
        public Section {
            tiles = List.copyOf(tiles);
        }

        private int columns(int width) {
            return Math.max(1, (width - 2 * MARGIN + GAP) / (side + GAP));
        }

        private int rows(int width) {
            return (tiles.size() + columns(width) - 1) / columns(width);
        }

        private int tileHeight() {
            return tiles.stream().mapToInt(tile -> Math.round(tile.picture.getHeight() * tile.scale(side))).max().orElse(0);
        }

        private boolean captioned() {
            return tiles.stream().anyMatch(tile -> !tile.caption.isEmpty());
        }

        private int height(int width) {
            int each = tileHeight() + (captioned() ? CAPTION : 0) + GAP;
            return (heading.isEmpty() ? 0 : HEAD) + (note.isEmpty() ? 0 : NOTE) + rows(width) * each + BETWEEN;
        }
    }

    /**
     * A picture with a few words below it.
     *
     * @param picture of any size
     * @param caption may be empty
     */
    public record Tile(BufferedImage picture, String caption) {
        private float scale(int side) {
            return (float) side / Math.max(picture.getWidth(), picture.getHeight());
        }
    }

    public ContactSheet {
        sections = List.copyOf(sections);
    }

    /** Draws it in a width of so many pixels at most, as high as it must be. */
    public BufferedImage draw(int most) {
        if (System.getProperty("java.awt.headless") == null) System.setProperty("java.awt.headless", "true");
        int width = Math.min(most, Math.max(textWidth(), sections.stream().mapToInt(s -> 2 * MARGIN + Math.min(s.tiles.size(), s.columns(most)) * (s.side + GAP) - GAP).max().orElse(0)));
        int top = title.isEmpty() ? MARGIN - GAP : MARGIN + TITLE - GAP;
        int height = top + sections.stream().mapToInt(section -> section.height(width)).sum() + GAP;
        return Paper.draw(width, height, g -> {
            g.drawString(title, MARGIN, MARGIN + g.getFontMetrics().getAscent());
            int y = top;
            for (Section section : sections) {
                draw(g, section, width, y);
                y += section.height(width);
            }
        });
    }

    private int textWidth() {
        Graphics2D ruler = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            int widest = ruler.getFontMetrics(Palette.TITLE).stringWidth(title);
            for (Section section : sections)
                widest = Math.max(widest, Math.max(ruler.getFontMetrics(Palette.HEADING).stringWidth(section.heading), ruler.getFontMetrics(Palette.SMALL).stringWidth(section.note)));
            return widest + 2 * MARGIN;
        } finally {
            ruler.dispose();
        }
    }

    private static void draw(Graphics2D g, Section section, int width, int top) {
        int y = top;
        if (!section.heading.isEmpty()) y = line(g, section.heading, Palette.HEADING, y, HEAD, true);
        if (!section.note.isEmpty()) y = line(g, section.note, Palette.SMALL, y, NOTE, false);
        int columns = section.columns(width), tileHeight = section.tileHeight(), each = tileHeight + (section.captioned() ? CAPTION : 0) + GAP;
        for (int i = 0; i < section.tiles.size(); i++) {
            Tile tile = section.tiles.get(i);
            int x = MARGIN + i % columns * (section.side + GAP), rowTop = y + i / columns * each;
            float scale = tile.scale(section.side);
            int w = Math.max(1, Math.round(tile.picture.getWidth() * scale)), h = Math.max(1, Math.round(tile.picture.getHeight() * scale));
            g.drawImage(Pictures.shown(tile.picture, h, w), x, rowTop, null);
            g.setColor(Palette.GRID);
            g.drawRect(x - 1, rowTop - 1, w + 1, h + 1);
            g.setColor(Palette.FAINT);
            g.setFont(Palette.SMALL);
            g.drawString(fitting(g.getFontMetrics(), tile.caption, section.side), x, rowTop + tileHeight + 18);
        }
    }

    private static int line(Graphics2D g, String text, Font font, int y, int height, boolean strong) {
        g.setFont(font);
        g.setColor(strong ? Palette.INK : Palette.FAINT);
        g.drawString(text, MARGIN, y + g.getFontMetrics().getAscent());
        return y + height;
    }

    private static String fitting(FontMetrics metrics, String text, int width) {
        String shown = text;
        while (shown.length() > 1 && metrics.stringWidth(shown) > width) shown = shown.substring(0, shown.length() - 2) + "…";
        return shown;
    }
}
