package org.ventral.onnx.write;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.op.CrossEntropy;

/** The cross-entropy, whose definition looks at the values of the class numbers. */
final class RowWriter {
    private RowWriter() {}

    /**
     * Without smoothing it is the standard's negative log-likelihood; smoothed, that of the true class and the sum of all, each with its share.
     * A class number out of range is the run-time's to refuse.
     */
    static Ref crossEntropy(Emitter e, CrossEntropy op, Ref logits, Ref indices) {
        Ref surprise = e.unary("Neg", e.node("LogSoftmax", logits).with("axis", 1).to(logits.type()));
        long classes = logits.size(1);
        Ref known = op.ignores() ? e.where(ignored(e, op, indices), e.number(indices.dtype(), 0), indices) : indices;
        Ref own = e.squeeze(e.node("GatherElements", surprise, e.unsqueeze(known, 1)).with("axis", 1)
                .to(logits.type().with(logits.shape().with(1, 1))), 1);
        double off = op.offTarget(classes);
        Ref loss = own;
        if (op.smoothing() != 0)
            loss = e.binary("Add", e.binary("Mul", own, op.onTarget(classes) - off), e.binary("Mul", e.sum(surprise, List.of(1), false), off));
        return op.ignores() ? e.where(ignored(e, op, indices), e.number(loss.dtype(), 0), loss) : loss;
    }

    private static Ref ignored(Emitter e, CrossEntropy op, Ref indices) {
        long index = op.ignoreIndex();
        // A class that the type of the numbers cannot name is never there.
        if (indices.dtype() == DType.INT32 && index != (int) index) index = -1;
        return e.compare("Equal", indices, index);
    }
}
