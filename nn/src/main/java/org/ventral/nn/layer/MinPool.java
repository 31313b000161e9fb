package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/**
 * The smallest element of each window over 1 to 3 spatial axes (section 7.3): {@code [N, C, spatial…] → [N, C, out…]}.
 *
 * <p>A layer over one kernel size for all axes works at any number of them; the form, that of max pooling, says everything else:
 * {@snippet :
 * MinPool.of(2);                                                                     // 2, 2×2 or 2×2×2, side by side
 * MinPool.of(org.ventral.tensor.op.MaxPool.of(3, 3).stride(2).padding(1));           // overlapping, 2 spatial axes
 * }
 */
public final class MinPool extends Module {
    private final long size;
    private final org.ventral.tensor.op.MaxPool form;

    private MinPool(long size, org.ventral.tensor.op.MaxPool form) {
        this.size = size;
        this.form = form;
    }

    /** Windows of one size along every spatial axis, side by side. */
    public static MinPool of(long size) {
        Sizes.spread("MinPool", "window", 1, new long[] {size});
        return new MinPool(size, null);
    }

    /** Windows as the record of max pooling says. */
    public static MinPool of(org.ventral.tensor.op.MaxPool form) {
        return new MinPool(0, form);
    }

    @Override public Tensor forward(Tensor x) {
        return form == null ? x.neg().maxPool(size).neg() : x.minPool(form);
    }

    @Override protected String settings() {
        return form == null
                ? String.valueOf(size)
                : "%s, stride %s, padding %s".formatted(Sizes.text(form.kernel()), Sizes.text(form.stride()), Sizes.text(form.padBefore()));
    }
}
