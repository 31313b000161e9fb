package org.ventral.backend.cpu;

import java.util.Arrays;
import java.util.List;
import org.ventral.backend.cpu.kernel.Copy;
import org.ventral.backend.cpu.kernel.Elementwise;
import org.ventral.backend.cpu.kernel.PlainElementwise;
import org.ventral.backend.cpu.kernel.View;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.op.BinaryKind;
import org.ventral.tensor.op.Fold;
import org.ventral.tensor.op.Pad;

/** Movement that needs new storage: copies into views of it. */
final class MovementKernels {
    private MovementKernels() {}

    /** Row-major, as {@link org.ventral.tensor.op.Copy} promises. */
    static Tensor copy(Workers workers, Tensor x, TensorType type) {
        Tensor y = Tensor.uninitialized(type, x.device());
        Copy.copy(workers, Operands.sizes(type.shape()), Operands.view(x), Operands.view(y));
        return y;
    }

    /** Parts that all lie in one order are joined in that order. */
    static Tensor concat(Workers workers, int axis, List<Tensor> parts, TensorType type) {
        Tensor first = parts.getFirst();
        Tensor y = first.layout().isDense() ? Operands.fresh(type, first) : Tensor.uninitialized(type, first.device());
        long start = 0;
        for (Tensor part : parts) {
            long length = part.size(axis);
            Copy.copy(workers, Operands.sizes(part.shape()), Operands.view(part), Operands.view(y, y.layout().slice(axis, start, length, 1)));
            start += length;
        }
        return y;
    }

    static Tensor pad(Workers workers, Pad op, Tensor x, TensorType type) {
        Tensor y = x.layout().isDense() ? Operands.fresh(type, x) : Tensor.uninitialized(type, x.device());
        fill(y, op.value());
        Layout from = x.layout(), to = y.layout();
        for (int axis = 0; axis < x.rank(); axis++) {
            long step = op.between().get(axis) + 1, before = op.before().get(axis), size = type.shape().size(axis);
            long first = before >= 0 ? 0 : Math.ceilDiv(-before, step);                                  // the first element that is not cut off
            long end = Math.min(x.size(axis), Math.ceilDiv(size - before, step)), count = Math.max(0, end - first);
            if (count == 0) return y;
            from = from.slice(axis, first, count, 1);
            to = to.slice(axis, before + first * step, count, step);
        }
        Copy.copy(workers, Operands.sizes(from.shape()), Operands.view(x, from), Operands.view(y, to));
        return y;
    }

    private static void fill(Tensor y, double value) {
        int n = Math.toIntExact(y.elements());
        switch (y.storage().array()) {
            case float[] a -> Arrays.fill(a, 0, n, (float) value);
            case double[] a -> Arrays.fill(a, 0, n, value);
            case int[] a -> Arrays.fill(a, 0, n, (int) value);
            case long[] a -> Arrays.fill(a, 0, n, (long) value);
            case byte[] a -> Arrays.fill(a, 0, n, (byte) (value != 0 ? 1 : 0));
            default -> throw new IllegalArgumentException("Pad: " + y.dtype() + " is a storage type");
        }
    }

    /** One addition for each place in the window: windows overlap each other there nowhere, so each is elementwise, and their order is fixed. */
    static Tensor fold(Workers workers, Fold op, Tensor x, TensorType type) {
        Tensor y = Tensor.zeros(type, x.device());
        int last = x.rank() - 1;
        Shape windows = x.shape().without(last);
        int[] sizes = Operands.sizes(windows);
        if (windows.isEmpty()) return y;
        View<?> all = Operands.view(x);
        int[] strides = Arrays.copyOf(all.strides(), last);
        for (int k = 0; k < x.size(last); k++) {
            View<?> target = Operands.view(y, y.layout().slice(op.axis(), k * op.dilation(), windows.size(op.axis()), op.step()));
            View<?> source = new View<>(all.array(), all.offset() + k * all.strides()[last], strides);
            if (x.storage().array() instanceof float[] a) {
                View<float[]> sum = new View<>(y.storage().floats(), target.offset(), target.strides());
                Elementwise.binary(workers, BinaryKind.ADD, sizes, sum, new View<>(a, source.offset(), strides), sum);
            } else PlainElementwise.binary(workers, BinaryKind.ADD, sizes, target, source, target);
        }
        return y;
    }
}
