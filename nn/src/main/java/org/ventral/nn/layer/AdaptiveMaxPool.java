package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/** The largest elements of a given number of windows along each spatial axis, whatever the size of the input: {@code [N, C, spatial…] → [N, C, sizes…]}. */
public final class AdaptiveMaxPool extends Module {
    private final long[] sizes;

    private AdaptiveMaxPool(long[] sizes) {
        this.sizes = sizes;
    }

    /** One size for each spatial axis: {@code of(1, 1)} leaves the largest element of each image. */
    public static AdaptiveMaxPool of(long... sizes) {
        return new AdaptiveMaxPool(Sizes.spread("AdaptiveMaxPool", "output size", sizes.length, sizes));
    }

    @Override public Tensor forward(Tensor x) {
        return x.adaptiveMaxPool(sizes);
    }

    @Override protected String settings() {
        return Sizes.text(sizes);
    }
}
