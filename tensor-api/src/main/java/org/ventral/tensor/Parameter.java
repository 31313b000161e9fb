package org.ventral.tensor;

import java.util.Objects;

/**
 * A tensor that training changes. Its storage stays the same for life: optimizers update it in place, and loading copies into it.
 */
public final class Parameter {
    private Tensor value;
    private Tensor frozen;
    private boolean trainable = true;

    private Parameter(Tensor initial) {
        this.frozen = initial;
        initial.storage().markParameter();
        this.value = initial.requiresGradient();
    }

    /** A parameter that begins as a copy of a floating tensor. */
    public static Parameter of(Tensor initial) {
        if (!initial.dtype().isFloating()) throw new IllegalArgumentException("Parameter: the value must be floating, got " + initial.type());
        return MemoryScope.outside(() -> new Parameter(initial.detach().copy()));
    }

    /** The current value; gradients are collected at it unless the parameter is frozen. */
    public Tensor value() {
        return trainable ? value : frozen;
    }

    /** Element type and shape. */
    public TensorType type() {
        return value.type();
    }

    /** Whether gradients are wanted. */
    public boolean isTrainable() {
        return trainable;
    }

    /** Lets training change it, or not. */
    public void trainable(boolean wanted) {
        trainable = wanted;
    }

    /**
     * Copies new values in.
     *
     * @throws ShapeException if shape or dtype differ
     */
    public void assign(Tensor source) {
        Objects.requireNonNull(source, "source");
        if (!source.type().equals(value.type())) throw new ShapeException("Parameter: holds %s, cannot take %s", value.type(), source.type());
        value.overwrite(source);
    }

    /**
     * Computes on another device from now on: {@link #value()} is a tensor of that device. The storage stays the same, as all devices compute on the heap, so
     * that an optimizer goes on with the parameter where it is.
     */
    public void to(Device device) {
        frozen = frozen.to(device);
        value = frozen.requiresGradient();
    }

    @Override public String toString() {
        return value.type().toString();
    }
}
