package org.ventral.tools.cli;

import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/** Draws {@code epoch 3/20 ━━━━━━━━────  62 %  loss …} to the width of the terminal. */
public final class BarRenderer implements ProgressBarRenderer {
    private static final int LEAST_BAR = 8, MOST_BAR = 30;

    private final char done, open;

    /** With characters that the terminal can show. */
    public BarRenderer() {
        done = Terminal.showsUnicode() ? '━' : '#';
        open = Terminal.showsUnicode() ? '─' : '.';
    }

    @Override public String render(ProgressState progress, int width) {
        double share = progress.getMax() <= 0 ? 0 : Math.clamp((double) progress.getCurrent() / progress.getMax(), 0, 1);
        String before = progress.getTaskName() + " ", after = Text.format(" %3d %%  %s", (int) (100 * share), progress.getExtraMessage());
        int length = Math.clamp((long) width - before.length() - after.length(), LEAST_BAR, MOST_BAR), full = (int) Math.round(share * length);
        String line = before + Character.toString(done).repeat(full) + Character.toString(open).repeat(length - full) + after;
        return line.length() <= width ? line : line.substring(0, Math.max(0, width));
    }
}
