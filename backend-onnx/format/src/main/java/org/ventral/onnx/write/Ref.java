package org.ventral.onnx.write;

import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/**
 * A value of the ONNX graph that is being written.
 *
 * @param name unique in the graph
 * @param type element type, and the shape at the sizes that the graph was traced with
 */
public record Ref(String name, TensorType type) {
    DType dtype() {
        return type.dtype();
    }

    Shape shape() {
        return type.shape();
    }

    int rank() {
        return type.shape().rank();
    }

    long size(int axis) {
        return type.shape().size(axis);
    }
}
