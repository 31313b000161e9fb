package org.ventral.tools.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Op;

/**
 * An op with operands to try it on.
 *
 * @param op the op
 * @param inputs the operands
 * @param dtypes the dtypes that its numeric operands are tried in
 * @param gradient whether its gradient exists and is checked
 * @param tolerance error allowed in float32, relative to the largest expected magnitude
 */
record OpCase(Op op, List<Input> inputs, Set<DType> dtypes, boolean gradient, double tolerance) {
    static final Set<DType> FLOATING = EnumSet.of(DType.FLOAT32, DType.FLOAT64);
    static final Set<DType> NUMERIC = EnumSet.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);
    static final Set<DType> BOOL = EnumSet.of(DType.BOOL);

    /** A case on floating numbers, with a gradient. */
    static OpCase floating(Op op, Input... inputs) {
        return new OpCase(op, List.of(inputs), FLOATING, true, 2e-6);
    }

    /** A case on all numbers, with a gradient where they are floating. */
    static OpCase numeric(Op op, Input... inputs) {
        return new OpCase(op, List.of(inputs), NUMERIC, true, 2e-6);
    }

    OpCase withoutGradient() {
        return new OpCase(op, inputs, dtypes, false, tolerance);
    }

    OpCase tolerance(double wider) {
        return new OpCase(op, inputs, dtypes, gradient, wider);
    }

    OpCase dtypes(Set<DType> other) {
        return new OpCase(op, inputs, other, gradient, tolerance);
    }

    List<Tensor> tensors(DType dtype, Device device) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) tensors.add(inputs.get(i).tensor(dtype, 1_000 + i, device));
        return tensors;
    }

    /** What a report calls it. */
    String label() {
        return op + " on " + Arrays.toString(inputs.stream().map(i -> i.shape().toString()).toArray());
    }
}
