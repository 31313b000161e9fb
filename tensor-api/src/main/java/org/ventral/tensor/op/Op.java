package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/**
 * One operation on tensors, as data.
 *
 * <p>An op is a record of its options. A {@link PrimitiveOp} must be run by every backend; a {@link CompositeOp} knows its meaning in
 * terms of other ops, so that a backend may run it whole, and whoever cannot takes it apart.
 */
public sealed interface Op permits PrimitiveOp, CompositeOp {
    /**
     * The types of the outputs.
     *
     * @throws ShapeException if the inputs do not fit; the message names the op, the operands and the sizes
     */
    List<TensorType> infer(List<TensorType> inputs);

    /** The name that errors and listings show. */
    default String name() {
        return getClass().getSimpleName();
    }
}
