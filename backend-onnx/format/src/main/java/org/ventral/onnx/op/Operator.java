package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;

/** What a node of one kind computes. Implementations have no state. */
@FunctionalInterface
public interface Operator {
    /**
     * Computes the outputs, in order. There may be fewer than the node names only where those that lack are unwanted
     * ({@link Call#wants}); an unwanted one may be {@link OnnxValue#absent()}.
     */
    List<OnnxValue> run(Call call);
}
