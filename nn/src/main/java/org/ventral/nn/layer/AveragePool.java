package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/** The mean of each window over 1 to 3 spatial axes: {@code [N, C, spatial…] → [N, C, out…]}. Built as {@link MaxPool} is. */
public final class AveragePool extends Module {
    private final long size;
    private final org.ventral.tensor.op.AveragePool form;

    private AveragePool(long size, org.ventral.tensor.op.AveragePool form) {
        this.size = size;
        this.form = form;
    }

    /** Windows of one size along every spatial axis, side by side. */
    public static AveragePool of(long size) {
        Sizes.spread("AveragePool", "window", 1, new long[] {size});
        return new AveragePool(size, null);
    }

    /** Windows as the op's record says. */
    public static AveragePool of(org.ventral.tensor.op.AveragePool form) {
        return new AveragePool(0, form);
    }

    @Override public Tensor forward(Tensor x) {
        return form == null ? x.averagePool(size) : x.averagePool(form);
    }

    @Override protected String settings() {
        return form == null
                ? String.valueOf(size)
                : "%s, stride %s, padding %s".formatted(Sizes.text(form.kernel()), Sizes.text(form.stride()), Sizes.text(form.padBefore()));
    }
}
