package org.ventral.tensor.op;

import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** Checks on matrices in the last two axes. */
final class Matrices {
    private Matrices() {}

    static void matrix(String op, TensorType type) {
        Checks.floating(op, type);
        if (type.shape().rank() < 2) throw new ShapeException("%s: %s is not a matrix or a batch of them", op, type.shape());
    }

    static void square(String op, TensorType type) {
        matrix(op, type);
        if (type.shape().size(-1) != type.shape().size(-2)) throw new ShapeException("%s: the matrices of %s are not square", op, type.shape());
    }
}
