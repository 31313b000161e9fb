package org.ventral.tensor.op;

import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/**
 * A convolution as a product of matrices, one for each of G groups: {@code patches [G, P, K] · filters [G, O/G, K]ᵀ = pixels [G, P, O/G]},
 * where P counts the pixels of all output images, and {@code K = C/G · Π kernel} the elements that one of them depends on.
 */
final class ConvMatrices {
    private final Windows windows;
    private final long groups;
    private final Shape input;
    private final Shape weight;
    private final Shape output;
    private final long pixels;
    private final long patch;

    ConvMatrices(Conv conv, Shape input, Shape weight) {
        this.windows = conv.windows(conv.name(), input, weight);
        this.groups = conv.groups();
        this.input = input;
        this.weight = weight;
        this.output = conv.outputShape(conv.name(), input, weight);
        this.pixels = windows.counts().elements();
        this.patch = weight.elements() / Math.max(1, weight.size(0));
    }

    /** {@code [N, C, spatial…] → [G, P, K]}: what each output pixel looks at. This copies each element as often as windows see it. */
    Tensor patches(Tensor x) {
        Shape grouped = Shape.of(input.size(0), groups, input.size(1) / groups);
        Tensor views = windows.unfold(x, 0).reshape(grouped.concat(windows.counts()).concat(windows.kernel()));
        return views.permute(order(true)).reshape(groups, input.size(0) * pixels, patch);
    }

    /** {@code [G, P, K] → [N, C, spatial…]}: the reverse, adding up what meets. */
    Tensor unpatches(Tensor patches) {
        Shape grouped = Shape.of(groups, input.size(0)).concat(windows.counts()).concat(Shape.of(input.size(1) / groups));
        Tensor views = patches.reshape(grouped.concat(windows.kernel())).permute(order(false));
        return windows.fold(views.reshape(input.first(2).concat(windows.counts()).concat(windows.kernel())));
    }

    /** From axes {@code N, G, C/G, out…, kernel…} to {@code G, N, out…, C/G, kernel…}, or back. */
    private int[] order(boolean patchesLast) {
        int spatial = windows.axes().size();
        int[] order = new int[2 * spatial + 3];
        order[0] = 1;
        order[patchesLast ? spatial + 2 : 2] = patchesLast ? 2 : spatial + 2;
        for (int i = 0; i < spatial; i++) {
            order[patchesLast ? i + 2 : i + 3] = patchesLast ? i + 3 : i + 2;
            order[i + 3 + spatial] = i + 3 + spatial;
        }
        return order;
    }

    /** {@code [O, C/G, kernel…] → [G, O/G, K]}. */
    Tensor filters(Tensor w) {
        return w.reshape(groups, weight.size(0) / groups, patch);
    }

    /** {@code [G, O/G, K] → [O, C/G, kernel…]}. */
    Tensor weight(Tensor filters) {
        return filters.reshape(weight);
    }

    /** {@code [N, O, out…] → [G, P, O/G]}. */
    Tensor pixels(Tensor y) {
        long n = output.size(0), o = output.size(1) / groups;
        return y.reshape(n, groups, o, pixels).permute(1, 0, 3, 2).reshape(groups, n * pixels, o);
    }

    /** {@code [G, P, O/G] → [N, O, out…]}. */
    Tensor image(Tensor matrix) {
        long n = output.size(0), o = output.size(1) / groups;
        return matrix.reshape(groups, n, pixels, o).permute(1, 0, 3, 2).reshape(output);
    }
}
