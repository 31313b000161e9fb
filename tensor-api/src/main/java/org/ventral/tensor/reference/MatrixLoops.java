package org.ventral.tensor.reference;

import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

final class MatrixLoops {
    private MatrixLoops() {}

    static Tensor multiply(Tensor x, Tensor y, TensorType out) {
        Shape batch = out.shape().first(out.shape().rank() - 2);
        int m = Math.toIntExact(x.size(-2)), k = Math.toIntExact(x.size(-1)), n = Math.toIntExact(y.size(-1));
        Values a = Values.of(x.expand(batch.concat(Shape.of(m, k)))), b = Values.of(y.expand(batch.concat(Shape.of(k, n)))), result = Values.zeros(out);
        int count = Math.toIntExact(batch.elements());
        for (int t = 0; t < count; t++)
            for (int i = 0; i < m; i++)
                for (int p = 0; p < k; p++) {
                    int from = (t * k + p) * n, to = (t * m + i) * n;
                    if (a.floating()) {
                        double factor = a.reals()[(t * m + i) * k + p];
                        for (int j = 0; j < n; j++) result.reals()[to + j] += factor * b.reals()[from + j];
                    } else {
                        long factor = a.whole()[(t * m + i) * k + p];
                        for (int j = 0; j < n; j++) result.whole()[to + j] += factor * b.whole()[from + j];
                    }
                }
        return result.store(out, x);
    }
}
