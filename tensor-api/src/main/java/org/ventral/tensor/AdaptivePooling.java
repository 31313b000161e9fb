package org.ventral.tensor;

import java.util.Arrays;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.MaxPool;

/**
 * Pooling to a given number of windows. Of {@code out} windows over {@code size} elements, window i reaches from {@code ⌊i · size / out⌋} to
 * {@code ⌈(i + 1) · size / out⌉}, without it; where {@code out} divides {@code size}, these are equal windows side by side. As windows are
 * products of intervals, one axis is pooled after another.
 */
final class AdaptivePooling {
    private AdaptivePooling() {}

    static Tensor average(Tensor x, long... sizes) {
        long[] kernel = evenKernel("adaptiveAveragePool", x, sizes);
        if (kernel != null) return Ops.apply(AveragePool.of(kernel), x);
        Tensor y = x;
        for (int i = sizes.length - 1; i >= 0; i--) y = averageAlong(y, i + 2, (int) sizes[i]);
        return y;
    }

    static Tensor max(Tensor x, long... sizes) {
        long[] kernel = evenKernel("adaptiveMaxPool", x, sizes);
        if (kernel != null) return Ops.apply(MaxPool.of(kernel), x);
        Tensor y = x;
        for (int i = sizes.length - 1; i >= 0; i--) y = maxAlong(y, i + 2, (int) sizes[i]);
        return y;
    }

    /** The size of the windows where all are equal, else null. */
    private static long[] evenKernel(String op, Tensor x, long[] sizes) {
        if (x.rank() != sizes.length + 2 || sizes.length < 1 || sizes.length > 3)
            throw new ShapeException("%s: input %s of rank %d does not fit output sizes %s: it must be [N, C, spatial…] with 1 to 3 spatial axes", op, x.shape(), x.rank(), Arrays.toString(sizes));
        long[] kernel = new long[sizes.length];
        boolean even = true;
        for (int i = 0; i < sizes.length; i++) {
            long size = x.size(i + 2);
            if (sizes[i] < 1 || size < 1) throw new ShapeException("%s: input %s cannot be pooled to %s", op, x.shape(), Arrays.toString(sizes));
            kernel[i] = size / sizes[i];
            even &= size % sizes[i] == 0;
        }
        return even ? kernel : null;
    }

    private static long start(long window, long size, long windows) {
        return window * size / windows;
    }

    private static long end(long window, long size, long windows) {
        return Math.ceilDiv((window + 1) * size, windows);
    }

    /** A product with a matrix whose rows hold the weights of the windows. */
    private static Tensor averageAlong(Tensor x, int axis, int windows) {
        int size = Math.toIntExact(x.size(axis));
        double[] weights = new double[Math.multiplyExact(windows, size)];
        for (int o = 0; o < windows; o++) {
            int from = (int) start(o, size, windows), to = (int) end(o, size, windows);
            Arrays.fill(weights, o * size + from, o * size + to, 1.0 / (to - from));
        }
        Tensor matrix = Tensor.of(weights, windows, size).to(x.device()).cast(x.dtype());
        return x.moveAxis(axis, -1).matmul(matrix.t()).moveAxis(-1, axis);
    }

    /** Windows gathered at equal length, the last element of the shorter ones repeated; the first largest one counts. */
    private static Tensor maxAlong(Tensor x, int axis, int windows) {
        long size = x.size(axis);
        int longest = 0;
        for (int o = 0; o < windows; o++) longest = (int) Math.max(longest, end(o, size, windows) - start(o, size, windows));
        long[] places = new long[Math.multiplyExact(windows, longest)];
        for (int o = 0; o < windows; o++)
            for (int t = 0; t < longest; t++) places[o * longest + t] = Math.min(start(o, size, windows) + t, end(o, size, windows) - 1);
        Tensor elements = x.indexSelect(axis, Tensor.of(places, windows, longest).to(x.device()));
        Tensor largest = elements.detach().argmax(axis + 1).unsqueeze(axis + 1);
        return elements.gather(axis + 1, largest).squeeze(axis + 1);
    }
}
