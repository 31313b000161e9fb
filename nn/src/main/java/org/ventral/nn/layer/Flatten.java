package org.ventral.nn.layer;

import org.ventral.nn.Module;
import org.ventral.tensor.Tensor;

/** All axes but the first merged into one: {@code [N, C, H, W] → [N, C·H·W]}. */
public final class Flatten extends Module {
    /** The layer; it has no settings. */
    public Flatten() {}

    @Override public Tensor forward(Tensor x) {
        return x.flatten(1, -1);
    }
}
