package org.ventral.tensor;

import java.util.Arrays;
import java.util.List;
import org.ventral.tensor.linalg.Lu;
import org.ventral.tensor.linalg.SymmetricEigen;
import org.ventral.tensor.linalg.Triangular;
import org.ventral.tensor.op.Cholesky;
import org.ventral.tensor.op.Eigh;
import org.ventral.tensor.op.LinearAlgebraOp;
import org.ventral.tensor.op.Qr;
import org.ventral.tensor.op.Solve;
import org.ventral.tensor.op.Svd;
import org.ventral.tensor.op.TriangularSolve;

/** Runs decompositions of batches of matrices in double precision, the same on every device. */
final class HostLinearAlgebra {
    private HostLinearAlgebra() {}

    static List<Tensor> execute(LinearAlgebraOp op, List<Tensor> inputs, List<TensorType> outputs, Device device) {
        Tensor first = inputs.getFirst();
        int rows = Math.toIntExact(first.size(-2)), columns = Math.toIntExact(first.size(-1)), area = rows * columns;
        int batch = Math.toIntExact(first.shape().first(first.rank() - 2).elements());
        double[] a = first.toDoubles(), b = inputs.size() > 1 ? inputs.get(1).toDoubles() : null;
        double[][] results = outputs.stream().map(t -> new double[Math.toIntExact(t.shape().elements())]).toArray(double[][]::new);
        for (int i = 0; i < batch; i++) {
            int at = i * area;
            switch (op) {
                case Cholesky _ -> {
                    org.ventral.tensor.linalg.Cholesky.factor(a, at, rows);
                    put(Arrays.copyOfRange(a, at, at + area), results[0], i);
                }
                case TriangularSolve(boolean lower, boolean transposed, boolean unit) -> {
                    int right = b.length / batch;
                    new Triangular(!lower, transposed, unit).solve(a, at, rows, b, i * right, right / Math.max(rows, 1));
                    put(Arrays.copyOfRange(b, i * right, (i + 1) * right), results[0], i);
                }
                case Solve _ -> {
                    int right = b.length / batch;
                    Lu.of(a, at, rows).solve(b, i * right, right / Math.max(rows, 1));
                    put(Arrays.copyOfRange(b, i * right, (i + 1) * right), results[0], i);
                }
                case Qr _ -> {
                    var factors = org.ventral.tensor.linalg.Qr.reduced(a, at, rows, columns);
                    put(factors.q(), results[0], i);
                    put(factors.r(), results[1], i);
                }
                case Eigh _ -> {
                    var eigen = SymmetricEigen.of(a, at, rows);
                    put(eigen.values(), results[0], i);
                    put(eigen.vectors(), results[1], i);
                }
                case Svd _ -> {
                    var factors = org.ventral.tensor.linalg.Svd.of(a, at, rows, columns);
                    put(factors.u(), results[0], i);
                    put(factors.s(), results[1], i);
                    put(factors.vt(), results[2], i);
                }
            }
        }
        Tensor[] tensors = new Tensor[results.length];
        for (int k = 0; k < tensors.length; k++) {
            tensors[k] = Tensor.uninitialized(outputs.get(k), device);
            tensors[k].write(results[k]);
        }
        return List.of(tensors);
    }

    private static void put(double[] part, double[] whole, int index) {
        System.arraycopy(part, 0, whole, index * part.length, part.length);
    }
}
