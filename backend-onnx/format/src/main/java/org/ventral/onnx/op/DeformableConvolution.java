package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;

/**
 * DeformConv over two spatial axes (Zhu et al., 2019): every element that a window looks at is moved by an offset of its own, read between
 * the pixels by bilinear interpolation, and may be weighted by a mask.
 */
final class DeformableConvolution {
    private static final int OFFSETS = 2, BIAS = 3, MASK = 4;

    private DeformableConvolution() {}

    static void register(Registry registry) {
        registry.add("DeformConv", 19, DeformableConvolution::run);
    }

    /**
     * Inputs: x {@code [N, C, H, W]}, weight {@code [O, C/groups, kh, kw]}, offsets {@code [N, F kh kw 2, oh, ow]} for F groups of channels (first down,
     * then right), optionally a bias {@code [O]} and a mask {@code [N, F kh kw, oh, ow]}. Output: {@code [N, O, oh, ow]}.
     */
    private static List<OnnxValue> run(Call call) {
        Tensor x = call.tensor(0), weight = call.tensor(1), offsets = call.tensor(OFFSETS);
        if (SlidingWindow.spatialAxes(call, x.shape()) != 2) throw call.unsupported("input %s, with other than 2 spatial axes,".formatted(x.shape()));
        SlidingWindow window = SlidingWindow.ofConv(call, x.shape(), weight.shape());
        long n = x.size(0), channels = x.size(1), high = window.count(0, x.size(2)), wide = window.count(1, x.size(3));
        long taps = window.kernel().get(0) * window.kernel().get(1), places = high * wide;
        long groups = ConvolutionOperators.groups(call), parts = call.integer("offset_group", 1);
        if (parts < 1 || channels % parts != 0) throw call.malformed("input %s cannot be cut into %d groups of channels with offsets of their own".formatted(x.shape(), parts));
        requireShape(call, offsets, Shape.of(n, parts * taps * 2, high, wide), "offsets");

        Tensor moved = offsets.reshape(n, parts, taps, 2, high, wide);
        Tensor down = moved.select(3, 0).add(taps(window, 0, high, x)), right = moved.select(3, 1).add(taps(window, 1, wide, x));
        Tensor read = sampled(x.reshape(n, parts, channels / parts, x.size(2), x.size(3)), down.reshape(n, parts, taps * places), right.reshape(n, parts, taps * places));
        if (call.has(MASK)) {
            requireShape(call, call.tensor(MASK), Shape.of(n, parts * taps, high, wide), "mask");
            read = read.mul(call.tensor(MASK).reshape(n, parts, 1, taps * places));
        }
        return List.of(Fit.of(call.type(0), weighted(call, read.reshape(n, channels * taps, places), weight, groups).reshape(n, weight.size(0), high, wide)));
    }

    private static void requireShape(Call call, Tensor tensor, Shape expected, String what) {
        if (!tensor.shape().equals(expected)) throw call.malformed("%s must be %s, got %s".formatted(what, expected, tensor.shape()));
    }

    /** Where a window's elements lie along an axis without offsets: {@code [kh kw, oh, ow]}, but 1 along the axis that does not matter. */
    private static Tensor taps(SlidingWindow window, int axis, long count, Tensor like) {
        Tensor kernel = Tensor.arange(window.kernel().get(axis)).mul(window.dilation().get(axis)).sub(window.padBefore().get(axis));
        Tensor start = Tensor.arange(count).mul(window.stride().get(axis));
        Tensor tap = axis == 0 ? kernel.repeatInterleave(0, window.kernel().get(1)) : kernel.tile(window.kernel().get(0));
        Tensor at = tap.unsqueeze(1).add(start);
        return at.unsqueeze(axis == 0 ? 2 : 1).to(like.device()).cast(like.dtype());
    }

    /** Pictures {@code [N, F, c, H, W]} read at places {@code [N, F, P]} between their pixels: {@code [N, F, c, P]}. Outside they are 0. */
    private static Tensor sampled(Tensor pictures, Tensor down, Tensor right) {
        Tensor top = down.detach().floor(), left = right.detach().floor();
        Tensor below = down.sub(top), beside = right.sub(left);
        Tensor sum = null;
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++) {
                Tensor share = (i == 0 ? below.subFrom(1) : below).mul(j == 0 ? beside.subFrom(1) : beside);
                Tensor part = pixels(pictures, top.add(i), left.add(j)).mul(share.unsqueeze(2));
                sum = sum == null ? part : sum.add(part);
            }
        return sum;
    }

    private static Tensor pixels(Tensor pictures, Tensor row, Tensor column) {
        long high = pictures.size(3), wide = pictures.size(4);
        Tensor inside = row.ge(0).and(row.lt(high)).and(column.ge(0)).and(column.lt(wide));
        Tensor place = row.mul(wide).add(column).maskedFill(inside.not(), 0).cast(DType.INT64).unsqueeze(2);
        Shape all = pictures.shape().first(3).concat(Shape.of(place.size(3)));
        return pictures.flatten(3, 4).gather(3, place.expand(all)).maskedFill(inside.not().unsqueeze(2), 0);
    }

    /** The convolution proper, on what the windows have read, {@code [N, C kh kw, P]}. */
    private static Tensor weighted(Call call, Tensor read, Tensor weight, long groups) {
        long n = read.size(0), outputs = weight.size(0), inner = weight.elements() / Math.max(1, outputs);
        if (outputs % groups != 0 || inner * groups != read.size(1))
            throw new ShapeException("DeformConv: input %s with weight %s cannot be cut into %d groups", call.tensor(0).shape(), weight.shape(), groups);
        Tensor y = weight.reshape(groups, outputs / groups, inner).matmul(read.reshape(n, groups, inner, read.size(2))).reshape(n, outputs, read.size(2));
        return call.has(BIAS) ? y.add(Channels.along(call.tensor(BIAS), 3)) : y;
    }
}
