package org.ventral.onnx;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a model says of an input or an output. */
public sealed interface OnnxType {
    /**
     * A tensor.
     *
     * @param element    element type
     * @param dimensions sizes of the axes; empty where even the rank is open
     */
    record OfTensor(ElementType element, Optional<List<Dimension>> dimensions) implements OnnxType {
        /** As in {@code float [batch, 3, 224, 224]}. */
        @Override public String toString() {
            return element + dimensions.map(d -> d.stream().map(Dimension::toString).collect(Collectors.joining(", ", " [", "]"))).orElse(" of any rank");
        }
    }

    /**
     * Values of one type in a row.
     *
     * @param element type of each
     */
    record OfSequence(OnnxType element) implements OnnxType {
        @Override public String toString() {
            return "sequence of " + element;
        }
    }

    /**
     * A value or none.
     *
     * @param element type of the value
     */
    record OfOptional(OnnxType element) implements OnnxType {
        @Override public String toString() {
            return "optional " + element;
        }
    }

    /**
     * Nothing is said, or something that is not supported as the type of an input.
     *
     * @param what a word for it, empty if nothing is said
     */
    record Other(String what) implements OnnxType {
        @Override public String toString() {
            return what.isEmpty() ? "any type" : what;
        }
    }

    /**
     * One size of a tensor.
     *
     * @param size   the number, or -1 where it is open
     * @param symbol the name of an open size, empty if it has none; equal names stand for equal sizes
     */
    record Dimension(long size, String symbol) {
        /** A size that is always the same. */
        public static Dimension of(long size) {
            return new Dimension(size, "");
        }

        /** Whether the size is always the same. */
        public boolean isFixed() {
            return size >= 0;
        }

        /** The number, the name, or a question mark. */
        @Override public String toString() {
            return isFixed() ? Long.toString(size) : symbol.isEmpty() ? "?" : symbol;
        }
    }
}
