package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvInputGradient;
import org.ventral.tensor.op.ConvTranspose;
import org.ventral.tensor.op.ConvWeightGradient;
import org.ventral.tensor.op.Linear;

/** Convolutions and their gradients, which are convolutions again, and fully connected layers. */
final class ConvolutionWriter {
    private ConvolutionWriter() {}

    static Ref conv(Emitter e, Conv op, List<Ref> in, TensorType out) {
        return conv(e, in, op.stride(), op.padBefore(), op.padAfter(), op.dilation(), op.groups(), out);
    }

    private static Ref conv(Emitter e, List<Ref> in, List<Long> stride, List<Long> before, List<Long> after, List<Long> dilation, long groups, TensorType out) {
        return e.node("Conv", in)
                .with("kernel_shape", kernel(in.get(1)))
                .with("strides", stride).with("pads", joined(before, after)).with("dilations", dilation).with("group", groups)
                .to(out);
    }

    private static List<Long> kernel(Ref weight) {
        return Arrays.stream(weight.shape().last(weight.rank() - 2).toArray()).boxed().toList();
    }

    static List<Long> joined(List<Long> before, List<Long> after) {
        List<Long> all = new ArrayList<>(before);
        all.addAll(after);
        return all;
    }

    static Ref transposed(Emitter e, ConvTranspose op, List<Ref> in, TensorType out) {
        return transposed(e, in, op.stride(), op.padBefore(), op.padAfter(), op.dilation(), op.outputPadding(), op.groups(), out);
    }

    private static Ref transposed(Emitter e, List<Ref> in, List<Long> stride, List<Long> before, List<Long> after, List<Long> dilation,
                                  List<Long> extra, long groups, TensorType out) {
        return e.node("ConvTranspose", in)
                .with("kernel_shape", kernel(in.get(1)))
                .with("strides", stride).with("pads", joined(before, after)).with("dilations", dilation)
                .with("output_padding", extra).with("group", groups)
                .to(out);
    }

    /** The transposed convolution; what the last window of the convolution did not reach is its output padding. */
    static Ref inputGradient(Emitter e, ConvInputGradient op, Ref g, Ref w) {
        Conv conv = op.conv();
        List<Long> extra = new ArrayList<>();
        for (int i = 0; i < conv.spatialAxes(); i++) {
            long covered = (g.size(i + 2) - 1) * conv.stride().get(i) - conv.padBefore().get(i) - conv.padAfter().get(i)
                    + conv.dilation().get(i) * (w.size(i + 2) - 1) + 1;
            extra.add(op.input().size(i + 2) - covered);
        }
        return transposed(e, List.of(g, w), conv.stride(), conv.padBefore(), conv.padAfter(), conv.dilation(), extra, conv.groups(), g.type().with(op.input()));
    }

    /**
     * The convolution of the input with the gradient as kernel, images taking the part of channels: stride and dilation change places. Of G groups,
     * {@code x [N, G, C/G, …]} becomes {@code [C/G, G·N, …]} and {@code g [N, O, …]} the weight {@code [O, N, …]} in G groups.
     */
    static Ref weightGradient(Emitter e, ConvWeightGradient op, Ref x, Ref g) {
        Conv conv = op.conv();
        int spatial = conv.spatialAxes();
        long groups = conv.groups(), n = x.size(0), channels = x.size(1) / groups;
        Shape image = x.shape().last(spatial);
        Ref grouped = groups == 1 ? x : e.reshape(x, Shape.of(n, groups, channels).concat(image));
        Ref images = groups == 1 ? e.permute(x, order(spatial, 1, 0)) : e.reshape(e.permute(grouped, order(spatial, 2, 1, 0)), Shape.of(channels, groups * n).concat(image));
        Ref kernels = e.permute(g, order(spatial, 1, 0));
        Shape full = Shape.of(channels, g.size(1));
        for (int i = 0; i < spatial; i++) {
            long reach = conv.stride().get(i) * (g.size(i + 2) - 1) + 1;
            full = full.concat(Shape.of((x.size(i + 2) + conv.padBefore().get(i) + conv.padAfter().get(i) - reach) / conv.dilation().get(i) + 1));
        }
        Ref all = conv(e, List.of(images, kernels), conv.dilation(), conv.padBefore(), conv.padAfter(), conv.stride(), groups, x.type().with(full));
        Ref turned = e.permute(all, order(spatial, 1, 0));
        for (int i = 0; i < spatial; i++) turned = e.slice(turned, i + 2, 0, op.weight().size(i + 2), 1);
        return turned;
    }

    /** The given order of the leading axes, then the spatial ones. */
    private static int[] order(int spatial, int... leading) {
        int[] order = Arrays.copyOf(leading, leading.length + spatial);
        for (int i = leading.length; i < order.length; i++) order[i] = i;
        return order;
    }

    static Ref linear(Emitter e, Linear op, List<Ref> in, TensorType out) {
        Ref x = in.get(0), w = in.get(1);
        if (x.rank() == 2) return e.node("Gemm", in).with("transB", 1).to(out);
        Ref turned = e.permute(w, 1, 0);
        Ref y = x.rank() == 1
                ? e.squeeze(e.node("MatMul", e.unsqueeze(x, 0), turned).to(x.type().with(Shape.of(1, w.size(0)))), 0)
                : e.node("MatMul", x, turned).to(out);
        return in.size() == 3 ? e.binary("Add", y, in.get(2)) : y;
    }

    static List<Long> ones(int count) {
        return Collections.nCopies(count, 1L);
    }
}
