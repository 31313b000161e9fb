package org.ventral.onnx.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Conv;
import org.ventral.tensor.op.ConvTranspose;

/** Conv and ConvTranspose. */
final class ConvolutionOperators {
    private ConvolutionOperators() {}

    static void register(Registry registry) {
        registry.add("Conv", 1, ConvolutionOperators::conv);
        registry.add("ConvTranspose", 1, ConvolutionOperators::convTranspose);
    }

    /** Inputs: x {@code [N, C, spatial…]}, weight {@code [O, C/groups, kernel…]}, optionally a bias {@code [O]}. */
    private static List<OnnxValue> conv(Call call) {
        Tensor x = call.tensor(0), weight = call.tensor(1);
        SlidingWindow window = SlidingWindow.ofConv(call, x.shape(), weight.shape());
        Conv form = new Conv(window.stride(), window.padBefore(), window.padAfter(), window.dilation(), groups(call));
        return List.of(Fit.of(call.type(0), call.has(2) ? x.conv(weight, call.tensor(2), form) : x.conv(weight, form)));
    }

    static long groups(Call call) {
        long groups = call.integer("group", 1);
        if (groups < 1) throw call.malformed("group %d; it must be at least 1".formatted(groups));
        return groups;
    }

    /** Inputs: x {@code [N, C, spatial…]}, weight {@code [C, O/groups, kernel…]}, optionally a bias {@code [O]}. */
    private static List<OnnxValue> convTranspose(Call call) {
        Tensor x = call.tensor(0), weight = call.tensor(1);
        Tensor y = Transposition.of(call, x.shape(), weight.shape()).apply(x, weight, call.has(2) ? call.tensor(2) : null);
        return List.of(Fit.of(call.type(0), y));
    }

    /**
     * A transposed convolution whose output may be any number of elements longer than the kernel reaches.
     *
     * @param extra elements that the output has beyond {@code (size − 1) stride + reach − before − after}
     */
    private record Transposition(List<Long> stride, List<Long> dilation, List<Long> before, List<Long> after, List<Long> extra, long groups) {
        static Transposition of(Call call, Shape x, Shape weight) {
            List<Long> kernel = SlidingWindow.kernel(call, x, weight);
            int axes = kernel.size();
            List<Long> stride = SlidingWindow.perAxis(call, "strides", axes, 1), dilation = SlidingWindow.perAxis(call, "dilations", axes, 1);
            List<Long> extra = SlidingWindow.perAxis(call, "output_padding", axes, 0);
            SlidingWindow.AutoPad auto = SlidingWindow.AutoPad.of(call);
            boolean same = auto == SlidingWindow.AutoPad.SAME_UPPER || auto == SlidingWindow.AutoPad.SAME_LOWER;
            if (!same && !call.hasAttribute("output_shape")) {
                List<Long> pads = auto == SlidingWindow.AutoPad.VALID ? Collections.nCopies(2 * axes, 0L) : SlidingWindow.perAxis(call, "pads", 2 * axes, 0);
                return new Transposition(stride, dilation, pads.subList(0, axes), pads.subList(axes, 2 * axes), extra, ConvolutionOperators.groups(call));
            }
            List<Long> wanted = outputSizes(call, x, stride);
            List<Long> before = new ArrayList<>(), after = new ArrayList<>(), longer = new ArrayList<>();
            for (int i = 0; i < axes; i++) {
                long total = stride.get(i) * (x.size(i + 2) - 1) + extra.get(i) + dilation.get(i) * (kernel.get(i) - 1) + 1 - wanted.get(i);
                long cut = Math.max(0, total), front = auto.before(cut);
                before.add(front);
                after.add(cut - front);
                longer.add(extra.get(i) + cut - total);
            }
            return new Transposition(stride, dilation, before, after, longer, ConvolutionOperators.groups(call));
        }

        /** What {@code output_shape} says, which may be spatial only or, as early exporters wrote it, whole; else a stride for each element. */
        private static List<Long> outputSizes(Call call, Shape x, List<Long> stride) {
            int axes = stride.size();
            if (call.hasAttribute("output_shape")) {
                boolean whole = call.integers("output_shape").length == axes + 2;
                return whole ? SlidingWindow.perAxis(call, "output_shape", axes + 2, 1).subList(2, axes + 2) : SlidingWindow.perAxis(call, "output_shape", axes, 1);
            }
            List<Long> sizes = new ArrayList<>();
            for (int i = 0; i < axes; i++) sizes.add(x.size(i + 2) * stride.get(i));
            return sizes;
        }

        Tensor apply(Tensor x, Tensor weight, Tensor bias) {
            boolean ordinary = true;
            for (int i = 0; i < extra.size(); i++) ordinary &= extra.get(i) < Math.max(stride.get(i), dilation.get(i));
            if (ordinary) {
                ConvTranspose form = new ConvTranspose(stride, before, after, dilation, extra, groups);
                return bias == null ? x.convTranspose(weight, form) : x.convTranspose(weight, bias, form);
            }
            // No kernel reaches the elements beyond the padding that is cut off: they are the bias alone.
            List<Long> cut = new ArrayList<>();
            long[] zeros = new long[2 * x.rank()];
            for (int i = 0; i < extra.size(); i++) {
                cut.add(Math.max(0, after.get(i) - extra.get(i)));
                zeros[2 * i + 5] = Math.max(0, extra.get(i) - after.get(i));
            }
            List<Long> none = Collections.nCopies(extra.size(), 0L);
            Tensor y = x.convTranspose(weight, new ConvTranspose(stride, before, cut, dilation, none, groups)).pad(0, zeros);
            return bias == null ? y : y.add(Channels.along(bias, y.rank()));
        }
    }
}
