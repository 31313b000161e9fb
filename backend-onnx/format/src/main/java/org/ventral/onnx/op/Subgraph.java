package org.ventral.onnx.op;

import java.util.List;
import org.ventral.onnx.OnnxValue;

/** A graph inside a node, as the branches of If and the bodies of Loop and Scan: it sees the values of the graphs around it. */
public interface Subgraph {
    /** Number of inputs. */
    int inputs();

    /** Number of outputs. */
    int outputs();

    /** Runs it on as many values as it has inputs; answers its outputs. */
    List<OnnxValue> run(List<OnnxValue> inputs);
}
