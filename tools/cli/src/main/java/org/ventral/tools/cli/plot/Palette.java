package org.ventral.tools.cli.plot;

import java.awt.Color;
import java.awt.Font;

/** Colours and fonts that all plots share; blue and orange differ for the colour-blind too. */
final class Palette {
    static final Color INK = new Color(0x22, 0x2b, 0x36), FAINT = new Color(0x6b, 0x75, 0x80), GRID = new Color(0xe4, 0xe8, 0xec), PAPER = Color.WHITE;
    static final Color TRAIN = new Color(0x1f, 0x6f, 0xb4), TEST = new Color(0xe0, 0x6c, 0x1f);

    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 24), HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 19);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 17), SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

    private Palette() {}

    /** Between two colours. */
    static Color mix(Color from, Color to, double share) {
        return new Color(mix(from.getRed(), to.getRed(), share), mix(from.getGreen(), to.getGreen(), share), mix(from.getBlue(), to.getBlue(), share));
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * Math.clamp(share, 0, 1));
    }
}
