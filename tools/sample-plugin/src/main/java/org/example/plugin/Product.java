package org.example.plugin;

import java.util.Arrays;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** Products of matrices. */
final class Product {
    private Product() {}

    /** {@code [..., m, k] · [..., k, n] → [..., m, n]}; batch axes of size 1, or that are not there, are broadcast. */
    static Numbers of(Numbers x, Numbers y, TensorType type) {
        Numbers z = Numbers.zeros(type);
        Shape batch = type.shape().first(type.shape().rank() - 2);
        int m = size(x, -2), k = size(x, -1), n = size(y, -1), count = Math.toIntExact(batch.elements());
        for (int b = 0; b < count; b++) {
            int left = matrix(x, batch, b) * m * k, right = matrix(y, batch, b) * k * n;
            for (int i = 0; i < m; i++)
                for (int p = 0; p < k; p++) addRow(x, left + i * k + p, y, right + p * n, z, (b * m + i) * n, n);
        }
        return z;
    }

    /** Adds a multiple of a row of y to a row of z. */
    private static void addRow(Numbers x, int factor, Numbers y, int from, Numbers z, int to, int n) {
        if (z.isReal()) {
            double f = x.reals()[factor];
            double[] row = y.reals(), sum = z.reals();
            for (int j = 0; j < n; j++) sum[to + j] += f * row[from + j];
        } else {
            long f = x.wholes()[factor];
            long[] row = y.wholes(), sum = z.wholes();
            for (int j = 0; j < n; j++) sum[to + j] += f * row[from + j];
        }
    }

    private static int size(Numbers x, int axis) {
        return Math.toIntExact(x.shape().size(axis));
    }

    /** Which matrix of an operand meets matrix number {@code b} of the result. */
    private static int matrix(Numbers x, Shape batch, int b) {
        long[] own = Arrays.copyOf(x.shape().toArray(), x.shape().rank() - 2), sizes = batch.toArray();
        int number = 0, step = 1, rest = b;
        for (int axis = sizes.length - 1, at = own.length - 1; at >= 0; axis--, at--) {
            int coordinate = rest % (int) sizes[axis];
            rest /= (int) sizes[axis];
            if (own[at] != 1) number += coordinate * step;
            step *= (int) own[at];
        }
        return number;
    }
}
