package org.ventral.onnx.write;

import java.util.Arrays;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/** What a constant of the file holds. */
sealed interface Data {
    TensorType type();

    /** A tensor of the program: a parameter, or a constant that its ops were given. */
    record Weights(Tensor tensor) implements Data {
        @Override public TensorType type() {
            return tensor.type();
        }
    }

    /** A number of an op's options. */
    record Number(DType dtype, double value) implements Data {
        @Override public TensorType type() {
            return new TensorType(dtype, Shape.scalar());
        }
    }

    /** Sizes, axes or places: a vector of int64, or a scalar. */
    record Whole(long[] values, boolean scalar) implements Data {
        @Override public TensorType type() {
            return new TensorType(DType.INT64, scalar ? Shape.scalar() : Shape.of(values.length));
        }

        @Override public boolean equals(Object other) {
            return other instanceof Whole that && scalar == that.scalar && Arrays.equals(values, that.values);
        }

        @Override public int hashCode() {
            return Arrays.hashCode(values);
        }
    }
}
