package org.ventral.tensor.reference;

import org.ventral.tensor.Shape;

/** A row-major array seen as {@code [outer, length, inner]} around one axis. */
record Strides(int outer, int length, int inner) {
    static Strides around(Shape shape, int axis) {
        return new Strides(Math.toIntExact(shape.first(axis).elements()), Math.toIntExact(shape.size(axis)),
                Math.toIntExact(shape.last(shape.rank() - axis - 1).elements()));
    }

    int at(int o, int k, int i) {
        return (o * length + k) * inner + i;
    }
}
