package org.ventral.tensor;

import java.util.Objects;

/** What is known of a tensor before it is computed: element type and shape. */
public record TensorType(DType dtype, Shape shape) {
    public TensorType {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(shape, "shape");
    }

    /** The same shape with another element type. */
    public TensorType as(DType other) {
        return dtype == other ? this : new TensorType(other, shape);
    }

    /** The same element type with another shape. */
    public TensorType with(Shape other) {
        return new TensorType(dtype, other);
    }

    /** As in {@code float32[64, 10]}. */
    @Override public String toString() {
        return dtype + shape.toString();
    }
}
