package org.ventral.backend.onnx;

import java.util.List;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.op.Gather;
import org.ventral.tensor.op.IndexAdd;
import org.ventral.tensor.op.IndexSelect;
import org.ventral.tensor.op.PrimitiveOp;
import org.ventral.tensor.op.Scatter;
import org.ventral.tensor.op.ScatterAdd;

/** Checks indices before they reach ONNX Runtime, which takes negative ones to count from the end and says less of bad ones. */
final class Indices {
    private Indices() {}

    static void check(PrimitiveOp op, List<Tensor> in) {
        switch (op) {
            case IndexSelect(int axis) -> check(op, in.get(1), in.get(0).size(axis));
            case IndexAdd(_, long size) -> check(op, in.get(0), size);
            case Gather(int axis) -> check(op, in.get(1), in.get(0).size(axis));
            case Scatter(int axis) -> check(op, in.get(1), in.get(0).size(axis));
            case ScatterAdd(int axis, var shape) -> check(op, in.get(0), shape.size(axis));
            default -> { }
        }
    }

    private static void check(PrimitiveOp op, Tensor indices, long size) {
        long[] values = indices.toLongs();
        for (int i = 0; i < values.length; i++)
            if (values[i] < 0 || values[i] >= size)
                throw new ShapeException("%s: index %d is out of range for an axis of size %d (element %d of the indices %s)", op.name(), values[i], size, i, indices.shape());
    }
}
