package org.ventral.backend.cpu.compile;

import org.ventral.backend.cpu.kernel.Gemm;
import org.ventral.backend.cpu.kernel.Matrix;
import org.ventral.backend.cpu.kernel.PackedMatrix;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Tensor;

/** A constant right-hand matrix, packed once, and again after it has changed: the weights of a model that is trained between runs do. */
final class Weight {
    private final Workers workers;
    private final Tensor tensor;
    private final Layout layout;
    private volatile Packed packed;

    private record Packed(int version, PackedMatrix<float[]> matrix) {}

    /** The matrix {@code [k, n]} that a tensor is under this layout. */
    Weight(Workers workers, Tensor tensor, Layout layout) {
        this.workers = workers;
        this.tensor = tensor;
        this.layout = layout;
    }

    PackedMatrix<float[]> packed() {
        Packed now = packed;
        int version = tensor.storage().version();
        if (now == null || now.version != version) packed = now = new Packed(version, pack());
        return now.matrix;
    }

    private PackedMatrix<float[]> pack() {
        Matrix source = new Matrix(Math.toIntExact(layout.offset()), Math.toIntExact(layout.stride(0)), Math.toIntExact(layout.stride(1)));
        return Gemm.FLOATS.pack(workers, Math.toIntExact(layout.shape().size(0)), Math.toIntExact(layout.shape().size(1)), tensor.storage().floats(), source);
    }
}
