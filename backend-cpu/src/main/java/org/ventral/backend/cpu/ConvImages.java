package org.ventral.backend.cpu;

import java.util.stream.IntStream;
import org.ventral.backend.cpu.kernel.ConvOrder;
import org.ventral.tensor.Device;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** A tensor {@code [N, C, spatial…]} in one of the two dense storage orders that the convolution and pooling kernels read. */
record ConvImages(Tensor tensor, ConvOrder order) {
    /** The tensor itself if it is in either order, else a row-major copy. */
    static ConvImages of(Tensor tensor) {
        if (tensor.layout().isContiguous()) return new ConvImages(tensor, ConvOrder.NCHW);
        if (tensor.layout().permute(batchLast(tensor.rank())).isContiguous()) return new ConvImages(tensor, ConvOrder.BATCH_LAST);
        return new ConvImages(tensor.contiguous(), ConvOrder.NCHW);
    }

    /** The tensor in the given order, copied if it is in the other. */
    static ConvImages of(Tensor tensor, ConvOrder order) {
        if (order == ConvOrder.NCHW) return new ConvImages(tensor.contiguous(), order);
        int[] there = batchLast(tensor.rank());
        if (tensor.layout().permute(there).isContiguous()) return new ConvImages(tensor, order);
        return new ConvImages(tensor.permute(there).contiguous().permute(batchFirst(tensor.rank())), order);
    }

    /** A result yet to be written, in the given order. */
    static ConvImages result(TensorType type, ConvOrder order, Device device) {
        Tensor tensor = order == ConvOrder.NCHW ? Tensor.uninitialized(type, device)
                : Tensor.uninitialized(type, Layout.dense(type.shape(), batchLast(type.shape().rank())), device);
        return new ConvImages(tensor, order);
    }

    float[] floats() {
        return tensor.storage().floats();
    }

    /** Index of the first element. */
    int at() {
        return Math.toIntExact(tensor.layout().offset());
    }

    private static int[] batchFirst(int rank) {
        return IntStream.range(0, rank).map(i -> (i + rank - 1) % rank).toArray();
    }

    /** The axes from the outermost in memory to the innermost: {@code C, spatial…, N}. */
    private static int[] batchLast(int rank) {
        return IntStream.range(0, rank).map(i -> (i + 1) % rank).toArray();
    }
}
