package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.TensorType;

/**
 * A running reduction along an axis.
 *
 * @param reverse whether it runs from the end
 * @param exclusive whether an element is left out of its own result (which then begins with the neutral element; sum and product only)
 */
public record Scan(ScanKind kind, int axis, boolean reverse, boolean exclusive) implements PrimitiveOp {
    public Scan {
        if (exclusive && (kind == ScanKind.MAX || kind == ScanKind.MIN))
            throw new IllegalArgumentException("CUM_" + kind + ": there is no exclusive running maximum or minimum");
    }

    @Override public List<TensorType> infer(List<TensorType> inputs) {
        Checks.arity(this, inputs, 1);
        Checks.numeric(name(), inputs.getFirst());
        Checks.axis(name(), inputs.getFirst().shape(), axis);
        return inputs;
    }

    @Override public String name() {
        return "CUM_" + kind.name();
    }
}
