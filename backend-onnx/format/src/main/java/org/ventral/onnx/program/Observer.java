package org.ventral.onnx.program;

import java.util.List;
import org.ventral.onnx.OnnxValue;
import org.ventral.onnx.model.NodeDef;

/** Sees what the nodes of the outermost graph take and answer. */
@FunctionalInterface
public interface Observer {
    /** Called after each node. */
    void ran(NodeDef node, List<OnnxValue> inputs, List<OnnxValue> outputs);
}
