package org.ventral.tensor.graph;

import java.util.Objects;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** An input of a function that is to be traced: its name in the graph, and its type. */
public record GraphInput(String name, TensorType type) {
    public GraphInput {
        Objects.requireNonNull(type, "type");
        if (name.isBlank()) throw new IllegalArgumentException("an input of a graph must have a name");
    }

    /** A float32 input. */
    public static GraphInput of(String name, long... shape) {
        return of(name, DType.FLOAT32, shape);
    }

    /** An input. */
    public static GraphInput of(String name, DType dtype, long... shape) {
        return new GraphInput(name, new TensorType(dtype, Shape.of(shape)));
    }
}
