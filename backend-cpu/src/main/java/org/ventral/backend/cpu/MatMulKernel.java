package org.ventral.backend.cpu;

import org.ventral.backend.cpu.kernel.Gemm;
import org.ventral.backend.cpu.kernel.IntegerGemm;
import org.ventral.backend.cpu.kernel.Matrix;
import org.ventral.backend.cpu.kernel.Product;
import org.ventral.backend.cpu.parallel.Workers;
import org.ventral.tensor.Device;
import org.ventral.tensor.Layout;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * Matrix products of tensors. Any strided view is read where it lies.
 *
 * <p>The result follows the order of the left operand: where the columns of {@code a} are contiguous, so are those of the result. An activation
 * {@code [N, features]} that is stored features first thus stays so through every linear layer and back, and the contiguous operand is always the one that needs no
 * transposing.
 */
final class MatMulKernel {
    private MatMulKernel() {}

    /** {@code a [..., m, k] · b [..., k, n]}, leading axes broadcast. */
    static Tensor run(Workers workers, Tensor a, Tensor b, TensorType type) {
        return run(workers, a, b, null, type);
    }

    /**
     * The same plus a bias.
     *
     * @param bias {@code [n]}, added to each row of every result; or null
     */
    static Tensor run(Workers workers, Tensor a, Tensor b, Tensor bias, TensorType type) {
        Shape batch = type.shape().first(type.shape().rank() - 2);
        int m = size(type.shape(), -2), n = size(type.shape(), -1), k = size(a.shape(), -1), count = Math.toIntExact(batch.elements());
        if (type.shape().isEmpty()) return Tensor.uninitialized(type, a.device());
        Layout left = a.layout().expand(batch.concat(Shape.of(m, k)));
        boolean oneRight = count > 1 && b.elements() == (long) k * n;
        Layout tall = oneRight ? left.reshape(Shape.of((long) count * m, k)) : null;
        if (tall != null) {                                 // one matrix on the right: all rows of the batch make one tall matrix
            boolean columnMajor = isColumnMajor(tall);
            Tensor y = result(type, columnMajor ? 0 : -1, a.device());
            multiply(workers, Product.of(count * m, n, k, matrix(tall), matrix(b.layout()), dense(count * m, n, columnMajor)), a, new int[1], b, new int[1], bias, y, new int[1]);
            return y;
        }
        if (oneRight && m <= n && left.stride(-1) == 1 && a.elements() == (long) count * m * k)
            return run(workers, a.contiguous(), b, bias, type);         // rows that lie as they like: to copy them costs less than to pack B for each matrix
        boolean columnMajor = isColumnMajor(left);
        Tensor y = result(type, columnMajor ? batch.rank() : -1, a.device());
        int[] results = new int[count];
        for (int i = 0; i < count; i++) results[i] = Math.multiplyExact(i, m * n);
        Product product = Product.of(m, n, k, matrix(a.layout()), matrix(b.layout()), dense(m, n, columnMajor));
        multiply(workers, product, a, offsets(left), b, offsets(b.layout().expand(batch.concat(Shape.of(k, n)))), bias, y, results);
        return y;
    }

    private static void multiply(Workers workers, Product product, Tensor a, int[] as, Tensor b, int[] bs, Tensor bias, Tensor y, int[] ys) {
        Tensor vector = bias == null ? null : bias.contiguous();
        Product p = bias == null ? product : product.biased(Product.Bias.PER_COLUMN, Math.toIntExact(vector.layout().offset()));
        switch (y.storage().array()) {
            case float[] c -> Gemm.FLOATS.multiplyAll(workers, p, a.storage().floats(), as, b.storage().floats(), bs, vector == null ? null : vector.storage().floats(), c, ys);
            case double[] c -> Gemm.DOUBLES.multiplyAll(workers, p, a.storage().doubles(), as, b.storage().doubles(), bs, vector == null ? null : vector.storage().doubles(), c, ys);
            case int[] c -> {
                for (int i = 0; i < ys.length; i++) IntegerGemm.multiply(workers, p.shifted(as[i], bs[i], ys[i]), a.storage().ints(), b.storage().ints(), c);
            }
            case long[] c -> {
                for (int i = 0; i < ys.length; i++) IntegerGemm.multiply(workers, p.shifted(as[i], bs[i], ys[i]), a.storage().longs(), b.storage().longs(), c);
            }
            default -> throw new IllegalArgumentException("MatMul: the cpu backend has no product of " + y.dtype());
        }
    }

    /** A dense tensor, row-major but for the last axis, which goes to memory position {@code position}, or stays if that is negative. */
    private static Tensor result(TensorType type, int position, Device device) {
        int rank = type.shape().rank();
        if (position < 0) return Tensor.uninitialized(type, device);
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) order[i] = i < position ? i : i == position ? rank - 1 : i - 1;
        return Tensor.uninitialized(type, Layout.dense(type.shape(), order), device);
    }

    private static boolean isColumnMajor(Layout x) {
        int row = x.shape().rank() - 2;
        return x.stride(row) == 1 && x.stride(row + 1) != 1 && x.shape().size(row) > 1 && x.shape().size(row + 1) > 1;
    }

    private static Matrix dense(int rows, int columns, boolean columnMajor) {
        return columnMajor ? new Matrix(0, 1, rows) : Matrix.dense(0, columns);
    }

    /** The first matrix of a batch. */
    private static Matrix matrix(Layout x) {
        return new Matrix(Math.toIntExact(x.offset()), Math.toIntExact(x.stride(-2)), Math.toIntExact(x.stride(-1)));
    }

    /** Where each matrix of a batch starts, counted from the first. */
    private static int[] offsets(Layout x) {
        int axes = x.shape().rank() - 2, filled = 1;
        int[] offsets = new int[Math.toIntExact(x.shape().first(axes).elements())];
        for (int axis = axes - 1; axis >= 0; axis--) {      // from the innermost axis out, what is there is repeated at every step along the next one
            int size = size(x.shape(), axis);
            for (int i = size - 1; i >= 0; i--)
                for (int j = 0; j < filled; j++) offsets[i * filled + j] = Math.toIntExact(offsets[j] + i * x.stride(axis));
            filled *= size;
        }
        return offsets;
    }

    private static int size(Shape shape, int axis) {
        return Math.toIntExact(shape.size(axis));
    }
}
