package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/** The means of a given number of windows along each spatial axis, whatever the size of the input: {@code [N, C, spatial…] → [N, C, sizes…]}. */
public final class AdaptiveAveragePool extends Module {
    private final long[] sizes;

    private AdaptiveAveragePool(long[] sizes) {
        this.sizes = sizes;
    }

    /** One size for each spatial axis: {@code of(1, 1)} makes each image its mean. */
    public static AdaptiveAveragePool of(long... sizes) {
        return new AdaptiveAveragePool(Sizes.spread("AdaptiveAveragePool", "output size", sizes.length, sizes));
    }

    @Override public Tensor forward(Tensor x) {
        return x.adaptiveAveragePool(sizes);
    }

    @Override protected String settings() {
        return Sizes.text(sizes);
    }
}
