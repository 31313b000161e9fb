package org.ventral.tensor.graph;

import java.util.List;
import java.util.Map;
import org.ventral.tensor.DType;
import org.ventral.tensor.Shape;
import org.ventral.tensor.TensorType;

/** An input with free sizes, as {@code SymbolicInput.of("tokens", DType.INT64, Size.named("batch"), Size.named("sequence"))}. */
public record SymbolicInput(String name, DType dtype, List<Size> shape) {
    public SymbolicInput {
        shape = List.copyOf(shape);
        for (Size size : shape)
            if (!size.isNumber() && !size.isName()) throw new IllegalArgumentException("input \"" + name + "\": a size must be a number or a name, not " + size);
    }

    /** An input. */
    public static SymbolicInput of(String name, DType dtype, Size... shape) {
        return new SymbolicInput(name, dtype, List.of(shape));
    }

    GraphInput at(Map<String, Long> sizes) {
        return new GraphInput(name, new TensorType(dtype, Shape.of(shape.stream().map(size -> size.at(sizes)).toList())));
    }
}
