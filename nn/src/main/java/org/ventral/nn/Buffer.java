package org.ventral.nn;

import java.util.Objects;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;

/**
 * State of a module that is saved but not trained, such as a running mean. Its tensor may be of any dtype and is replaced as a whole.
 */
public final class Buffer {
    private Tensor value;

    Buffer(Tensor initial) {
        this.value = lasting(initial);
    }

    /** The current value; never tracked for gradients. */
    public Tensor value() {
        return value;
    }

    /** Element type and shape. */
    public TensorType type() {
        return value.type();
    }

    /**
     * Replaces the value by a copy, which outlives every open memory scope.
     *
     * @throws ShapeException if shape or dtype differ
     */
    public void assign(Tensor source) {
        Objects.requireNonNull(source, "source");
        if (!source.type().equals(value.type())) throw new ShapeException("Buffer: holds %s, cannot take %s", value.type(), source.type());
        value = lasting(source);
    }

    private static Tensor lasting(Tensor source) {
        return MemoryScope.outside(() -> source.detach().copy());
    }

    @Override public String toString() {
        return value.type().toString();
    }
}
