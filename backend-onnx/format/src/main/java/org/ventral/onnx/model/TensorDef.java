package org.ventral.onnx.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.ventral.onnx.ElementType;
import org.ventral.tensor.Shape;

/**
 * A tensor as it stands in a file.
 *
 * @param name    its name, empty if it has none
 * @param type    element type
 * @param shape   sizes
 * @param raw     the elements, little-endian and packed, of exactly the length that type and shape need; part of the file, of memory that
 *                is mapped to another file, or an array; empty for strings
 * @param strings the elements of a tensor of strings
 */
public record TensorDef(String name, ElementType type, Shape shape, MemorySegment raw, List<String> strings) {
    /** Bytes of raw data that so many elements take. */
    public static long bytes(ElementType type, long elements) {
        return Math.ceilDiv(Math.multiplyExact(elements, (long) type.bits()), 8L);
    }

    @Override public String toString() {
        return "%s %s %s".formatted(name, type, shape);
    }
}
