package org.ventral.tensor.graph;

import java.util.List;

/** A constant that depends on free sizes: its shape does, or its elements do. */
public sealed interface SymbolicConstant {
    /** One number everywhere; the shape depends on sizes. */
    record Filled(double value) implements SymbolicConstant {}

    /** Everywhere a number that is a size, such as a count to divide by. */
    record Sized(Size value) implements SymbolicConstant {}

    /** {@code start, start + step, …}: a vector whose length depends on sizes. */
    record Range(long start, long step) implements SymbolicConstant {}

    /** Few elements, in row-major order, some of which are sizes. */
    record Elements(List<Size> values) implements SymbolicConstant {}
}
