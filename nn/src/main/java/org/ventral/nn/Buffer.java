package org.ventral.nn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.ventral.tensor.Device;
import org.ventral.tensor.MemoryScope;
import org.ventral.tensor.ShapeException;
import org.ventral.tensor.Tensor;
import org.ventral.tensor.TensorType;
import org.ventral.tensor.Tracing;

/**
 * State of a module that is saved but not trained, such as a running mean. Its tensor may be of any dtype; its storage stays the same for
 * life, as a {@link org.ventral.tensor.Parameter}'s does, so that a traced graph that changes it and the module see the same values.
 */
public final class Buffer {
    private Tensor value;

    Buffer(Tensor initial) {
        this.value = MemoryScope.outside(() -> initial.detach().copy());
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
     * Copies new values in. Under a {@linkplain org.ventral.tensor.graph.Graph#trace trace} this is recorded.
     *
     * @throws ShapeException if shape or dtype differ
     */
    public void assign(Tensor source) {
        Objects.requireNonNull(source, "source");
        if (!source.type().equals(value.type())) throw new ShapeException("Buffer: holds %s, cannot take %s", value.type(), source.type());
        Tracing.overwrite(value, source.detach());
    }

    /**
     * Replaces the value by a function of it, as in {@code count.update(n -> n.add(1))}; no gradients flow. Unlike {@link #value} and
     * {@link #assign} after each other, it tells a trace beforehand that the old value differs from run to run, so that it is not folded
     * into the graph.
     *
     * @throws ShapeException if the result has another shape or dtype
     */
    public void update(UnaryOperator<Tensor> change) {
        if (Tracing.current() != null) Tracing.overwrite(value, value);
        Tensor.noGrad(() -> {
            assign(change.apply(value));
            return null;
        });
    }

    /** Computes on another device from now on; the storage stays the same. */
    void to(Device device) {
        value = value.to(device);
    }

    @Override public String toString() {
        return value.type().toString();
    }
}
