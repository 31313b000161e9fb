package org.ventral.tensor.reference;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** Row-major values in the precision that the loops compute with: exactly one of the arrays is there. */
record Values(double[] reals, long[] whole) {
    static Values of(Tensor tensor) {
        return tensor.dtype().isFloating() ? new Values(tensor.toDoubles(), null) : new Values(null, tensor.toLongs());
    }

    static Values zeros(TensorType type) {
        int n = Math.toIntExact(type.shape().elements());
        return type.dtype().isFloating() ? new Values(new double[n], null) : new Values(null, new long[n]);
    }

    boolean floating() {
        return reals != null;
    }

    int length() {
        return floating() ? reals.length : whole.length;
    }

    /** Copies one element from other values of the same kind. */
    void copy(int to, Values from, int at) {
        if (floating()) reals[to] = from.reals[at];
        else whole[to] = from.whole[at];
    }

    /** Adds one element of other values of the same kind. */
    void add(int to, Values from, int at) {
        if (floating()) reals[to] += from.reals[at];
        else whole[to] += from.whole[at];
    }

    void fill(double value) {
        if (floating()) java.util.Arrays.fill(reals, value);
        else java.util.Arrays.fill(whole, (long) value);
    }

    Values map(DoubleUnaryOperator onReals, LongUnaryOperator onWhole) {
        Values result = floating() ? new Values(new double[reals.length], null) : new Values(null, new long[whole.length]);
        for (int i = 0; i < length(); i++) {
            if (floating()) result.reals[i] = onReals.applyAsDouble(reals[i]);
            else result.whole[i] = onWhole.applyAsLong(whole[i]);
        }
        return result;
    }

    /** A tensor of this type with these values, on the device of another. */
    Tensor store(TensorType type, Tensor like) {
        Tensor tensor = Tensor.uninitialized(type, like.device());
        if (floating()) tensor.write(reals);
        else tensor.write(whole);
        return tensor;
    }
}
