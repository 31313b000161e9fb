package org.ventral.onnx;

import java.util.List;
import java.util.Objects;
import org.ventral.tensor.Device;
import org.ventral.tensor.Shape;
import org.ventral.tensor.Tensor;

/** What goes into a model, comes out of it and runs along its edges: a tensor, strings, a sequence, an optional, or nothing at all. */
public sealed interface OnnxValue {
    /**
     * Numbers or truth values. The tensor is of the {@linkplain ElementType#holder() holder} of the type, and its values are ones that the type has.
     *
     * @param type   what the values are in ONNX
     * @param tensor what holds them
     */
    record OfTensor(ElementType type, Tensor tensor) implements OnnxValue {
        /** Checks the holder. */
        public OfTensor {
            if (tensor.dtype() != type.holder())
                throw new IllegalArgumentException("OnnxValue: %s values are held in %s, not in %s".formatted(type, type.holder(), tensor.dtype()));
        }

        @Override public Shape shape() {
            return tensor.shape();
        }

        @Override public String toString() {
            return type + " " + tensor.shape();
        }
    }

    /**
     * Strings, row-major.
     *
     * @param shape  sizes of the axes
     * @param values as many as the shape has elements
     */
    record OfStrings(Shape shape, List<String> values) implements OnnxValue {
        /** Copies and checks the values. */
        public OfStrings {
            values = List.copyOf(values);
            if (values.size() != shape.elements())
                throw new IllegalArgumentException("OnnxValue: %d strings do not fill shape %s".formatted(values.size(), shape));
        }

        @Override public ElementType type() {
            return ElementType.STRING;
        }

        @Override public String toString() {
            return "string " + shape;
        }
    }

    /**
     * Values of one type in a row, any number of them.
     *
     * @param values the elements
     */
    record OfSequence(List<OnnxValue> values) implements OnnxValue {
        /** Copies the values. */
        public OfSequence {
            values = List.copyOf(values);
        }

        @Override public String toString() {
            return "sequence of " + values.size() + (values.isEmpty() ? "" : " x " + values.getFirst());
        }
    }

    /**
     * A value or none.
     *
     * @param value the content, or {@link Absent}
     */
    record OfOptional(OnnxValue value) implements OnnxValue {
        /** Checks that there is a value. */
        public OfOptional {
            Objects.requireNonNull(value, "value");
        }

        /** Whether there is no content. */
        public boolean isEmpty() {
            return value instanceof Absent;
        }

        @Override public String toString() {
            return isEmpty() ? "empty optional" : "optional " + value;
        }
    }

    /** An input that is not given, or an output that is not made. */
    enum Absent implements OnnxValue {
        /** The only one. */
        ABSENT;

        @Override public String toString() {
            return "absent";
        }
    }

    /** A tensor whose values are those of its dtype; int8, uint8, float16 and bfloat16 are widened to what holds them. */
    static OnnxValue of(Tensor tensor) {
        ElementType type = ElementType.of(tensor.dtype());
        return new OfTensor(type, tensor.cast(type.holder()));
    }

    /** Values of an ONNX type in a tensor of its {@linkplain ElementType#holder() holder}. */
    static OnnxValue of(ElementType type, Tensor tensor) {
        return new OfTensor(type, tensor);
    }

    /** Strings, row-major. */
    static OnnxValue strings(List<String> values, long... shape) {
        return new OfStrings(Shape.of(shape), values);
    }

    /** Values in a row. */
    static OnnxValue sequence(List<OnnxValue> values) {
        return new OfSequence(values);
    }

    /** An optional with or, given {@link #absent()}, without content. */
    static OnnxValue optional(OnnxValue value) {
        return new OfOptional(value);
    }

    /** No value. */
    static OnnxValue absent() {
        return Absent.ABSENT;
    }

    /** Whether it is a value at all. */
    default boolean isPresent() {
        return this != Absent.ABSENT;
    }

    /**
     * The tensor.
     *
     * @throws IllegalStateException if it is something else
     */
    default Tensor tensor() {
        throw new IllegalStateException("expected a tensor, got " + this);
    }

    /**
     * The element type of a tensor or of strings.
     *
     * @throws IllegalStateException if it is something else
     */
    default ElementType type() {
        throw new IllegalStateException("expected a tensor, got " + this);
    }

    /**
     * The sizes of a tensor or of strings.
     *
     * @throws IllegalStateException if it is something else
     */
    default Shape shape() {
        throw new IllegalStateException("expected a tensor, got " + this);
    }

    /** The same values with every tensor on a device. */
    default OnnxValue to(Device device) {
        return switch (this) {
            case OfTensor(var type, var tensor) -> tensor.device() == device ? this : new OfTensor(type, tensor.to(device));
            case OfSequence(var values) -> new OfSequence(values.stream().map(v -> v.to(device)).toList());
            case OfOptional(var value) -> new OfOptional(value.to(device));
            case OfStrings _, Absent _ -> this;
        };
    }
}
