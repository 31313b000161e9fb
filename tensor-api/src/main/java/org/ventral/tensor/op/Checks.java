package org.ventral.tensor.op;

import java.util.List;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.TensorType;

/** Checks that ops share when they infer their types. */
final class Checks {
    private Checks() {}

    static void arity(Op op, List<TensorType> inputs, int count) {
        if (inputs.size() != count) throw new ShapeException("%s: takes %d inputs, got %d", op.name(), count, inputs.size());
    }

    static void arity(Op op, List<TensorType> inputs, int least, int most) {
        if (inputs.size() < least || inputs.size() > most)
            throw new ShapeException("%s: takes %d to %d inputs, got %d", op.name(), least, most, inputs.size());
    }

    /** The types of an elementwise gradient: a value and a gradient of one floating type, which is the result's. */
    static List<TensorType> gradientOf(Op op, List<TensorType> inputs) {
        arity(op, inputs, 2);
        TensorType value = inputs.get(0), g = inputs.get(1);
        floating(op.name(), value);
        if (!value.equals(g)) throw new ShapeException("%s: value %s and gradient %s must be of one type", op.name(), value, g);
        return List.of(value);
    }

    static void sameDType(String op, TensorType a, TensorType b) {
        if (a.dtype() != b.dtype())
            throw new ShapeException("%s: operands are %s and %s; cast one of them, as in x.cast(DType.%s)", op, a, b, a.dtype().name());
    }

    static void arithmetic(String op, TensorType type) {
        if (!type.dtype().isArithmetic())
            throw new ShapeException("%s: %s is a storage type; cast it first, as in x.cast(DType.FLOAT32)", op, type);
    }

    static void numeric(String op, TensorType type) {
        arithmetic(op, type);
        if (type.dtype() == DType.BOOL) throw new ShapeException("%s: %s is bool; cast it first, as in x.cast(DType.FLOAT32)", op, type);
    }

    static void floating(String op, TensorType type) {
        arithmetic(op, type);
        if (!type.dtype().isFloating())
            throw new ShapeException("%s: %s is not floating; cast it first, as in x.cast(DType.FLOAT32)", op, type);
    }

    static void index(String op, TensorType type) {
        if (type.dtype() != DType.INT32 && type.dtype() != DType.INT64)
            throw new ShapeException("%s: indices must be int32 or int64, got %s", op, type);
    }

    static Shape broadcast(String op, Shape a, Shape b) {
        try {
            return Shape.broadcast(a, b);
        } catch (ShapeException e) {
            throw new ShapeException("%s: %s", op, e.getMessage());
        }
    }

    static int axis(String op, Shape shape, int axis) {
        if (axis < 0 || axis >= shape.rank())
            throw new ShapeException("%s: axis %d is out of range for shape %s of rank %d", op, axis, shape, shape.rank());
        return axis;
    }
}
