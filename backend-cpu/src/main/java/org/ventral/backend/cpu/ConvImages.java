package org.ventral.backend.cpu;

import org.ventral.backend.cpu.kernel.ConvOrder;
import org.ventral.tensor.Device;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** A tensor {@code [N, C, spatial…]} in one of the dense storage orders that the convolution and pooling kernels read. */
record ConvImages(Tensor tensor, ConvOrder order) {
    /** The tensor itself if it is in one of the orders, else a row-major copy. */
    static ConvImages of(Tensor tensor) {
        for (ConvOrder order : ConvOrder.values()) if (tensor.layout().permute(axes(order, tensor.rank())).isContiguous()) return new ConvImages(tensor, order);
        return new ConvImages(tensor.contiguous(), ConvOrder.NCHW);
    }

    /** The tensor in the given order, copied if it is in another. */
    static ConvImages of(Tensor tensor, ConvOrder order) {
        int[] there = axes(order, tensor.rank()), back = new int[there.length];
        if (tensor.layout().permute(there).isContiguous()) return new ConvImages(tensor, order);
        for (int i = 0; i < back.length; i++) back[there[i]] = i;
        return new ConvImages(tensor.permute(there).contiguous().permute(back), order);
    }

    /** A result yet to be written, in the given order. */
    static ConvImages result(TensorType type, ConvOrder order, Device device) {
        Tensor tensor = order == ConvOrder.NCHW ? Tensor.uninitialized(type, device)
                : Tensor.uninitialized(type, Layout.dense(type.shape(), axes(order, type.shape().rank())), device);
        return new ConvImages(tensor, order);
    }

    float[] floats() {
        return tensor.storage().floats();
    }

    /** Index of the first element. */
    int at() {
        return Math.toIntExact(tensor.layout().offset());
    }

    /** The axes from the outermost in memory to the innermost. */
    private static int[] axes(ConvOrder order, int rank) {
        int[] axes = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = switch (order) {
                case NCHW -> i;
                case BATCH_LAST -> (i + 1) % rank;
                case CHANNELS_LAST -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1;
            };
        }
        return axes;
    }
}
