package org.ventral.onnx.model;

import java.util.List;
import org.ventral.onnx.OnnxPort;

/**
 * A graph: that of the model, or one inside a node.
 *
 * @param name         its name
 * @param nodes        the calls, in an order in which every value is made before it is used
 * @param initializers constants by name
 * @param sparse       constants by name, sparse
 * @param inputs       what goes in; one that is an initializer too has that as its default
 * @param outputs      what comes out
 * @param values       what is said of other values
 */
public record GraphDef(String name, List<NodeDef> nodes, List<TensorDef> initializers, List<SparseTensorDef> sparse,
                       List<OnnxPort> inputs, List<OnnxPort> outputs, List<OnnxPort> values) {}
