package org.ventral.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.AveragePool;
import org.ventral.tensor.op.MaxPool;

/**
 * Pooling. Sizes that are rounded up are written as padding behind, as the standard changed its mind about which windows then count, and
 * run-times differ in it.
 */
final class PoolingWriter {
    private PoolingWriter() {}

    /** Empty where the padding is wider than run-times allow: at least as wide as the kernel. */
    static Optional<List<Ref>> max(Emitter e, MaxPool op, Ref x, List<TensorType> out) {
        List<Long> after = after(x.shape(), out.getFirst().shape(), op.kernel(), op.stride(), op.padBefore(), op.padAfter(), op.dilation(), op.ceil());
        if (tooWide(op.padBefore(), op.kernel()) || tooWide(after, op.kernel())) return Optional.empty();
        List<Ref> both = e.node("MaxPool", x)
                .with("kernel_shape", op.kernel()).with("strides", op.stride()).with("dilations", op.dilation())
                .with("pads", ConvolutionWriter.joined(op.padBefore(), after)).to(out);
        // The standard counts places through the whole tensor, ours through one plane of it.
        Ref plane = e.number(DType.INT64, x.shape().last(x.rank() - 2).elements());
        return Optional.of(List.of(both.get(0), e.binary("Mod", both.get(1), plane)));
    }

    static Optional<Ref> average(Emitter e, AveragePool op, Ref x, TensorType out) {
        List<Long> after = after(x.shape(), out.shape(), op.kernel(), op.stride(), op.padBefore(), op.padAfter(), ConvolutionWriter.ones(op.kernel().size()), op.ceil());
        if (tooWide(op.padBefore(), op.kernel()) || tooWide(after, op.kernel())) return Optional.empty();
        Ref mean = e.node("AveragePool", x)
                .with("kernel_shape", op.kernel()).with("strides", op.stride())
                .with("pads", ConvolutionWriter.joined(op.padBefore(), after)).with("count_include_pad", op.countIncludePad() ? 1 : 0).to(out);
        if (!op.countIncludePad() || after.equals(op.padAfter())) return Optional.of(mean);
        // The last windows reach beyond the padding, where nothing counts: they were divided by too much.
        return Optional.of(e.binary("Mul", mean, e.weights(e.names().next("window_share"), shares(op, x, out))));
    }

    /** The elements of a full window over those that count, for each window: {@code [out…]}. */
    private static Tensor shares(AveragePool op, Ref x, TensorType out) {
        int rank = op.kernel().size();
        Shape windows = out.shape().last(rank);
        double[] values = new double[Math.toIntExact(windows.elements())];
        Arrays.fill(values, 1);
        long inner = windows.elements();
        for (int axis = 0; axis < rank; axis++) {
            inner /= windows.size(axis);
            for (int i = 0; i < values.length; i++) {
                long window = i / inner % windows.size(axis);
                values[i] *= (double) op.kernel().get(axis) / op.counted(axis, window, x.size(axis + 2));
            }
        }
        return Tensor.of(values, windows.toArray()).cast(out.dtype());
    }

    private static List<Long> after(Shape input, Shape output, List<Long> kernel, List<Long> stride, List<Long> before, List<Long> after, List<Long> dilation, boolean ceil) {
        if (!ceil) return after;
        List<Long> exact = new ArrayList<>();
        for (int i = 0; i < kernel.size(); i++) {
            long reach = (output.size(i + 2) - 1) * stride.get(i) + dilation.get(i) * (kernel.get(i) - 1) + 1;
            exact.add(Math.max(0, reach - before.get(i) - input.size(i + 2)));
        }
        return exact;
    }

    private static boolean tooWide(List<Long> padding, List<Long> kernel) {
        for (int i = 0; i < kernel.size(); i++) if (padding.get(i) >= kernel.get(i)) return true;
        return false;
    }
}
