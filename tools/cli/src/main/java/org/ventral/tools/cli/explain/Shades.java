package org.ventral.tools.cli.explain;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.ventral.tensor.Tensor;
import org.ventral.tools.cli.image.Pictures;

/** Numbers of any size as pictures. */
final class Shades {
    private static final Color BELOW = new Color(0x1f, 0x6f, 0xb4), ABOVE = new Color(0xe0, 0x6c, 0x1f);
    /** Of the sizes, those beyond are drawn as if they were this: a few extreme ones would leave the rest pale. */
    private static final double MOST = 0.995;

    private Shades() {}

    /** One map {@code [H, W]} that has positive numbers only, from black to white; one with both signs as {@link #signed}. */
    static BufferedImage map(Tensor map) {
        double least = Arrays.stream(map.detach().toDoubles()).min().orElse(0);
        if (least < 0) return signed(map);
        double most = Math.max(extreme(map), 1e-12);
        return Pictures.picture(map.detach().div(most).unsqueeze(0).contiguous());
    }

    /** One map {@code [H, W]}: blue below 0, white at it, orange above. */
    static BufferedImage signed(Tensor map) {
        int height = (int) map.size(0), width = (int) map.size(1);
        double[] values = map.detach().toDoubles();
        double most = Math.max(extreme(map), 1e-12);
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < values.length; i++) {
            double share = Math.clamp(Math.abs(values[i]) / most, 0.0, 1.0);
            Color full = values[i] < 0 ? BELOW : ABOVE;
            image.setRGB(i % width, i / width, mix(full.getRed(), share) << 16 | mix(full.getGreen(), share) << 8 | mix(full.getBlue(), share));
        }
        return image;
    }

    /** Channels {@code [1, H, W]} as {@link #signed}, or {@code [3, H, W]} as colours around grey. */
    static BufferedImage around(Tensor channels) {
        if (channels.size(0) != 3) return signed(channels.select(0, 0));
        return Pictures.picture(channels.detach().div(2 * Math.max(extreme(channels), 1e-12)).add(0.5));
    }

    private static double extreme(Tensor tensor) {
        double[] sizes = Arrays.stream(tensor.detach().toDoubles()).map(Math::abs).sorted().toArray();
        double high = sizes[(int) (MOST * (sizes.length - 1))];
        // Where only a few numbers are not 0, they are the picture.
        return high > 0.1 * sizes[sizes.length - 1] ? high : sizes[sizes.length - 1];
    }

    private static int mix(int full, double share) {
        return (int) Math.round(255 + (full - 255) * share);
    }
}
