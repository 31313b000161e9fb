package org.ventral.onnx;

import java.util.List;

/** Sees a model run. */
@FunctionalInterface
public interface OnnxObserver {
    /** Called after each node of the outermost graph, in order; values are valid during the call. */
    void ran(OnnxNode node, List<OnnxValue> inputs, List<OnnxValue> outputs);
}
