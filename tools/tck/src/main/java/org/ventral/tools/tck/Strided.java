package org.ventral.tools.tck;

import java.util.Arrays;
import org.ventral.tensor.Tensor;

/** The same values in storage of another order: what an op must not notice. */
enum Strided {
    /** Axes stored in reverse order. */
    REVERSED_AXES {
        @Override Tensor of(Tensor x) {
            int[] order = new int[x.rank()];
            Arrays.setAll(order, i -> order.length - 1 - i);
            return x.permute(order).copy().permute(order);
        }
    },
    /** The first axis innermost, as a batch-last format has it. */
    FIRST_AXIS_LAST {
        @Override Tensor of(Tensor x) {
            return x.rank() < 2 ? x : x.moveAxis(0, -1).copy().moveAxis(-1, 0);
        }
    },
    /** A window into a larger tensor. */
    WINDOW {
        @Override Tensor of(Tensor x) {
            return cut(x.pad(7, around(x)), x);
        }
    },
    /** Every axis stored backwards. */
    FLIPPED {
        @Override Tensor of(Tensor x) {
            return x.flip().copy().flip();
        }
    },
    /** Gaps between neighbours. */
    EVERY_OTHER {
        @Override Tensor of(Tensor x) {
            if (x.rank() == 0) return x;
            return x.repeatInterleave(-1, 2).copy().slice(-1, 0, 2 * x.size(-1), 2);
        }
    };

    abstract Tensor of(Tensor x);

    private static long[] around(Tensor x) {
        long[] counts = new long[2 * x.rank()];
        for (int i = 0; i < counts.length; i++) counts[i] = 1 + i % 2;
        return counts;
    }

    private static Tensor cut(Tensor padded, Tensor x) {
        Tensor window = padded;
        for (int axis = 0; axis < x.rank(); axis++) window = window.narrow(axis, 1, x.size(axis));
        return window;
    }
}
