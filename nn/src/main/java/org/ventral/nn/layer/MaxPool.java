package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/**
 * The largest element of each window over 1 to 3 spatial axes (figure 7.9): {@code [N, C, spatial…] → [N, C, out…]}.
 *
 * <p>A layer over one kernel size for all axes works at any number of them; the form of the op says everything else:
 * {@snippet :
 * MaxPool.of(2);                                                                     // 2, 2×2 or 2×2×2, side by side
 * MaxPool.of(org.ventral.tensor.op.MaxPool.of(3, 3).stride(2).padding(1));           // overlapping, 2 spatial axes
 * }
 */
public final class MaxPool extends Module {
    private final long size;
    private final org.ventral.tensor.op.MaxPool form;

    private MaxPool(long size, org.ventral.tensor.op.MaxPool form) {
        this.size = size;
        this.form = form;
    }

    /** Windows of one size along every spatial axis, side by side. */
    public static MaxPool of(long size) {
        Sizes.spread("MaxPool", "window", 1, new long[] {size});
        return new MaxPool(size, null);
    }

    /** Windows as the op's record says. */
    public static MaxPool of(org.ventral.tensor.op.MaxPool form) {
        return new MaxPool(0, form);
    }

    @Override public Tensor forward(Tensor x) {
        return form == null ? x.maxPool(size) : x.maxPool(form);
    }

    @Override protected String settings() {
        return form == null
                ? String.valueOf(size)
                : "%s, stride %s, padding %s".formatted(Sizes.text(form.kernel()), Sizes.text(form.stride()), Sizes.text(form.padBefore()));
    }
}
