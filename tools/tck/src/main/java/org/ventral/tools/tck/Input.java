package org.ventral.tools.tck;

import java.util.SplittableRandom;
import org.ventral.tensor.DType;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * One operand of a case: its shape and what values it may take. Values come from a seed, so that every run and every dtype sees the same
 * ones.
 *
 * @param kind what the values are
 * @param low least value
 * @param high greatest value, for indices without it
 */
record Input(Kind kind, Shape shape, double low, double high) {
    enum Kind {
        /** Numbers of the dtype under test, uniform between the limits, all different and none a half or whole number. */
        NUMBERS,
        /** Numbers of the dtype under test of which many are equal. */
        TIES,
        /** Int64 indices. */
        INDICES,
        /** Truth values. */
        BOOLS
    }

    static Input numbers(long... shape) {
        return between(-2, 2, shape);
    }

    static Input between(double low, double high, long... shape) {
        return new Input(Kind.NUMBERS, Shape.of(shape), low, high);
    }

    static Input ties(long... shape) {
        return new Input(Kind.TIES, Shape.of(shape), -2, 2);
    }

    static Input indices(long size, long... shape) {
        return new Input(Kind.INDICES, Shape.of(shape), 0, size);
    }

    static Input bools(long... shape) {
        return new Input(Kind.BOOLS, Shape.of(shape), 0, 1);
    }

    boolean differentiable() {
        return kind == Kind.NUMBERS || kind == Kind.TIES;
    }

    /** The operand as a row-major tensor; {@code dtype} is for those whose values follow the dtype under test. */
    Tensor tensor(DType dtype, long seed, Device device) {
        var random = new SplittableRandom(seed);
        int n = Math.toIntExact(shape.elements());
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (kind) {
                case NUMBERS -> dtype.isFloating()
                        ? (float) random.nextDouble(low, high)                  // representable in both precisions
                        : Math.rint(random.nextDouble(low * 3, high * 3));
                case TIES -> Math.rint(random.nextDouble(low, high));
                case INDICES -> random.nextLong((long) high);
                case BOOLS -> random.nextInt(2);
            };
        }
        DType own = switch (kind) {
            case NUMBERS, TIES -> dtype;
            case INDICES -> DType.INT64;
            case BOOLS -> DType.BOOL;
        };
        Tensor tensor = Tensor.uninitialized(new TensorType(own, shape), device);
        tensor.write(values);
        return tensor;
    }
}
